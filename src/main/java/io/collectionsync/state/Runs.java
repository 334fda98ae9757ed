package io.collectionsync.state;

import static io.collectionsync.state.db.Columns.time;
import static org.springframework.dao.support.DataAccessUtils.optionalResult;

import io.collectionsync.membership.ApprovalEnd;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.MappingReport;
import io.collectionsync.membership.Outcomes;
import io.collectionsync.membership.Plan;
import io.collectionsync.membership.Run;
import io.collectionsync.membership.RunReport;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.membership.Status;
import io.collectionsync.membership.Trigger;
import io.collectionsync.membership.Worded;
import io.collectionsync.state.db.StateDatabase;
import io.collectionsync.state.db.StateUnavailable;
import io.collectionsync.state.db.Text;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.ToIntFunction;
import org.springframework.jdbc.core.JdbcOperations;

/** The runs: each is In Progress from its beginning until it reports, or until its process is found dead. */
public final class Runs {

    /** A run whose process has been silent for so long is over: twelve missed heartbeats. */
    static final Duration SILENCE = Duration.ofSeconds(60);

    private static final String OF_RUN = "(select count(*) from membership_change "
            + "where membership_change.run_id = sync_run.run_id and result %s ('APPLIED', 'ALREADY_SO'))";

    private static final DateTimeFormatter ID_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final StateDatabase database;
    private final Owner owner = Owner.here();
    private final FirstSeen<Holder.Sign> signs = new FirstSeen<>();
    private final Set<String> running = ConcurrentHashMap.newKeySet();

    /** @param database where the runs are kept; its heartbeat keeps those of this process alive */
    public Runs(StateDatabase database) {
        this.database = database;
        database.heartbeat().keep(this::beat);
    }

    /**
     * Begins a run.
     *
     * @param request  what was asked
     * @param mappings the mappings it covers
     * @return the run, recorded as In Progress
     * @throws StateUnavailable if it cannot be recorded; then it must not go on
     */
    public Run begin(RunRequest request, List<Mapping> mappings) {
        var started = database.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        var run = database.write(jdbc -> {
            var begun =
                    new Run(newId(started), request.mode(), request.trigger(), started, mappings, request.approvals());
            jdbc.update(
                    "insert into sync_run (run_id, run_mode, asked_by, status, started, heartbeat, owner_id, "
                            + "owner_machine, owner_process, mappings, mappings_failed, mappings_held, changes_done, "
                            + "dead_lettered) values (?, ?, ?, ?, ?, " + database.now() + ", ?, ?, ?, ?, 0, 0, 0, 0)",
                    begun.id(),
                    begun.mode().name(),
                    Text.cut(begun.trigger().word(), 40),
                    Status.IN_PROGRESS.word(),
                    time(started),
                    owner.id(),
                    owner.machine(),
                    owner.process(),
                    mappings.size());
            Approvals.begin(jdbc, begun);
            return begun;
        });
        running.add(run.id());
        return run;
    }

    /** Four random digits tell runs of one second apart; the table's key has the last word. */
    private static String newId(Instant started) {
        return ID_TIME.format(started) + "-"
                + "%04x".formatted(ThreadLocalRandom.current().nextInt(0x10000));
    }

    /**
     * Records the end of a run; of one that was stopped, that it was interrupted.
     *
     * @param report its report
     * @throws StateUnavailable if that fails; the run then ends up as Interrupted, never as finished
     */
    public void finished(RunReport report) {
        running.remove(report.run().id());
        var reports = report.mappings();
        var now = database.clock().instant();
        database.write(jdbc -> {
            Approvals.end(jdbc, report, now);
            return jdbc.update(
                    "update sync_run set status = ?, ended = ?, mappings = ?, "
                            + "mappings_failed = ?, mappings_held = ?, changes_done = ?, dead_lettered = ? "
                            + "where run_id = ?",
                    report.isStopped()
                            ? RunStatus.INTERRUPTED.word()
                            : report.status().word(),
                    time(now),
                    reports.size(),
                    count(reports, one -> one.status() == Status.FAILED ? 1 : 0),
                    count(
                            reports,
                            one -> Optional.ofNullable(one.plan())
                                            .filter(Plan::isHeld)
                                            .isPresent()
                                    ? 1
                                    : 0),
                    outcomes(reports, Outcomes::done),
                    outcomes(reports, Outcomes::deadLettered),
                    report.run().id());
        });
    }

    /** This process does no more for a run, be it finished or not: one without an end ends up as Interrupted. */
    public void left(String run) {
        running.remove(run);
    }

    private static int outcomes(List<MappingReport> reports, ToIntFunction<Outcomes> number) {
        return reports.stream()
                .map(MappingReport::outcomes)
                .filter(Objects::nonNull)
                .mapToInt(number)
                .sum();
    }

    private static int count(List<MappingReport> reports, ToIntFunction<MappingReport> number) {
        return reports.stream().mapToInt(number).sum();
    }

    /**
     * Marks runs without an end as Interrupted whose process is gone: dead on this machine, or silent for a minute by
     * the database's clock. What they did is counted in the history. Call it when the runtime starts and before a run.
     *
     * @return how many
     * @throws StateUnavailable if the database does not answer
     */
    public int closeInterrupted() {
        return database.write(jdbc -> jdbc
                .query(
                        "select run_id, owner_id, owner_machine, owner_process, " + "heartbeat, " + database.now()
                                + " as present from sync_run where status = ? and ended is null",
                        (row, at) -> Holder.read(row, row.getString("run_id")),
                        Status.IN_PROGRESS.word())
                .stream()
                .filter(holder -> holder.isGone(SILENCE, signs) && !running.contains(holder.of()))
                .mapToInt(holder -> interrupted(jdbc, holder))
                .sum());
    }

    private int interrupted(JdbcOperations jdbc, Holder holder) {
        int closed = jdbc.update(
                "update sync_run set status = ?, changes_done = " + OF_RUN.formatted("in") + ", dead_lettered = "
                        + OF_RUN.formatted("not in")
                        + " where run_id = ? and status = ? and ended is null and heartbeat = ?",
                RunStatus.INTERRUPTED.word(),
                holder.of(),
                Status.IN_PROGRESS.word(),
                time(holder.heartbeat()));
        if (closed > 0) {
            Approvals.end(
                    jdbc,
                    holder.of(),
                    ApprovalEnd.How.INTERRUPTED,
                    database.clock().instant());
        }
        return closed;
    }

    /**
     * @return when the latest run or change on record is dated; empty where none is
     * @throws StateUnavailable if the database does not answer
     */
    public Optional<Instant> newest() {
        return database.read(jdbc -> jdbc
                .query(
                        "select max(started) as dated from sync_run union all select max(changed) from membership_change",
                        (row, at) -> Optional.ofNullable(time(row, "dated")))
                .stream()
                .flatMap(Optional::stream)
                .max(Instant::compareTo));
    }

    /**
     * @return the number of runs ever begun
     * @throws StateUnavailable if the database does not answer
     */
    public long count() {
        return database.read(jdbc -> jdbc.queryForObject("select count(*) from sync_run", Long.class));
    }

    /**
     * @param most how many at most
     * @return the runs, last one first
     * @throws StateUnavailable if the database does not answer
     */
    public List<RunSummary> list(int most) {
        return database.read(jdbc -> jdbc.query(
                "select * from sync_run order by started desc, run_id desc " + database.limit(), Runs::read, most));
    }

    /**
     * @param run id of a run
     * @return the run; none if it is not on record
     * @throws StateUnavailable if the database does not answer
     */
    public Optional<RunSummary> of(String run) {
        return database.read(
                jdbc -> optionalResult(jdbc.query("select * from sync_run where run_id = ?", Runs::read, run)));
    }

    private void beat() {
        var runs = running.stream().sorted().map(run -> new Object[] {run}).toList();
        if (!runs.isEmpty()) {
            database.write(jdbc ->
                    jdbc.batchUpdate("update sync_run set heartbeat = " + database.now() + " where run_id = ?", runs));
        }
    }

    private static RunSummary read(ResultSet row, int at) throws SQLException {
        return new RunSummary(
                row.getString("run_id"),
                RunRequest.Mode.valueOf(row.getString("run_mode")),
                Trigger.parse(row.getString("asked_by")),
                Worded.of(RunStatus.class, row.getString("status")),
                time(row, "started"),
                time(row, "ended"),
                new RunSummary.Counts(
                        row.getInt("mappings"),
                        row.getInt("mappings_failed"),
                        row.getInt("mappings_held"),
                        row.getInt("changes_done"),
                        row.getInt("dead_lettered")));
    }
}
