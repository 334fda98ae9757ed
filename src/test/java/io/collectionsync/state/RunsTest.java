package io.collectionsync.state;

import static io.collectionsync.state.db.Columns.time;
import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.membership.Failure;
import io.collectionsync.membership.MappingReport;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Outcomes;
import io.collectionsync.membership.RunReport;
import io.collectionsync.membership.Trigger;
import io.collectionsync.state.db.StateDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class RunsTest {

    @Parameter
    TestDatabase on;

    private StateDatabase database;
    private Runs runs;

    @BeforeEach
    void open() {
        database = on.emptied();
        runs = new Runs(database);
    }

    @Test
    void aRunThatBeganIsInProgress() {
        var run = runs.begin(Samples.request(), List.of(Samples.mapping("pilot")));

        assertThat(run.id()).matches("\\d{8}T\\d{6}Z-[0-9a-f]{4}");
        assertThat(Samples.last(runs))
                .get()
                .isEqualTo(new RunSummary(
                        run.id(),
                        run.mode(),
                        Trigger.SCHEDULE,
                        RunStatus.IN_PROGRESS,
                        run.started(),
                        null,
                        new RunSummary.Counts(1, 0, 0, 0, 0)));
        assertThat(runs.count()).isEqualTo(1);
    }

    @Test
    void aFinishedRunTellsWhatItDid() {
        var pilot = Samples.mapping("pilot");
        var plan = Samples.plan(
                pilot, 9, 2, MemberIds.of(Samples.id(1), Samples.id(2)), MemberIds.none(), MemberIds.none(), List.of());
        var run = runs.begin(Samples.request(), List.of(pilot, Samples.mapping("broken")));
        on.clock().turn(Duration.ofSeconds(4));

        runs.finished(new RunReport(
                run,
                List.of(
                        MappingReport.sent(plan, new Outcomes(1, 0, 0, 1, null)),
                        MappingReport.failed(Samples.mapping("broken"), Failure.unexpected("no such group"))),
                Duration.ofSeconds(4)));

        assertThat(Samples.last(runs))
                .get()
                .isEqualTo(new RunSummary(
                        run.id(),
                        run.mode(),
                        Trigger.SCHEDULE,
                        RunStatus.PARTIAL_SUCCESS,
                        run.started(),
                        run.started().plusSeconds(4),
                        new RunSummary.Counts(2, 1, 0, 1, 1)));
    }

    @Test
    void runsOfOneSecondHaveDifferentIds() {
        var ids = new HashSet<String>();
        for (int count = 0; count < 300; count++) {
            ids.add(runs.begin(Samples.request(), List.of()).id());
        }
        assertThat(ids).hasSize(300);
    }

    @Test
    void theLastRunsComeFirst() {
        var first = runs.begin(Samples.request(), List.of());
        on.clock().turn(Duration.ofMinutes(5));
        var second = runs.begin(Samples.request(), List.of());
        on.clock().turn(Duration.ofMinutes(5));
        var third = runs.begin(Samples.request(), List.of());

        assertThat(runs.list(2)).extracting(RunSummary::id).containsExactly(third.id(), second.id());
        assertThat(first.id()).isLessThan(second.id());
    }

    @Test
    void aRunOfADeadProcessIsInterrupted() {
        var run = runs.begin(Samples.request(), List.of());
        assertThat(new Runs(database).closeInterrupted()).isZero();

        database.write(jdbc -> jdbc.update("update sync_run set owner_process = ?", Integer.MAX_VALUE));

        assertThat(new Runs(database).closeInterrupted()).isEqualTo(1);
        assertThat(Samples.last(runs))
                .get()
                .extracting(RunSummary::id, RunSummary::status, RunSummary::ended)
                .containsExactly(run.id(), RunStatus.INTERRUPTED, null);
    }

    @Test
    void aRunOfAnotherMachineIsInterruptedOnceItIsSilent() {
        runs.begin(Samples.request(), List.of());
        database.write(jdbc -> jdbc.update("update sync_run set owner_machine = 'elsewhere'"));
        assertThat(new Runs(database).closeInterrupted()).isZero();

        database.write(jdbc -> jdbc.update(
                "update sync_run set heartbeat = ?", time(Instant.now().minusSeconds(61))));

        assertThat(new Runs(database).closeInterrupted()).isEqualTo(1);
        assertThat(new Runs(database).closeInterrupted()).isZero();
    }

    @Test
    void aRunThatItsProcessHasLeftWithoutAnEndIsInterruptedOnceItIsSilent() {
        var run = runs.begin(Samples.request(), List.of());
        runs.left(run.id());
        database.write(jdbc -> jdbc.update(
                "update sync_run set heartbeat = ?", time(Instant.now().minusSeconds(61))));
        database.heartbeat().beat();

        assertThat(runs.closeInterrupted()).isEqualTo(1);
    }

    @Test
    void aRunThatFinishesAfterAllIsFinished() {
        var run = runs.begin(Samples.request(), List.of());
        database.write(jdbc -> jdbc.update(
                "update sync_run set heartbeat = ?", time(Instant.now().minusSeconds(61))));
        assertThat(runs.closeInterrupted())
                .as("a process does not give up its own run")
                .isZero();
        assertThat(new Runs(database).closeInterrupted()).isEqualTo(1);

        runs.finished(new RunReport(run, List.of(), Duration.ZERO));

        assertThat(Samples.last(runs)).get().extracting(RunSummary::status).isEqualTo(RunStatus.SUCCESS);
    }
}
