package io.collectionsync.state;

import static io.collectionsync.state.db.Columns.id;
import static io.collectionsync.state.db.Columns.marks;
import static io.collectionsync.state.db.Columns.text;
import static io.collectionsync.state.db.Columns.time;
import static org.springframework.dao.support.DataAccessUtils.optionalResult;

import io.collectionsync.membership.AlertState;
import io.collectionsync.membership.HoldReason;
import io.collectionsync.membership.MappingReport;
import io.collectionsync.membership.Run;
import io.collectionsync.membership.Status;
import io.collectionsync.membership.Worded;
import io.collectionsync.state.Notice.Kind;
import io.collectionsync.state.db.StateDatabase;
import io.collectionsync.state.db.StateUnavailable;
import io.collectionsync.state.db.Text;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcOperations;

/**
 * What administrators are told: decides when there is something to tell, and keeps it until the webhook has it. The
 * last notice of a mapping says how it stood when anybody was told, so no process repeats what another one has told.
 */
public final class Notices {

    private static final Logger LOG = LoggerFactory.getLogger(Notices.class);
    /** After that nobody needs to hear of it any more. */
    static final Duration GIVE_UP = Duration.ofHours(24);

    static final Duration LONGEST_DELAY = Duration.ofHours(1);
    private static final Duration ONCE_A_DAY = Duration.ofHours(24);
    private static final String LAST = "select * from notice where notice_id = (select max(notice_id) from notice "
            + "where subject_id = ? and kind %s 'CREDENTIAL_EXPIRING')";

    private enum State {
        UNSENT,
        WAITING,
        SENT,
        GIVEN_UP
    }

    private final StateDatabase database;
    private final boolean sending;
    private final Duration firstDelay;

    /**
     * @param database   where they are kept
     * @param sending    whether they wait for a webhook
     * @param firstDelay between the first two attempts; doubles up to an hour
     */
    public Notices(StateDatabase database, boolean sending, Duration firstDelay) {
        this.database = database;
        this.sending = sending;
        this.firstDelay = firstDelay;
    }

    /**
     * Decides whether a mapping has become held, failed or recovered. Somebody's look (a plan that the schedule did not
     * ask for) tells nothing.
     *
     * @return the notice, if there is one
     * @throws StateUnavailable if the database does not answer
     */
    public Optional<Notice> decide(Run run, MappingReport report) {
        if (run.isLook()) {
            return Optional.empty();
        }
        var mapping = report.mapping();
        var alertState = AlertState.of(report.status());
        return database.write(jdbc -> {
            var told = last(jdbc, "<>", mapping.group()).map(last -> last.kind().alertState());
            return told.orElse(AlertState.GOOD) == alertState
                    ? Optional.empty()
                    : Optional.of(add(
                            jdbc,
                            new Notice(
                                    0,
                                    Kind.of(alertState),
                                    new Notice.Subject(mapping.group(), mapping.name(), mapping.tenant()),
                                    report.status(),
                                    detail(report),
                                    run.id(),
                                    now(),
                                    0)));
        });
    }

    private static String detail(MappingReport report) {
        if (report.error() != null) {
            return report.error();
        }
        if (report.plan() != null && report.plan().isHeld()) {
            int held = report.plan().held().size();
            return (held == 0 ? "" : held + " removals; ")
                    + report.plan().reasons().stream().map(HoldReason::text).collect(Collectors.joining("; "))
                    + "; plan " + report.plan().difference().shortHash();
        }
        return AlertState.of(report.status()) == AlertState.FAILED ? "see the dead letters of this mapping" : null;
    }

    /**
     * Tells at most once a day that a tenant's certificate ends.
     *
     * @param tenant   the tenant's name
     * @param tenantId its directory id
     * @throws StateUnavailable if the database does not answer
     */
    public Optional<Notice> credentialExpires(String tenant, UUID tenantId, Instant expires) {
        return database.write(jdbc -> {
            var last = last(jdbc, "=", tenantId);
            return last.filter(one -> one.occurred().plus(ONCE_A_DAY).isAfter(now())
                                    && !one.occurred().isAfter(now()))
                            .isPresent()
                    ? Optional.empty()
                    : Optional.of(add(
                            jdbc,
                            new Notice(
                                    0,
                                    Kind.CREDENTIAL_EXPIRING,
                                    new Notice.Subject(tenantId, tenant, tenant),
                                    null,
                                    "it ends " + expires + "; upload a new one to the app registration and set "
                                            + "tenant." + tenant + ".certificate-file",
                                    null,
                                    now(),
                                    0)));
        });
    }

    private static Optional<Notice> last(JdbcOperations jdbc, String credentials, UUID subject) {
        return optionalResult(jdbc.query(LAST.formatted(credentials), Notices::read, id(subject)));
    }

    private Notice add(JdbcOperations jdbc, Notice notice) {
        jdbc.update(
                "insert into notice (kind, subject_id, subject_name, tenant, status, detail, run_id, occurred, "
                        + "state, attempts, next_attempt) values " + marks(11),
                notice.kind().name(),
                id(notice.subject().id()),
                Text.cut(notice.name(), Text.NAME),
                Text.cut(notice.subject().tenant(), Text.CODE),
                text(notice.status() == null ? null : notice.status().word(), 20),
                text(notice.detail(), Text.LONG),
                text(notice.run(), 40),
                time(notice.occurred()),
                (sending ? State.WAITING : State.UNSENT).name(),
                0,
                time(sending ? notice.occurred() : null));
        return notice;
    }

    /** @return id of the last notice; 0 before the first */
    public long latest() {
        return database.read(jdbc -> jdbc.queryForObject("select coalesce(max(notice_id), 0) from notice", Long.class));
    }

    /** @return the notices with higher ids, oldest first */
    public List<Notice> after(long id) {
        return database.read(
                jdbc -> jdbc.query("select * from notice where notice_id > ? order by notice_id", Notices::read, id));
    }

    /**
     * Takes the notices that are to be sent now, at most one of each subject, so that they arrive in order. What is not
     * {@link #sent} by its next attempt is due again, in whatever process.
     *
     * @throws StateUnavailable if the database does not answer
     */
    public List<Notice> due() {
        var now = now();
        var givenUp = new ArrayList<Notice>();
        var taken = database.write(jdbc -> {
            givenUp.clear();
            jdbc
                    .query(
                            "select * from notice where state = ? and occurred < ?",
                            Notices::read,
                            State.WAITING.name(),
                            time(now.minus(GIVE_UP)))
                    .stream()
                    .filter(notice -> jdbc.update(
                                    "update notice set state = ?, "
                                            + "next_attempt = null where notice_id = ? and state = ?",
                                    State.GIVEN_UP.name(),
                                    notice.id(),
                                    State.WAITING.name())
                            == 1)
                    .forEach(givenUp::add);
            var due = jdbc.query(
                    "select * from notice where state = ? and (next_attempt <= ? or next_attempt > ?) and notice_id in (select "
                            + "min(notice_id) from notice where state = ? group by subject_id) order by notice_id",
                    Notices::read,
                    State.WAITING.name(),
                    time(now),
                    // no wait is so long: a wrong clock dated it
                    time(now.plus(LONGEST_DELAY)),
                    State.WAITING.name());
            return due.stream()
                    .filter(notice -> jdbc.update(
                                    "update notice set attempts = ?, next_attempt = ? "
                                            + "where notice_id = ? and attempts = ? and state = ?",
                                    notice.attempts() + 1,
                                    time(now.plus(delay(notice.attempts()))),
                                    notice.id(),
                                    notice.attempts(),
                                    State.WAITING.name())
                            == 1)
                    .toList();
        });
        givenUp.forEach(notice -> LOG.atWarn()
                .addKeyValue(notice.isOfTenant() ? "tenant" : "mapping", notice.name())
                .addKeyValue("event", notice.kind().word())
                .addKeyValue("occurred", notice.occurred())
                .addKeyValue("attempts", notice.attempts())
                .log("webhook never sent, given up"));
        return taken;
    }

    private Duration delay(int attempts) {
        var delay = firstDelay.multipliedBy(1L << Math.min(attempts, 20));
        return delay.compareTo(LONGEST_DELAY) < 0 ? delay : LONGEST_DELAY;
    }

    /** The webhook has it. */
    public void sent(Notice notice) {
        database.write(jdbc -> jdbc.update(
                "update notice set state = ?, next_attempt = null where notice_id = ?",
                State.SENT.name(),
                notice.id()));
    }

    /** Drops the notices from before {@code before}, except the last of each subject: it says what was told. */
    public int prune(Instant before) {
        return database.write(jdbc -> jdbc.update(
                "delete from notice where occurred < ? and notice_id not in "
                        + "(select max(notice_id) from notice group by subject_id, kind)",
                time(before)));
    }

    private Instant now() {
        return database.clock().instant();
    }

    private static Notice read(ResultSet row, int at) throws SQLException {
        return new Notice(
                row.getLong("notice_id"),
                Kind.valueOf(row.getString("kind")),
                new Notice.Subject(id(row, "subject_id"), row.getString("subject_name"), row.getString("tenant")),
                row.getString("status") == null ? null : Worded.of(Status.class, row.getString("status")),
                row.getString("detail"),
                row.getString("run_id"),
                time(row, "occurred"),
                row.getInt("attempts"));
    }
}
