package io.collectionsync.state;

import static io.collectionsync.state.db.Columns.id;
import static io.collectionsync.state.db.Columns.marks;
import static io.collectionsync.state.db.Columns.text;
import static io.collectionsync.state.db.Columns.time;

import io.collectionsync.membership.Change;
import io.collectionsync.membership.ListingDoubt;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Outcome;
import io.collectionsync.membership.OwnChange;
import io.collectionsync.membership.RecentChanges;
import io.collectionsync.membership.Run;
import io.collectionsync.state.db.StateDatabase;
import io.collectionsync.state.db.StateUnavailable;
import io.collectionsync.state.db.Text;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.JdbcOperations;

/** The outcome of every single change, in the order in which they were recorded. */
public final class Changes {

    /** Other transactions wait for a deletion: each takes well under a second. */
    private static final int MOST_PRUNED = 5_000;

    /** What was recorded at one moment. */
    private record Batch(UUID group, Instant recorded) {}

    private final StateDatabase database;
    /** Of this process. */
    private final FirstSeen<Batch> made;

    private final FirstSeen<Batch> seen;

    /** @param database where the changes are kept */
    public Changes(StateDatabase database) {
        this(database, System::nanoTime);
    }

    Changes(StateDatabase database, LongSupplier nanos) {
        this.database = database;
        made = new FirstSeen<>(nanos);
        seen = new FirstSeen<>(nanos);
    }

    /**
     * @param run      the run that sent them
     * @param mapping  whose group was changed
     * @param outcomes what became of each
     * @param names    display names of members
     * @param why      the reason of each change
     * @return what goes on record, dated now
     */
    public List<ChangeRow> rows(
            Run run, Mapping mapping, List<Outcome> outcomes, Map<UUID, String> names, Function<Change, String> why) {
        var now = database.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        if (!outcomes.isEmpty()) {
            made.age(new Batch(mapping.group(), now));
        }
        return outcomes.stream()
                .map(outcome -> new ChangeRow(
                        run.id(),
                        now,
                        mapping.group(),
                        mapping.name(),
                        outcome,
                        names.get(outcome.change().object()),
                        why.apply(outcome.change())))
                .toList();
    }

    /**
     * Records changes: all of them or, by exception, none that is known of.
     *
     * @throws StateUnavailable if the database does not answer
     */
    public void add(List<ChangeRow> rows) {
        if (!rows.isEmpty()) {
            database.write(jdbc -> insert(jdbc, rows));
        }
    }

    /**
     * Records changes of one run in one group, those that are on record already left out: a run makes each but once.
     *
     * @throws StateUnavailable if the database does not answer
     */
    void addMissing(List<ChangeRow> rows) {
        String run = rows.get(0).run();
        var group = rows.get(0).group();
        database.write(jdbc -> {
            var known = new HashSet<>(jdbc.query(
                    "select kind, object_id from membership_change where run_id = ? and group_id = ?",
                    (row, at) -> new Change(Change.Kind.valueOf(row.getString("kind")), id(row, "object_id")),
                    run,
                    id(group)));
            return insert(
                    jdbc,
                    rows.stream()
                            .filter(row -> known.add(row.outcome().change()))
                            .toList());
        });
    }

    private static int[] insert(JdbcOperations jdbc, List<ChangeRow> rows) {
        return jdbc.batchUpdate(
                "insert into membership_change (run_id, changed, group_id, "
                        + "mapping_name, object_id, kind, result, tried, code, message, request_id, display_name, why) values "
                        + marks(13),
                rows.stream().map(Changes::values).toList());
    }

    private static Object[] values(ChangeRow row) {
        var outcome = row.outcome();
        return new Object[] {
            row.run(),
            time(row.time()),
            id(row.group()),
            Text.cut(row.mapping(), Text.NAME),
            id(outcome.change().object()),
            outcome.change().kind().name(),
            outcome.result().name(),
            outcome.tried() ? 1 : 0,
            text(outcome.code(), Text.CODE),
            text(outcome.message(), Text.MESSAGE),
            text(outcome.requestId(), Text.CODE),
            text(row.displayName(), 256),
            text(row.why(), Text.NAME)
        };
    }

    /**
     * @param run id of a run
     * @return its changes
     * @throws StateUnavailable if the database does not answer
     */
    public List<ChangeRow> ofRun(String run) {
        return database.read(jdbc -> jdbc.query(
                "select * from membership_change where run_id = ? " + "order by change_id", Changes::read, run));
    }

    /**
     * @param object a member's object id
     * @return every change of it in any group
     * @throws StateUnavailable if the database does not answer
     */
    public List<ChangeRow> of(UUID object) {
        return database.read(jdbc -> jdbc.query(
                "select * from membership_change where object_id = ? " + "order by change_id",
                Changes::read,
                id(object)));
    }

    /**
     * @param group a group
     * @param most  how many at most
     * @return its changes, the latest first
     * @throws StateUnavailable if the database does not answer
     */
    public List<ChangeRow> latest(UUID group, int most) {
        return database.read(jdbc -> jdbc.query(
                "select * from membership_change where group_id = ? " + "order by changed desc, change_id desc "
                        + database.limit(),
                Changes::read,
                id(group),
                most));
    }

    /**
     * Forgets runs, changes and approvals of long ago.
     *
     * @param before what is older
     * @return how many changes were forgotten
     * @throws StateUnavailable if the database does not answer
     */
    public int prune(Instant before) {
        database.write(jdbc -> {
            jdbc.update(
                    "delete from sync_run where started < ? and (ended is not null or status = ?)",
                    time(before),
                    RunStatus.INTERRUPTED.word());
            jdbc.update("delete from tenant_removal where reserved < ?", time(before));
            jdbc.update(
                    "delete from group_size where left_at < ? and exists (select 1 from group_size later where"
                            + " later.group_id = group_size.group_id and later.size_id > group_size.size_id)",
                    time(before));
            jdbc.update("delete from plan_approval where approved < ?", time(before));
            jdbc.update("delete from dead_letter where closed < ?", time(before));
            return jdbc.update("delete from drift where ended < ?", time(before));
        });
        int all = 0;
        int gone;
        do {
            gone = database.write(jdbc -> pruneSome(jdbc, before));
            all += gone;
        } while (gone == MOST_PRUNED);
        return all;
    }

    private int pruneSome(JdbcOperations jdbc, Instant before) {
        var old = jdbc.query(
                "select change_id from membership_change where changed < ? order by changed " + database.limit(),
                (row, at) -> new Object[] {row.getLong(1)},
                time(before),
                MOST_PRUNED);
        return IntStream.of(jdbc.batchUpdate("delete from membership_change where change_id = ?", old))
                .sum();
    }

    /**
     * @param group a group
     * @param after number of the last change that is left out
     * @return what has been so in the group since, by Graph's answers, in the order in which it was recorded
     * @throws StateUnavailable if the database does not answer
     */
    public List<OwnChange> since(UUID group, long after) {
        var times = new Monotone();
        return database.read(jdbc -> jdbc.query(
                "select kind, object_id, changed from membership_change "
                        + "where group_id = ? and change_id > ? and result in ('APPLIED', 'ALREADY_SO') "
                        + "order by change_id",
                (row, at) -> new OwnChange(
                        new Change(Change.Kind.valueOf(row.getString("kind")), id(row, "object_id")),
                        times.next(time(row, "changed"))),
                id(group),
                after));
    }

    /**
     * @param group a group
     * @param lag   how long a listing may lag behind
     * @return what this program has done to the group so lately that a listing which begins now need not show it. What
     *     this process did is told by its monotonic clock; what others did by their dates, but for those of the future,
     *     and for no longer than {@code lag} after this process has first seen it
     * @throws StateUnavailable if the database does not answer
     */
    public RecentChanges recent(UUID group, Duration lag) {
        var now = database.clock().instant();
        var batches = new HashMap<Instant, Boolean>();
        var times = new Monotone();
        var own = new ArrayList<OwnChange>();
        var outcomes = new ArrayList<Outcome>();
        database
                .read(jdbc -> jdbc.query(
                        "select kind, object_id, changed, result, tried, code from membership_change "
                                + "where group_id = ? and changed > ? order by change_id",
                        Changes::readRecent,
                        id(group),
                        time(earliest(group, now.minus(lag), lag))))
                .stream()
                .filter(row ->
                        batches.computeIfAbsent(row.time(), batch -> isRecent(new Batch(group, batch), now, lag)))
                .forEach(row -> {
                    outcomes.add(row.outcome());
                    if (row.outcome().result() == Outcome.Result.APPLIED) {
                        own.add(new OwnChange(row.outcome().change(), times.next(row.time())));
                    }
                });
        var attempted = outcomes.stream()
                .filter(Outcome::mayBeOurs)
                .map(Outcome::change)
                .filter(change -> change.kind() == Change.Kind.ADDITION)
                .map(Change::object)
                .toList();
        return new RecentChanges(own, MemberIds.of(attempted), ListingDoubt.of(outcomes));
    }

    /** In the order of the records, whose dates go back where the clock was set back. */
    private static final class Monotone {

        private Instant latest = Instant.MIN;

        Instant next(Instant time) {
            latest = time.isAfter(latest) ? time : latest;
            return latest;
        }
    }

    private record Recent(Instant time, Outcome outcome) {}

    private static Recent readRecent(ResultSet row, int at) throws SQLException {
        var outcome = new Outcome(
                new Change(Change.Kind.valueOf(row.getString("kind")), id(row, "object_id")),
                Outcome.Result.valueOf(row.getString("result")),
                row.getString("code"),
                null,
                null,
                row.getInt("tried") == 1);
        return new Recent(time(row, "changed"), outcome);
    }

    /** A clock that was set on makes what this process did a moment ago seem old. */
    private Instant earliest(UUID group, Instant from, Duration lag) {
        return made.within(lag)
                .filter(batch -> batch.group().equals(group))
                .map(batch -> batch.recorded().minusMillis(1))
                .filter(from::isAfter)
                .min(Instant::compareTo)
                .orElse(from);
    }

    private boolean isRecent(Batch batch, Instant now, Duration lag) {
        var ours = made.known(batch);
        if (ours.isPresent()) {
            return ours.get().compareTo(lag) < 0;
        }
        boolean isDated = !batch.recorded().isAfter(now) && batch.recorded().isAfter(now.minus(lag));
        return seen.age(batch).compareTo(lag) < 0 && isDated;
    }

    private static ChangeRow read(ResultSet row, int at) throws SQLException {
        var change = new Change(Change.Kind.valueOf(row.getString("kind")), id(row, "object_id"));
        var outcome = new Outcome(
                change,
                Outcome.Result.valueOf(row.getString("result")),
                row.getString("code"),
                row.getString("message"),
                row.getString("request_id"),
                row.getInt("tried") == 1);
        return new ChangeRow(
                row.getString("run_id"),
                time(row, "changed"),
                id(row, "group_id"),
                row.getString("mapping_name"),
                outcome,
                row.getString("display_name"),
                row.getString("why"));
    }
}
