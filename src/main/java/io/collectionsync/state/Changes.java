package io.collectionsync.state;

import static io.collectionsync.state.db.Columns.id;
import static io.collectionsync.state.db.Columns.marks;
import static io.collectionsync.state.db.Columns.text;
import static io.collectionsync.state.db.Columns.time;

import io.collectionsync.membership.Change;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.Outcome;
import io.collectionsync.membership.OwnChange;
import io.collectionsync.membership.Run;
import io.collectionsync.state.db.StateDatabase;
import io.collectionsync.state.db.StateUnavailable;
import io.collectionsync.state.db.Text;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.JdbcOperations;

/** The outcome of every single change, in the order in which they were recorded. */
public final class Changes {

    /** Other transactions wait for a deletion: each takes well under a second. */
    private static final int MOST_PRUNED = 5_000;

    private final StateDatabase database;

    /** @param database where the changes are kept */
    public Changes(StateDatabase database) {
        this.database = database;
    }

    /**
     * Records what became of changes: all of them or, by exception, none that is known of.
     *
     * @param run      the run that sent them
     * @param mapping  whose group was changed
     * @param outcomes what became of each
     * @param names    display names of members
     * @param why      the reason of each change
     * @throws StateUnavailable if the database does not answer
     */
    public void add(
            Run run, Mapping mapping, List<Outcome> outcomes, Map<UUID, String> names, Function<Change, String> why) {
        if (outcomes.isEmpty()) {
            return;
        }
        var now = database.clock().instant();
        String name = Text.cut(mapping.name(), Text.NAME);
        var rows = outcomes.stream()
                .map(outcome -> new Object[] {
                    run.id(),
                    time(now),
                    id(mapping.group()),
                    name,
                    id(outcome.change().object()),
                    outcome.change().kind().name(),
                    outcome.result().name(),
                    text(outcome.code(), Text.CODE),
                    text(outcome.message(), Text.MESSAGE),
                    text(outcome.requestId(), Text.CODE),
                    text(names.get(outcome.change().object()), 256),
                    text(why.apply(outcome.change()), Text.NAME)
                })
                .toList();
        database.write(jdbc -> jdbc.batchUpdate(
                "insert into membership_change (run_id, changed, group_id, "
                        + "mapping_name, object_id, kind, result, code, message, request_id, display_name, why) values "
                        + marks(12),
                rows));
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
     * @param group  a group
     * @param from  earlier changes are left out
     * @return what this program has changed in the group since, in the order in which it was recorded
     * @throws StateUnavailable if the database does not answer
     */
    public List<OwnChange> recent(UUID group, Instant from) {
        return database.read(jdbc -> jdbc.query(
                "select kind, object_id, changed from membership_change "
                        + "where group_id = ? and changed > ? and result in ('APPLIED', 'ALREADY_SO') "
                        + "order by change_id",
                (row, at) -> new OwnChange(
                        new Change(Change.Kind.valueOf(row.getString("kind")), id(row, "object_id")),
                        time(row, "changed")),
                id(group),
                time(from)));
    }

    private static ChangeRow read(ResultSet row, int at) throws SQLException {
        var change = new Change(Change.Kind.valueOf(row.getString("kind")), id(row, "object_id"));
        var outcome = new Outcome(
                change,
                Outcome.Result.valueOf(row.getString("result")),
                row.getString("code"),
                row.getString("message"),
                row.getString("request_id"));
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
