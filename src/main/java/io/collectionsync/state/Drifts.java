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
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** Hand edits of mapped groups, one by one, with the time at which a run saw them first. */
public final class Drifts {

    /** This program has done the contrary of a hand edit. */
    private static final String CHANGED_BY_US =
            " membership_change mine where mine.object_id = drift.object_id and mine.group_id = drift.group_id and"
                    + " mine.kind <> drift.kind and mine.result = 'APPLIED'";

    private final StateDatabase database;

    /** @param database where they are kept */
    public Drifts(StateDatabase database) {
        this.database = database;
    }

    /**
     * Puts down the hand edits that are new, and that others are no more. One that this program has repaired since it
     * was seen is over: if the run has found it again, somebody has made it again.
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
            jdbc.update(
                    "update drift set ended = ? where group_id = ? and ended is null and exists (select 1 from"
                            + CHANGED_BY_US + " and mine.changed > drift.seen)",
                    time(now),
                    id(group));
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

    /**
     * @param group  a group
     * @param window how far back
     * @return how many runs within the window have found hand edits that change back what this program had changed
     *     within it; many members of one edit count once
     * @throws StateUnavailable if the database does not answer
     */
    public int reversals(UUID group, Duration window) {
        var from = time(database.clock().instant().minus(window));
        return database.read(jdbc -> jdbc.queryForObject(
                "select count(distinct run_id) from drift where group_id = ? and seen > ? and exists (select 1 from"
                        + CHANGED_BY_US + " and mine.changed > ? and mine.changed <= drift.seen)",
                Integer.class,
                id(group),
                from,
                from));
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
