package io.collectionsync.management;

import static io.collectionsync.management.StandInControl.mapping;
import static io.collectionsync.management.StandInControl.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.collectionsync.membership.Change;
import io.collectionsync.membership.HoldReason;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.MappingReport;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Outcome;
import io.collectionsync.membership.Outcomes;
import io.collectionsync.membership.Plan;
import io.collectionsync.membership.RunReport;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.membership.RunRequest.Mode;
import io.collectionsync.record.DeadLetterPolicy;
import io.collectionsync.record.DeadLetters;
import io.collectionsync.record.MappingStates;
import io.collectionsync.record.Runs;
import io.collectionsync.record.StateDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManagementTest {

    private static final UUID MEMBER = UUID.fromString("0b7c1d2e-6e0c-4a43-9f2f-5a0e3d0c3f40");

    private final Mapping pilot = mapping("pilot-ring", true);
    private final Mapping kiosks = mapping("kiosks", false);
    private final StandInControl control = new StandInControl();
    private final Beans beans = Beans.ofThisProcess();
    private StateDatabase database;
    private MappingStates states;
    private DeadLetters deadLetters;
    private Runs runs;
    private Management management;

    @BeforeEach
    void start(@TempDir Path folder) {
        database = StateDatabase.openEmbedded(folder);
        states = new MappingStates(database);
        deadLetters = new DeadLetters(database, DeadLetterPolicy.DEFAULT);
        runs = new Runs(database);
        control.mappings = List.of(pilot, kiosks);
        management = start();
    }

    private Management start() {
        return Management.start(control, states, deadLetters, runs, Clock.systemUTC());
    }

    @AfterEach
    void stop() {
        management.close();
        database.close();
    }

    @Test
    void aMappingWithoutARunKnowsItsSettingsAlone() {
        var bean = beans.mapping("pilot-ring");

        assertThat(bean.getGroup()).isEqualTo(pilot.group().toString());
        assertThat(bean.getCollections()).containsExactly("PS100012");
        assertThat(bean.getTenant()).isEqualTo("contoso");
        assertThat(bean.isEnabled()).isTrue();
        assertThat(bean.getStatus()).isNull();
        assertThat(bean.getLastRun()).isNull();
        assertThat(List.of(bean.getDesired(), bean.getActual(), bean.getHeld())).containsOnly(-1);
        assertThat(bean.getSecondsSinceSuccess()).isEqualTo(-1);
        assertThat(bean.getDeadLetters()).isZero();
        assertThat(beans.mapping("kiosks").isEnabled()).isFalse();
    }

    @Test
    void aRunOfTheMappingShowsWithinSecondsAndEveryFigureIsTold() {
        assertThat(beans.mapping("pilot-ring").getStatus()).isNull();
        record(MappingReport.applied(plan(List.of()), new Outcomes(2, 1, 0, 0, null)));

        var bean = beans.mapping("pilot-ring");
        await().atMost(5, TimeUnit.SECONDS).until(() -> "Success".equals(bean.getStatus()));
        assertThat(List.of(bean.getDesired(), bean.getActual(), bean.getLastAdditions(), bean.getLastRemovals(),
                bean.getHeld(), bean.getUnresolved())).containsExactly(12, 10, 2, 1, 0, 0);
        assertThat(Instant.parse(bean.getLastRun())).isEqualTo(Instant.parse(bean.getLastSuccess()));
        assertThat(bean.getSecondsSinceSuccess()).isBetween(0L, 60L);
        assertThat(bean.getLastError()).isNull();
        assertThat(beans.runtime().getRuns()).isEqualTo(1);
        assertThat(beans.runtime().getLastRunStatus()).isEqualTo("Success");
        assertThat(beans.runtime().getLastRunSeconds()).isBetween(0.0, 60.0);
        assertThat(beans.runtime().getSecondsSinceSuccess()).as("disabled mappings do not count").isBetween(0L, 60L);
    }

    @Test
    void heldRemovalsAreToldWithTheirReason() {
        record(MappingReport.applied(plan(List.of(new HoldReason(HoldReason.Word.MAX_REMOVALS,
                "700 removals, 500 allowed"))), new Outcomes(2, 1, 0, 0, null)));

        var bean = beans.mapping("pilot-ring");
        assertThat(bean.getStatus()).isEqualTo("Held");
        assertThat(bean.getHeld()).isEqualTo(1);
        assertThat(bean.getHeldReasons()).containsExactly("max-removals: 700 removals, 500 allowed");
        assertThat(beans.runtime().getSecondsSinceSuccess()).as("it has never succeeded").isEqualTo(-1);
    }

    @Test
    void aLookOfSomebodyIsNotTheLastRun() {
        var look = runs.begin(new RunRequest(List.of(), Mode.PLAN, "command"), List.of(pilot));
        runs.finished(new RunReport(look, List.of(), Duration.ZERO));

        assertThat(beans.runtime().getRuns()).isEqualTo(1);
        assertThat(beans.runtime().getLastRunStatus()).isNull();
    }

    @Test
    void whileItsRunGoesOnAMappingIsInProgress() {
        control.running.add(run(Mode.APPLY, pilot));

        assertThat(beans.mapping("pilot-ring").getStatus()).isEqualTo("In Progress");
        assertThat(beans.mapping("kiosks").getStatus()).isNull();
        assertThat(beans.runtime().isRunInProgress()).isTrue();
        assertThat(beans.runtime().runNow()).startsWith("A run is in progress: nothing was started");
        assertThat(control.asked).isEmpty();
    }

    @Test
    void runNowStartsOneRunOverAllMappingsAndReturnsAtOnce() throws InterruptedException {
        var end = new CountDownLatch(1);
        control.runs = request -> {
            awaitQuietly(end);
            return new RunReport(run(Mode.APPLY), List.of(), Duration.ZERO);
        };
        assertThat(beans.runtime().runNow()).startsWith("Started");
        assertThat(beans.runtime().isRunInProgress()).isTrue();
        assertThat(beans.runtime().runNow()).startsWith("A run is in progress");
        end.countDown();

        await().atMost(5, TimeUnit.SECONDS).until(() -> !beans.runtime().isRunInProgress());
        assertThat(control.asked).containsExactly(new RunRequest(List.of(), Mode.APPLY, "jmx"));
    }

    @Test
    void reconcileRunsThisMappingAloneAndTellsHowItEnded() {
        control.runs = request -> new RunReport(run(Mode.APPLY, pilot), List.of(MappingReport.applied(plan(List.of()),
                new Outcomes(2, 1, 0, 0, null))), Duration.ZERO);
        assertThat(beans.mapping("pilot-ring").reconcile()).isEqualTo("Success");
        assertThat(control.asked).containsExactly(new RunRequest(List.of(pilot.group().toString()), Mode.APPLY, "jmx"));

        control.runs = request -> new RunReport(run(Mode.APPLY, pilot), List.of(MappingReport.failed(pilot,
                "Group is gone")), Duration.ZERO);
        assertThat(beans.mapping("pilot-ring").reconcile()).isEqualTo("Failed: Group is gone");

        control.runs = request -> new RunReport(run(Mode.APPLY, pilot), List.of(MappingReport.applied(plan(List.of()),
                new Outcomes(2, 0, 1, 1, null))), Duration.ZERO);
        assertThat(beans.mapping("pilot-ring").reconcile()).startsWith("Partial Success: see the dead letters");

        control.runs = request -> new RunReport(run(Mode.PLAN, pilot), List.of(MappingReport.planned(plan(List.of()))),
                Duration.ZERO);
        assertThat(beans.mapping("pilot-ring").reconcile()).isEqualTo("In Progress: planned only, apply.enabled is false");
    }

    @Test
    void aMappingThatIsDisabledOrGoneIsNotReconciled() {
        assertThatThrownBy(() -> beans.mapping("kiosks").reconcile()).isInstanceOf(IllegalStateException.class)
                .hasMessage("Mapping kiosks is disabled: set enabled: true for it in config/mappings.yaml first");
        assertThat(control.asked).isEmpty();

        control.runs = request -> new RunReport(run(Mode.APPLY), List.of(), Duration.ZERO);
        assertThatThrownBy(() -> beans.mapping("pilot-ring").reconcile())
                .hasMessageContaining("is no longer an enabled mapping");
    }

    @Test
    void theMBeansFollowTheMappings() throws Exception {
        assertThat(beans.registered()).containsExactly("name=\"kiosks\",type=Mapping", "name=\"pilot-ring\",type=Mapping",
                "type=DeadLetters", "type=Runtime");
        control.mappings = List.of(mapping("kiosks", true), mapping("a \"strange\", name*=?", true));
        assertThat(beans.runtime().reloadMappings()).isEqualTo("2 mappings in use.");

        assertThat(beans.registered()).hasSize(4).doesNotContain("name=\"pilot-ring\",type=Mapping");
        assertThat(beans.mapping("a \"strange\", name*=?").isEnabled()).isTrue();
        assertThat(beans.mapping("kiosks").isEnabled()).isTrue();

        control.mappings = List.of(pilot);
        await().atMost(10, TimeUnit.SECONDS).untilAsserted(() -> assertThat(beans.registered())
                .containsExactly("name=\"pilot-ring\",type=Mapping", "type=DeadLetters", "type=Runtime"));
    }

    @Test
    void aFileWithFaultsIsToldAndTheMBeansStay() throws Exception {
        control.mappingsFault = "config/mappings.yaml: group is no object id";

        assertThat(beans.runtime().getMappingsFault()).isEqualTo("config/mappings.yaml: group is no object id");
        assertThat(beans.runtime().reloadMappings()).isEqualTo(
                "Refused, the last good mappings go on: config/mappings.yaml: group is no object id");
        assertThat(beans.registered()).hasSize(4);
    }

    @Test
    void aSecondRuntimeIsRefusedAndTheFirstGoesOn() {
        assertThatThrownBy(this::start).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Another runtime is running in this process");
        assertThat(beans.mapping("pilot-ring").isEnabled()).isTrue();
    }

    @Test
    void nothingIsLeftAfterTheEnd() throws Exception {
        management.close();
        assertThat(beans.registered()).isEmpty();
        management = start();
        assertThat(beans.registered()).hasSize(4);
    }

    @Test
    void aStateDatabaseThatDoesNotAnswerIsToldAndBreaksNothing() throws Exception {
        database.close();

        var bean = beans.mapping("pilot-ring");
        assertThat(bean.getLastError()).startsWith("State database");
        assertThat(bean.getStatus()).isNull();
        assertThat(List.of((long) bean.getDesired(), bean.getDeadLetters(), beans.runtime().getRuns(),
                beans.runtime().getDeadLetters(), beans.runtime().getSecondsSinceSuccess(),
                beans.deadLetters().getOpen())).containsOnly(-1L);
        assertThat(beans.runtime().getStateFault()).isEqualTo(bean.getLastError());
        assertThatThrownBy(() -> beans.deadLetters().list(null, null)).isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("State database").hasNoCause();
    }

    @Test
    void deadLettersAreListedReplayedAndDiscardedByFilter() {
        deadLetters.park(run(Mode.APPLY, pilot), pilot, List.of(outcome(Outcome.Result.REFUSED)));
        deadLetters.park(run(Mode.APPLY, kiosks), kiosks, List.of(outcome(Outcome.Result.RETRYABLE)));
        var bean = beans.deadLetters();

        assertThat(bean.getOpen()).isEqualTo(2);
        assertThat(beans.mapping("pilot-ring").getDeadLetters()).isEqualTo(1);
        assertThat(beans.runtime().getDeadLetters()).isEqualTo(2);
        assertThat(bean.list("", null)).hasSize(2);
        assertThat(bean.list("pilot-ring", "refused")).singleElement().asString().startsWith("mapping=\"pilot-ring\""
                + " change=addition member=" + MEMBER + " state=waiting reason=refused code=Request_BadRequest"
                + " message=\"Not possible.\" attempts=1 next-attempt=");
        assertThat(bean.list(null, "unanswered")).isEmpty();

        assertThat(bean.replay("kiosks", "")).isEqualTo(1);
        assertThat(deadLetters.dueGroups()).containsExactly(kiosks.group());

        assertThatThrownBy(() -> bean.discard(" ", null)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name a mapping or a reason");
        assertThat(bean.discard(null, "refused")).isEqualTo(1);
        assertThat(bean.getOpen()).as("at once").isEqualTo(1);
    }

    private void record(MappingReport report) {
        var begun = runs.begin(new RunRequest(List.of(), Mode.APPLY, "schedule"), List.of(pilot));
        states.record(begun, report);
        runs.finished(new RunReport(begun, List.of(report), Duration.ofSeconds(1)));
    }

    private Plan plan(List<HoldReason> reasons) {
        return new Plan(pilot, 12, 10, MemberIds.of(MEMBER, UUID.randomUUID()), MemberIds.of(UUID.randomUUID()),
                reasons.isEmpty() ? MemberIds.none() : MemberIds.of(UUID.randomUUID()), reasons, Set.of(), List.of());
    }

    private static Outcome outcome(Outcome.Result result) {
        return new Outcome(Change.addition(MEMBER), result, "Request_BadRequest", "Not possible.", "request-1");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
