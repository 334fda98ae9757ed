package io.collectionsync.state.deadletter;

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
import io.collectionsync.state.db.Sql;
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
import java.util.Objects;
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

    private static final String OPEN = " from dead_letter where closed_no = 0";

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
     * @return the changes that a run leaves alone: parked, or not due yet
     * @throws StateUnavailable if the database does not answer
     */
    public Set<Change> waiting(UUID group) {
        var now = database.clock().instant();
        return new HashSet<>(database.inTransaction(sql -> sql.list(
                "select object_id, kind" + OPEN + " and group_id = ? and (state = ? or next_attempt > ?)",
                DeadLetters::change,
                group,
                PARKED,
                now)));
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
        database.inTransaction(sql -> {
            var known = openLetters(sql, mapping.group(), failed.keySet());
            var again = new ArrayList<Object[]>();
            var first = new ArrayList<Object[]>();
            failed.forEach((change, outcome) -> {
                var letter = known.get(change);
                int attempts = letter == null ? 1 : letter.attempts() + 1;
                var row = tried(run, mapping, outcome, attempts, now);
                if (letter == null) {
                    row.addAll(List.of(mapping.group(), change.object(), change.kind(), now));
                    first.add(row.toArray());
                } else {
                    row.addAll(List.of(letter.id(), letter.attempts()));
                    again.add(row.toArray());
                }
            });
            int[] counts = sql.batch(
                    "update dead_letter set mapping_name = ?, state = ?, reason = ?, code = ?, "
                            + "message = ?, request_id = ?, run_id = ?, attempts = ?, last_tried = ?, next_attempt = ? "
                            + "where letter_id = ? and attempts = ? and closed_no = 0",
                    again);
            if (Arrays.stream(counts).anyMatch(count -> count == 0)) {
                throw new OptimisticLockingFailureException("A dead letter changed meanwhile");
            }
            return sql.batch(
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
                spent ? PARKED : WAITING,
                outcome.result().word(),
                Text.cut(outcome.code(), Text.CODE),
                Text.cut(outcome.message(), Text.MESSAGE),
                Text.cut(outcome.requestId(), Text.CODE),
                run.id(),
                attempts,
                now,
                spent ? null : now.plusMillis((long) (delay.toMillis() * jitter))));
    }

    private record Open(long id, Change change, int attempts) {

        static Open read(ResultSet row, int at) throws SQLException {
            return new Open(row.getLong("letter_id"), DeadLetters.change(row, at), row.getInt("attempts"));
        }
    }

    private static Map<Change, Open> openLetters(Sql sql, UUID group, Set<Change> changes) {
        var known = new HashMap<Change, Open>();
        var objects = changes.stream().map(Change::object).distinct().toList();
        for (var chunk : Sql.lists(objects)) {
            sql
                    .list(
                            "select letter_id, group_id, object_id, kind, attempts, closed_no from dead_letter "
                                    + "where object_id in " + Sql.marks(chunk.size()),
                            (row, at) -> isOpenIn(row, group) ? Open.read(row, at) : null,
                            chunk.toArray())
                    .stream()
                    .filter(Objects::nonNull)
                    .forEach(letter -> known.put(letter.change(), letter));
        }
        return known;
    }

    /** Judged here, because H2 takes no index for a list of values beside other conditions. */
    private static boolean isOpenIn(ResultSet row, UUID group) throws SQLException {
        return row.getLong("closed_no") == 0 && Sql.uuid(row, "group_id").equals(group);
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
        return database.inTransaction(sql -> {
            var comeTrue = new ArrayList<Object[]>();
            var unwanted = new ArrayList<Object[]>();
            for (var letter : sql.list(
                    "select letter_id, object_id, kind, attempts" + OPEN + " and group_id = ?",
                    Open::read,
                    mapping.group())) {
                var change = letter.change();
                if (changed.contains(change) || isTrue(change, actual)) {
                    comeTrue.add(new Object[] {DONE, now, letter.id()});
                } else if (isUnwanted(change, mapping, desired, removalsTrusted)) {
                    unwanted.add(new Object[] {SUPERSEDED, now, letter.id()});
                }
            }
            return new ClosedLetters(close(sql, comeTrue), close(sql, unwanted));
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
        return database.inTransaction(sql -> close(
                sql,
                sql
                        .list(
                                "select letter_id, object_id, kind, attempts" + OPEN + " and group_id = ? and kind = ?",
                                Open::read,
                                mapping.group(),
                                Change.Kind.REMOVAL)
                        .stream()
                        .filter(letter -> !removals.contains(letter.change().object()))
                        .map(letter -> new Object[] {SUPERSEDED, now, letter.id()})
                        .toList()));
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

    private static int close(Sql sql, List<Object[]> letters) {
        return Arrays.stream(sql.batch(
                        "update dead_letter set state = ?, closed = ?, closed_no = letter_id, "
                                + "next_attempt = null where letter_id = ? and closed_no = 0",
                        letters))
                .sum();
    }

    /**
     * @return the groups with letters that are due, to be planned again
     * @throws StateUnavailable if the database does not answer
     */
    public List<UUID> dueGroups() {
        var now = database.clock().instant();
        return database.inTransaction(sql -> sql.list(
                "select distinct group_id" + OPEN + " and next_attempt <= ? " + "order by group_id",
                (row, at) -> Sql.uuid(row, "group_id"),
                now));
    }

    /**
     * @param filter which ones
     * @return the open letters, those that failed first first
     * @throws StateUnavailable if the database does not answer
     */
    public List<DeadLetter> list(DeadLetterFilter filter) {
        return database.inTransaction(sql -> sql.list(
                "select *" + OPEN + filter.condition() + " order by first_seen, letter_id",
                DeadLetters::read,
                filter.values().toArray()));
    }

    /**
     * @param object a member's object id
     * @return its letters in all groups, the closed ones included, in the order in which they were opened
     * @throws StateUnavailable if the database does not answer
     */
    public List<DeadLetter> of(UUID object) {
        return database.inTransaction(sql -> sql.list(
                "select * from dead_letter where object_id = ? " + "order by letter_id", DeadLetters::read, object));
    }

    /**
     * Makes open letters due now, parked ones too, with all their attempts before them.
     *
     * @param filter which ones
     * @return how many
     * @throws StateUnavailable if the database does not answer
     */
    public int replay(DeadLetterFilter filter) {
        var values = new ArrayList<Object>(List.of(WAITING, database.clock().instant()));
        values.addAll(filter.values());
        return database.inTransaction(sql -> sql.update(
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
        var values = new ArrayList<Object>(List.of(DISCARDED, database.clock().instant()));
        values.addAll(filter.values());
        return database.inTransaction(sql -> sql.update(
                "update dead_letter set state = ?, closed = ?, "
                        + "closed_no = letter_id, next_attempt = null where closed_no = 0" + filter.condition(),
                values.toArray()));
    }

    /**
     * @return the number of open letters
     * @throws StateUnavailable if the database does not answer
     */
    public long countOpen() {
        return database.inTransaction(sql -> sql.count("select count(*)" + OPEN));
    }

    /**
     * @param group a group
     * @return the number of its open letters
     * @throws StateUnavailable if the database does not answer
     */
    public long countOpen(UUID group) {
        return database.inTransaction(sql -> sql.count("select count(*)" + OPEN + " and group_id = ?", group));
    }

    /**
     * @return the number of open letters of each group that has any
     * @throws StateUnavailable if the database does not answer
     */
    public Map<UUID, Long> countOpenByGroup() {
        var counts = new HashMap<UUID, Long>();
        database.inTransaction(sql -> sql.list(
                        "select group_id, count(*) as letters" + OPEN + " group by group_id",
                        (row, at) -> Map.entry(Sql.uuid(row, "group_id"), row.getLong("letters"))))
                .forEach(count -> counts.put(count.getKey(), count.getValue()));
        return counts;
    }

    private static Change change(ResultSet row, int at) throws SQLException {
        return new Change(Change.Kind.valueOf(row.getString("kind")), Sql.uuid(row, "object_id"));
    }

    private static DeadLetter read(ResultSet row, int at) throws SQLException {
        return new DeadLetter(
                row.getString("mapping_name"),
                Sql.uuid(row, "group_id"),
                new Outcome(
                        change(row, at),
                        Worded.of(Outcome.Result.class, row.getString("reason")),
                        row.getString("code"),
                        row.getString("message"),
                        row.getString("request_id")),
                DeadLetter.State.valueOf(row.getString("state")),
                row.getString("run_id"),
                new DeadLetter.Attempts(
                        row.getInt("attempts"),
                        Sql.instant(row, "first_seen"),
                        Sql.instant(row, "last_tried"),
                        Sql.instant(row, "next_attempt")),
                Sql.instant(row, "closed"));
    }
}
