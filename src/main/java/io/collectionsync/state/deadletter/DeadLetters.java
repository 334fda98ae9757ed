package io.collectionsync.state.deadletter;

import static io.collectionsync.state.db.Columns.id;
import static io.collectionsync.state.db.Columns.text;
import static io.collectionsync.state.db.Columns.time;
import static io.collectionsync.state.deadletter.DeadLetter.State.DISCARDED;
import static io.collectionsync.state.deadletter.DeadLetter.State.DONE;
import static io.collectionsync.state.deadletter.DeadLetter.State.PARKED;
import static io.collectionsync.state.deadletter.DeadLetter.State.SUPERSEDED;
import static io.collectionsync.state.deadletter.DeadLetter.State.WAITING;

import io.collectionsync.membership.Change;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Outcome;
import io.collectionsync.membership.Run;
import io.collectionsync.membership.Worded;
import io.collectionsync.state.db.StateDatabase;
import io.collectionsync.state.db.StateUnavailable;
import io.collectionsync.state.db.Text;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.dao.OptimisticLockingFailureException;

/**
 * Changes that could not be applied: at most one open letter for each change of a group. A letter is open (waiting or
 * parked) until the change has come true, is no longer wanted, or is discarded; closed letters stay for history.
 */
public final class DeadLetters {

    /** Letters of one outage shall not all be due at the same moment. */
    private static final double JITTER = 0.1;

    private final StateDatabase database;
    private final DeadLetterPolicy policy;

    /**
     * @param database where the letters are kept
     * @param policy   when they are tried again
     */
    public DeadLetters(StateDatabase database, DeadLetterPolicy policy) {
        this.database = database;
        this.policy = policy;
    }

    /**
     * @param group a group
     * @return the changes that a run leaves alone: parked, or not due yet; one that was tried in the future was dated by a
     *     wrong clock, and is due
     * @throws StateUnavailable if the database does not answer
     */
    public Set<Change> waiting(UUID group) {
        var now = database.clock().instant();
        return new HashSet<>(database.read(jdbc -> jdbc.query(
                "select object_id, kind" + OpenLetter.FROM
                        + " and group_id = ? and (state = ? or next_attempt > ? and last_tried <= ?)",
                OpenLetter::changeOf,
                id(group),
                PARKED.name(),
                time(now),
                time(now))));
    }

    /**
     * Opens a letter for each change that was not done, or counts one more attempt on the open one. After the policy's
     * attempts the letter is parked.
     *
     * @param run      the run that tried them
     * @param mapping  whose group
     * @param outcomes what became of the changes; those that are done are passed over
     * @throws StateUnavailable if the database does not answer
     */
    public void park(Run run, Mapping mapping, List<Outcome> outcomes) {
        var failed = new LinkedHashMap<Change, Outcome>();
        outcomes.stream()
                .filter(outcome -> !outcome.result().isDone())
                .forEach(outcome -> failed.put(outcome.change(), outcome));
        if (failed.isEmpty()) {
            return;
        }
        var now = database.clock().instant();
        database.write(jdbc -> {
            var known = OpenLetter.of(jdbc, mapping.group(), failed.keySet());
            var again = new ArrayList<Object[]>();
            var first = new ArrayList<Object[]>();
            failed.forEach((change, outcome) -> {
                var letter = known.get(change);
                int attempts = letter == null ? 1 : letter.attempts() + 1;
                var row = tried(run, mapping, outcome, attempts, now);
                if (letter == null) {
                    row.addAll(List.of(
                            id(mapping.group()),
                            id(change.object()),
                            change.kind().name(),
                            time(now)));
                    first.add(row.toArray());
                } else {
                    row.addAll(List.of(letter.number(), letter.attempts()));
                    again.add(row.toArray());
                }
            });
            int[] counts = jdbc.batchUpdate(
                    "update dead_letter set mapping_name = ?, state = ?, reason = ?, code = ?, "
                            + "message = ?, request_id = ?, run_id = ?, attempts = ?, last_tried = ?, next_attempt = ? "
                            + "where letter_id = ? and attempts = ? and closed_no = 0",
                    again);
            if (Arrays.stream(counts).anyMatch(count -> count == 0)) {
                throw new OptimisticLockingFailureException("A dead letter changed meanwhile");
            }
            return jdbc.batchUpdate(
                    "insert into dead_letter (mapping_name, state, reason, code, message, request_id, run_id, "
                            + "attempts, last_tried, next_attempt, group_id, object_id, kind, first_seen, closed_no) values ("
                            + "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
                    first);
        });
    }

    private List<Object> tried(Run run, Mapping mapping, Outcome outcome, int attempts, Instant now) {
        boolean spent = attempts >= policy.attempts();
        double jitter = 1 + ThreadLocalRandom.current().nextDouble(-JITTER, JITTER);
        var delay = policy.delay(outcome.result(), attempts);
        return new ArrayList<>(Arrays.asList(
                Text.cut(mapping.name(), Text.NAME),
                (spent ? PARKED : WAITING).name(),
                outcome.result().word(),
                text(outcome.code(), Text.CODE),
                text(outcome.message(), Text.MESSAGE),
                text(outcome.requestId(), Text.CODE),
                run.id(),
                attempts,
                time(now),
                time(spent ? null : now.plusMillis((long) (delay.toMillis() * jitter)))));
    }

    /**
     * Closes the open letters of a group that need no further attempt, by a look at both sides. A letter whose change
     * has come true is done. An addition that a complete read no longer asks for, and a removal whose object is desired
     * again or kept, are superseded. A removal that is merely held stays open, and so does an addition that an
     * incomplete read does not show.
     *
     * @param mapping         whose group
     * @param desired         what its collections ask for
     * @param actual          what its group held before the run's changes, completely read
     * @param done            outcomes of the run's changes; those that are not done are passed over
     * @param removalsTrusted whether desired was read completely, so that absence from it means something
     * @return how many were closed
     * @throws StateUnavailable if the database does not answer
     */
    public ClosedLetters closeUnneeded(
            Mapping mapping, MemberIds desired, MemberIds actual, List<Outcome> done, boolean removalsTrusted) {
        var changed = new HashSet<Change>();
        done.stream().filter(outcome -> outcome.result().isDone()).forEach(outcome -> changed.add(outcome.change()));
        var now = database.clock().instant();
        return database.write(jdbc -> {
            var comeTrue = new ArrayList<OpenLetter>();
            var unwanted = new ArrayList<OpenLetter>();
            for (var letter : OpenLetter.of(jdbc, mapping.group())) {
                var change = letter.change();
                if (changed.contains(change) || isTrue(change, actual)) {
                    comeTrue.add(letter);
                } else if (isUnwanted(change, mapping, desired, removalsTrusted)) {
                    unwanted.add(letter);
                }
            }
            return new ClosedLetters(
                    OpenLetter.close(jdbc, comeTrue, DONE, now), OpenLetter.close(jdbc, unwanted, SUPERSEDED, now));
        });
    }

    /**
     * Closes the open removals of a group that a plan after a complete read does not want, for whatever reason: by
     * {@code foreign-members}, because the device is in a collection after all.
     *
     * @param removals what shall be removed, held or not
     * @return how many were closed
     * @throws StateUnavailable if the database does not answer
     */
    public int supersedeRemovals(Mapping mapping, MemberIds removals) {
        var now = database.clock().instant();
        return database.write(jdbc -> {
            var unwanted = OpenLetter.of(jdbc, mapping.group()).stream()
                    .filter(letter -> letter.change().kind() == Change.Kind.REMOVAL)
                    .filter(letter -> !removals.contains(letter.change().object()))
                    .toList();
            return OpenLetter.close(jdbc, unwanted, SUPERSEDED, now);
        });
    }

    private static boolean isTrue(Change change, MemberIds actual) {
        return actual.contains(change.object()) == (change.kind() == Change.Kind.ADDITION);
    }

    private static boolean isUnwanted(Change change, Mapping mapping, MemberIds desired, boolean complete) {
        boolean asked = desired.contains(change.object());
        return change.kind() == Change.Kind.ADDITION
                ? complete && !asked
                : asked || mapping.keep().contains(change.object());
    }

    /**
     * @return the groups with letters that are due, to be planned again
     * @throws StateUnavailable if the database does not answer
     */
    public List<UUID> dueGroups() {
        var now = database.clock().instant();
        return database.read(jdbc -> jdbc.query(
                "select distinct group_id" + OpenLetter.FROM
                        + " and (next_attempt <= ? or next_attempt is not null and last_tried > ?) "
                        + "order by group_id",
                (row, at) -> id(row, "group_id"),
                time(now),
                time(now)));
    }

    /**
     * @param filter which ones
     * @return the open letters, those that failed first first
     * @throws StateUnavailable if the database does not answer
     */
    public List<DeadLetter> list(DeadLetterFilter filter) {
        return database.read(jdbc -> jdbc.query(
                "select *" + OpenLetter.FROM + filter.condition() + " order by first_seen, letter_id",
                DeadLetters::read,
                filter.values().toArray()));
    }

    /**
     * @param object a member's object id
     * @return its letters in all groups, the closed ones included, in the order in which they were opened
     * @throws StateUnavailable if the database does not answer
     */
    public List<DeadLetter> of(UUID object) {
        return database.read(jdbc -> jdbc.query(
                "select * from dead_letter where object_id = ? " + "order by letter_id",
                DeadLetters::read,
                id(object)));
    }

    /**
     * Makes open letters due now, parked ones too, with all their attempts before them.
     *
     * @param filter which ones
     * @return how many
     * @throws StateUnavailable if the database does not answer
     */
    public int replay(DeadLetterFilter filter) {
        var values = new ArrayList<Object>(
                List.of(WAITING.name(), time(database.clock().instant())));
        values.addAll(filter.values());
        return database.write(jdbc -> jdbc.update(
                "update dead_letter set state = ?, attempts = 0, " + "next_attempt = ? where closed_no = 0"
                        + filter.condition(),
                values.toArray()));
    }

    /**
     * Closes open letters by hand. That does not suppress their changes: the next run that still wants one tries it
     * again, and opens a new letter if that fails.
     *
     * @param filter which ones
     * @return how many
     * @throws StateUnavailable if the database does not answer
     */
    public int discard(DeadLetterFilter filter) {
        var values = new ArrayList<Object>(
                List.of(DISCARDED.name(), time(database.clock().instant())));
        values.addAll(filter.values());
        return database.write(jdbc -> jdbc.update(
                "update dead_letter set state = ?, closed = ?, "
                        + "closed_no = letter_id, next_attempt = null where closed_no = 0" + filter.condition(),
                values.toArray()));
    }

    /**
     * @param group a group
     * @return the number of its open letters
     * @throws StateUnavailable if the database does not answer
     */
    public long countOpen(UUID group) {
        return database.read(jdbc ->
                jdbc.queryForObject("select count(*)" + OpenLetter.FROM + " and group_id = ?", Long.class, id(group)));
    }

    /**
     * @return the number of open letters of each group that has any
     * @throws StateUnavailable if the database does not answer
     */
    public Map<UUID, Long> countOpenByGroup() {
        var counts = new HashMap<UUID, Long>();
        database.read(jdbc -> jdbc.query(
                        "select group_id, count(*) as letters" + OpenLetter.FROM + " group by group_id",
                        (row, at) -> Map.entry(id(row, "group_id"), row.getLong("letters"))))
                .forEach(count -> counts.put(count.getKey(), count.getValue()));
        return counts;
    }

    private static DeadLetter read(ResultSet row, int at) throws SQLException {
        return new DeadLetter(
                row.getString("mapping_name"),
                id(row, "group_id"),
                new Outcome(
                        OpenLetter.changeOf(row, at),
                        Worded.of(Outcome.Result.class, row.getString("reason")),
                        row.getString("code"),
                        row.getString("message"),
                        row.getString("request_id")),
                DeadLetter.State.valueOf(row.getString("state")),
                row.getString("run_id"),
                new DeadLetter.Attempts(
                        row.getInt("attempts"),
                        time(row, "first_seen"),
                        time(row, "last_tried"),
                        time(row, "next_attempt")),
                time(row, "closed"));
    }
}
