package io.collectionsync.state;

import static io.collectionsync.state.db.Columns.id;
import static io.collectionsync.state.db.Columns.text;
import static io.collectionsync.state.db.Columns.time;
import static org.springframework.dao.support.DataAccessUtils.optionalResult;

import io.collectionsync.membership.HoldReason;
import io.collectionsync.membership.Limits;
import io.collectionsync.membership.MappingReport;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Outcomes;
import io.collectionsync.membership.RemovalWindow;
import io.collectionsync.membership.Run;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.membership.Status;
import io.collectionsync.membership.Trigger;
import io.collectionsync.membership.Worded;
import io.collectionsync.state.db.StateDatabase;
import io.collectionsync.state.db.StateUnavailable;
import io.collectionsync.state.db.Text;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.SqlParameterValue;

/** The last known state of each mapping, and the members that its collections have ever asked for; by group. */
public final class MappingStates {

    private final StateDatabase database;

    /** @param database where the states are kept */
    public MappingStates(StateDatabase database) {
        this.database = database;
    }

    /**
     * Records how a mapping stands after a run was done with it.
     *
     * <p>A report without a plan (a side could not be read) leaves the counts of the last read in place. Somebody's
     * look (a plan-only run that the schedule did not start) refreshes the counts of desired, actual and unresolved of
     * a mapping that has a state already, and nothing else. Plan-only runs of the schedule are the runtime's own word
     * and count in full: so runs with {@code apply.enabled = false}. An undo asks no collection: what they want, and
     * what of the group was edited by hand, stays as it was last read, and it is no success of the mapping, whose group
     * is not as they want it.
     *
     * @param run    the run
     * @param report its report about the mapping
     * @throws StateUnavailable if the database does not answer
     */
    public void record(Run run, MappingReport report) {
        var now = database.clock().instant();
        database.write(jdbc -> {
            boolean known = find(jdbc, report.mapping().group()).isPresent();
            if (!known) {
                insert(jdbc, report, run, now);
            }
            if (known && run.isLook()) {
                look(jdbc, report, run);
                return null;
            }
            read(jdbc, report, run, now);
            result(jdbc, report, run, now);
            return null;
        });
    }

    private static void insert(JdbcOperations jdbc, MappingReport report, Run run, Instant now) {
        jdbc.update(
                "insert into mapping_state (group_id, mapping_name, tenant, collections, status, desired, actual, "
                        + "additions, removals, held, hold_reasons, window_used, unresolved, applied, already_so, refused, "
                        + "dead_lettered, drift_added, drift_removed, last_run, last_run_mode, last_run_time) "
                        + "values (?, '', '', '', '', 0, 0, 0, 0, 0, '', 0, 0, 0, 0, 0, 0, 0, 0, ?, ?, ?)",
                id(report.mapping().group()),
                run.id(),
                run.mode().name(),
                time(now));
    }

    private static void look(JdbcOperations jdbc, MappingReport report, Run run) {
        var plan = report.plan();
        if (plan != null) {
            jdbc.update(
                    "update mapping_state set actual = ? where group_id = ?",
                    plan.actual(),
                    id(report.mapping().group()));
        }
        if (plan != null && !run.isUndo()) {
            jdbc.update(
                    "update mapping_state set desired = ?, unresolved = ? where group_id = ?",
                    plan.desired(),
                    plan.unresolved().size(),
                    id(report.mapping().group()));
        }
    }

    private static void read(JdbcOperations jdbc, MappingReport report, Run run, Instant now) {
        var plan = report.plan();
        if (plan != null) {
            look(jdbc, report, run);
            String reasons = plan.reasons().stream().map(HoldReason::text).collect(Collectors.joining("\n"));
            jdbc.update(
                    "update mapping_state set held = ?, hold_reasons = ?, held_since = case when ? = 1 then"
                            + " coalesce(held_since, ?) else null end, window_used = ?, window_allowed = ?"
                            + " where group_id = ?",
                    plan.held().size(),
                    Text.cut(reasons, Text.LONG),
                    plan.held().isEmpty() ? 0 : 1,
                    time(now),
                    used(report, run),
                    new SqlParameterValue(Types.INTEGER, allowed(plan.decision().usage())),
                    id(report.mapping().group()));
        }
        if (plan != null && !run.isUndo()) {
            jdbc.update(
                    "update mapping_state set drift_added = ?, drift_removed = ? where group_id = ?",
                    plan.why().drift().added().size(),
                    plan.why().drift().removed().size(),
                    id(report.mapping().group()));
        }
    }

    /** Those of this run, unless somebody had approved them. */
    private static int used(MappingReport report, Run run) {
        boolean counts =
                report.outcomes() != null && !run.isUndo() && !run.trigger().is(Trigger.Kind.APPROVAL);
        return report.plan().decision().usage().used()
                + (counts ? report.plan().removals().size() : 0);
    }

    private static Integer allowed(RemovalWindow.Usage usage) {
        return usage.allowed() == Limits.UNLIMITED ? null : usage.allowed();
    }

    private static void result(JdbcOperations jdbc, MappingReport report, Run run, Instant now) {
        var mapping = report.mapping();
        var plan = report.plan();
        var outcomes = report.outcomes() == null ? Outcomes.NONE : report.outcomes();
        jdbc.update(
                "update mapping_state set mapping_name = ?, tenant = ?, collections = ?, status = ?, additions = ?, "
                        + "removals = ?, applied = ?, already_so = ?, refused = ?, dead_lettered = ?, error = ?, "
                        + "last_run = ?, last_run_mode = ?, last_run_time = ? where group_id = ?",
                Text.cut(mapping.name(), Text.NAME),
                Text.cut(mapping.tenant(), Text.CODE),
                Text.cut(String.join(" ", mapping.collections()), Text.LONG),
                report.status().word(),
                plan == null ? 0 : plan.additions().size(),
                plan == null ? 0 : plan.removals().size(),
                outcomes.applied(),
                outcomes.alreadySo(),
                outcomes.refused(),
                outcomes.deadLettered(),
                text(report.error(), Text.LONG),
                run.id(),
                run.mode().name(),
                time(now),
                id(mapping.group()));
        if (report.status() == Status.SUCCESS && !run.isUndo()) {
            jdbc.update("update mapping_state set last_success = ? where group_id = ?", time(now), id(mapping.group()));
        }
    }

    /**
     * @return every state on record by mapping name, those of mappings that were withdrawn since included
     * @throws StateUnavailable if the database does not answer
     */
    public List<MappingState> all() {
        return database.read(
                jdbc -> jdbc.query("select * from mapping_state order by mapping_name, group_id", MappingStates::read));
    }

    private static Optional<MappingState> find(JdbcOperations jdbc, UUID group) {
        return optionalResult(
                jdbc.query("select * from mapping_state where group_id = ?", MappingStates::read, id(group)));
    }

    /**
     * @param group a mapping's group
     * @return the members that its collections have ever asked for, as far as remembered; empty before the first time
     * @throws StateUnavailable if the database does not answer
     */
    public MemberIds everDesired(UUID group) {
        return database.read(jdbc -> optionalResult(jdbc.query(
                        "select explained from remembered_member where group_id = ?",
                        (row, at) -> MemberIds.fromBytes(row.getBytes(1)),
                        id(group))))
                .orElse(MemberIds.none());
    }

    /**
     * Remembers what a mapping's collections have asked for, in place of what was remembered before: the union is the
     * caller's business.
     *
     * @param group a mapping's group
     * @param ids   the members
     * @throws StateUnavailable if the database does not answer
     */
    public void rememberDesired(UUID group, MemberIds ids) {
        keep("remembered_member", "explained", group, ids.toBytes());
    }

    /**
     * @param group a mapping's group
     * @return what the runtime left in the group, and when; none if it never wrote it to the end
     * @throws StateUnavailable if the database does not answer
     */
    public Optional<LeftMembers> left(UUID group) {
        return database.read(jdbc -> optionalResult(jdbc.query(
                "select members, last_change from applied_member where group_id = ?",
                (row, at) -> new LeftMembers(MemberIds.fromBytes(row.getBytes(1)), row.getLong("last_change")),
                id(group))));
    }

    /**
     * Remembers what the runtime has left in a group.
     *
     * @throws StateUnavailable if the database does not answer
     */
    public void rememberLeft(UUID group, MemberIds ids) {
        database.write(jdbc -> {
            long last = jdbc.queryForObject("select coalesce(max(change_id), 0) from membership_change", Long.class);
            jdbc.update("delete from applied_member where group_id = ?", id(group));
            return jdbc.update(
                    "insert into applied_member (group_id, members, last_change) values (?, ?, ?)",
                    id(group),
                    ids.toBytes(),
                    last);
        });
    }

    /** Puts down bytes of a group in place of those that stand there. */
    private void keep(String table, String column, UUID group, byte[] bytes) {
        var now = time(database.clock().instant());
        database.write(jdbc -> {
            int known = jdbc.update(
                    "update " + table + " set " + column + " = ?, changed = ? where group_id = ?",
                    bytes,
                    now,
                    id(group));
            return known > 0
                    ? known
                    : jdbc.update(
                            "insert into " + table + " (" + column + ", changed, group_id) values (?, ?, ?)",
                            bytes,
                            now,
                            id(group));
        });
    }

    private static MappingState read(ResultSet row, int at) throws SQLException {
        return new MappingState(
                id(row, "group_id"),
                new MappingState.Mapped(
                        row.getString("mapping_name"),
                        row.getString("tenant"),
                        split(row.getString("collections"), " ")),
                Worded.of(Status.class, row.getString("status")),
                new MappingState.Members(row.getInt("desired"), row.getInt("actual"), row.getInt("unresolved")),
                new MappingState.Changes(row.getInt("additions"), row.getInt("removals")),
                new MappingState.Held(
                        row.getInt("held"),
                        split(row.getString("hold_reasons"), "\n"),
                        time(row, "held_since"),
                        row.getInt("window_used"),
                        row.getObject("window_allowed") == null ? null : row.getInt("window_allowed")),
                new MappingState.Outcomes(
                        row.getInt("applied"),
                        row.getInt("already_so"),
                        row.getInt("refused"),
                        row.getInt("dead_lettered")),
                new MappingState.Drift(row.getInt("drift_added"), row.getInt("drift_removed")),
                new MappingState.LastRun(
                        row.getString("last_run"),
                        RunRequest.Mode.valueOf(row.getString("last_run_mode")),
                        time(row, "last_run_time"),
                        time(row, "last_success"),
                        row.getString("error")));
    }

    private static List<String> split(String text, String separator) {
        return text.isEmpty() ? List.of() : List.of(text.split(separator));
    }
}
