package io.collectionsync.state;

import static io.collectionsync.state.db.Columns.id;
import static io.collectionsync.state.db.Columns.marks;
import static io.collectionsync.state.db.Columns.text;
import static io.collectionsync.state.db.Columns.time;

import io.collectionsync.membership.Change;
import io.collectionsync.membership.ChangeReasons;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Run;
import io.collectionsync.state.db.StateDatabase;
import io.collectionsync.state.db.StateUnavailable;
import io.collectionsync.state.db.Text;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** Hand edits of mapped groups, one by one, with the time at which a run saw them first. */
public final class Drifts {

    private final StateDatabase database;

    /** @param database where they are kept */
    public Drifts(StateDatabase database) {
        this.database = database;
    }

    /**
     * Puts down the hand edits that are new, and that others are no more.
     *
     * @param why what a run has found, with the names that it knows
     * @throws StateUnavailable if the database does not answer
     */
    public void note(Run run, Mapping mapping, ChangeReasons why) {
        var edits = edits(why.drift().added(), Change::addition);
        edits.addAll(edits(why.drift().removed(), Change::removal));
        var group = mapping.group();
        var now = database.clock().instant();
        database.write(jdbc -> {
            var open = new HashSet<>(jdbc.query(
                    "select kind, object_id from drift where group_id = ? and ended is null",
                    (row, at) -> edit(row),
                    id(group)));
            jdbc.batchUpdate(
                    "update drift set ended = ? where group_id = ? and object_id = ? and kind = ? and ended is null",
                    open.stream()
                            .filter(edit -> !edits.contains(edit))
                            .map(edit -> new Object[] {
                                time(now),
                                id(group),
                                id(edit.object()),
                                edit.kind().name()
                            })
                            .toList());
            return jdbc.batchUpdate(
                    "insert into drift (group_id, object_id, kind, mapping_name, run_id, seen, display_name, "
                            + "member_type) values " + marks(8),
                    edits.stream()
                            .filter(edit -> !open.contains(edit))
                            .map(edit -> new Object[] {
                                id(group),
                                id(edit.object()),
                                edit.kind().name(),
                                Text.cut(mapping.name(), Text.NAME),
                                run.id(),
                                time(now),
                                text(why.name(edit.object()), 256),
                                text(why.types().get(edit.object()), 40)
                            })
                            .toList());
        });
    }

    /**
     * Forgets what a run has put down as removed by hand, for Graph says that it is there.
     *
     * @param members object ids
     * @throws StateUnavailable if the database does not answer
     */
    public void withdraw(Run run, UUID group, MemberIds members) {
        var rows = members.stream()
                .map(member -> new Object[] {run.id(), id(group), id(member), Change.Kind.REMOVAL.name()})
                .toList();
        database.write(jdbc -> jdbc.batchUpdate(
                "delete from drift where run_id = ? and group_id = ? and object_id = ? and kind = ?", rows));
    }

    /**
     * @param group a group
     * @param most  how many at most
     * @return its hand edits, the latest first
     * @throws StateUnavailable if the database does not answer
     */
    public List<DriftRow> latest(UUID group, int most) {
        return database.read(jdbc -> jdbc.query(
                "select * from drift where group_id = ? " + "order by seen desc, drift_id desc " + database.limit(),
                Drifts::read,
                id(group),
                most));
    }

    private static Set<Change> edits(MemberIds members, Function<UUID, Change> kind) {
        var edits = new HashSet<Change>();
        members.forEach(member -> edits.add(kind.apply(member)));
        return edits;
    }

    private static Change edit(ResultSet row) throws SQLException {
        return new Change(Change.Kind.valueOf(row.getString("kind")), id(row, "object_id"));
    }

    private static DriftRow read(ResultSet row, int at) throws SQLException {
        return new DriftRow(
                row.getString("run_id"),
                time(row, "seen"),
                time(row, "ended"),
                row.getString("mapping_name"),
                edit(row),
                row.getString("display_name"),
                row.getString("member_type"));
    }
}
