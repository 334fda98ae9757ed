package io.collectionsync.state;

import static io.collectionsync.state.db.Columns.id;
import static io.collectionsync.state.db.Columns.marks;
import static io.collectionsync.state.db.Columns.time;

import io.collectionsync.membership.Approval;
import io.collectionsync.membership.ApprovalEnd;
import io.collectionsync.membership.ApprovalEnd.How;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.MappingReport;
import io.collectionsync.membership.Run;
import io.collectionsync.membership.RunReport;
import io.collectionsync.state.db.StateDatabase;
import io.collectionsync.state.db.StateUnavailable;
import io.collectionsync.state.db.Text;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcOperations;

/**
 * The record of approvals, for people. What an approval allows is carried by its run alone: a row here lets nothing go,
 * whatever it says.
 */
public final class Approvals {

    private final StateDatabase database;

    /** @param database where the record is kept */
    public Approvals(StateDatabase database) {
        this.database = database;
    }

    /** Puts down what a run carries, together with its beginning. */
    static void begin(JdbcOperations jdbc, Run run) {
        for (var approval : run.approvals()) {
            jdbc.update(
                    "insert into plan_approval (run_id, group_id, plan_hash, mapping_name, approved_by, approved, waits,"
                            + " made) values " + marks(8),
                    run.id(),
                    id(approval.group()),
                    approval.shown().hash(),
                    Text.cut(mappingName(run, approval), Text.NAME),
                    Text.cut(approval.by(), Text.NAME),
                    time(run.started()),
                    0,
                    0);
        }
    }

    private static String mappingName(Run run, Approval approval) {
        return run.mappings().stream()
                .filter(mapping -> mapping.group().equals(approval.group()))
                .map(Mapping::name)
                .findFirst()
                .orElse(approval.group().toString());
    }

    /** Puts down how each approval of a run ended, together with the run's end; none is left open. */
    static void end(JdbcOperations jdbc, RunReport report, Instant now) {
        report.mappings().stream()
                .map(MappingReport::approval)
                .filter(end -> end != null)
                .forEach(end -> end(jdbc, report.run().id(), end, now));
        end(jdbc, report.run().id(), How.GIVEN_UP, now);
    }

    private static void end(JdbcOperations jdbc, String run, ApprovalEnd end, Instant now) {
        jdbc.update(
                "update plan_approval set ended = ?, outcome = ?, made = ?, waits = 0 where run_id = ? and group_id = ?",
                time(now),
                Text.cut(end.outcome(), Text.NAME),
                end.made(),
                run,
                id(end.approval().group()));
    }

    /** Ends in one way what is still open of a run. */
    static void end(JdbcOperations jdbc, String run, How how, Instant now) {
        jdbc.update(
                "update plan_approval set ended = ?, outcome = ?, waits = 0 where run_id = ? and ended is null",
                time(now),
                how.word(),
                run);
    }

    /**
     * @param waits whether the run waits for another one that writes the group
     * @throws StateUnavailable if the database does not answer
     */
    public void waits(Run run, UUID group, boolean waits) {
        database.write(jdbc -> jdbc.update(
                "update plan_approval set waits = ? where run_id = ? and group_id = ?",
                waits ? 1 : 0,
                run.id(),
                id(group)));
    }

    /**
     * @param most how many at most
     * @return the approvals of a group, the latest first
     * @throws StateUnavailable if the database does not answer
     */
    public List<ApprovalRow> latest(UUID group, int most) {
        return database.read(jdbc -> jdbc.query(
                "select * from plan_approval where group_id = ? order by approved desc, run_id desc "
                        + database.limit(),
                Approvals::read,
                id(group),
                most));
    }

    private static ApprovalRow read(ResultSet row, int at) throws SQLException {
        return new ApprovalRow(
                row.getString("run_id"),
                row.getString("mapping_name"),
                row.getString("plan_hash"),
                row.getString("approved_by"),
                time(row, "approved"),
                row.getInt("waits") == 1,
                time(row, "ended"),
                row.getString("outcome"),
                row.getInt("made"));
    }
}
