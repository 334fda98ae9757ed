package io.collectionsync.management;

import static io.collectionsync.management.StandInControl.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.collectionsync.membership.Failure;
import io.collectionsync.membership.GuardDecision;
import io.collectionsync.membership.HoldReason;
import io.collectionsync.membership.MappingReport;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Outcomes;
import io.collectionsync.membership.Plan;
import io.collectionsync.membership.Read;
import io.collectionsync.membership.RunReport;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.membership.RunRequest.Mode;
import io.collectionsync.membership.Sending;
import io.collectionsync.membership.Trigger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.management.Notification;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManagementTest {

    private final Beans beans = Beans.ofThisProcess();
    private Registered registered;

    @BeforeEach
    void start(@TempDir Path folder) {
        registered = new Registered(folder);
    }

    @AfterEach
    void stop() {
        registered.close();
    }

    @Test
    void aMappingWithoutARunKnowsItsSettingsAlone() {
        var bean = beans.mapping("pilot-ring");

        assertThat(bean.getGroup()).isEqualTo(registered.pilot.group().toString());
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
        record(MappingReport.sent(plan(List.of()), new Outcomes(2, 1, 0, 0, null)));

        var bean = beans.mapping("pilot-ring");
        await().atMost(5, TimeUnit.SECONDS).until(() -> "Success".equals(bean.getStatus()));
        assertThat(List.of(
                        bean.getDesired(),
                        bean.getActual(),
                        bean.getLastAdditions(),
                        bean.getLastRemovals(),
                        bean.getHeld(),
                        bean.getUnresolved()))
                .containsExactly(12, 10, 2, 1, 0, 0);
        assertThat(Instant.parse(bean.getLastRun())).isEqualTo(Instant.parse(bean.getLastSuccess()));
        assertThat(bean.getSecondsSinceSuccess()).isBetween(0L, 60L);
        assertThat(bean.getLastError()).isNull();
        assertThat(beans.runtime().getRuns()).isEqualTo(1);
        assertThat(beans.runtime().getLastRunStatus()).isEqualTo("Success");
        assertThat(beans.runtime().getLastRunSeconds()).isBetween(0.0, 60.0);
        assertThat(beans.runtime().getSecondsSinceSuccess())
                .as("disabled mappings do not count")
                .isBetween(0L, 60L);
    }

    @Test
    void heldRemovalsAreToldWithTheirReason() {
        record(MappingReport.sent(
                plan(List.of(new HoldReason(HoldReason.Word.MAX_REMOVALS, "700 removals, 500 allowed"))),
                new Outcomes(2, 1, 0, 0, null)));

        var bean = beans.mapping("pilot-ring");
        assertThat(bean.getStatus()).isEqualTo("Held");
        assertThat(bean.getHeld()).isEqualTo(1);
        assertThat(bean.getHeldReasons()).containsExactly("max-removals: 700 removals, 500 allowed");
        assertThat(beans.runtime().getSecondsSinceSuccess())
                .as("it has never succeeded")
                .isEqualTo(-1);
    }

    @Test
    void aLookOfSomebodyIsNotTheLastRun() {
        var look =
                registered.runs.begin(new RunRequest(List.of(), Mode.PLAN, Trigger.COMMAND), List.of(registered.pilot));
        registered.runs.finished(new RunReport(look, List.of(), Duration.ZERO));

        assertThat(beans.runtime().getRuns()).isEqualTo(1);
        assertThat(beans.runtime().getLastRunStatus()).isNull();
    }

    @Test
    void aReplayDoesNotHideHowTheLastRunEnded() {
        var run = registered.runs.begin(
                new RunRequest(List.of(), Mode.APPLY, Trigger.SCHEDULE), List.of(registered.pilot));
        registered.runs.finished(new RunReport(
                run,
                List.of(MappingReport.failed(registered.pilot, Failure.unexpected("Group is gone"))),
                Duration.ZERO));
        var replay =
                registered.runs.begin(new RunRequest(List.of(), Mode.APPLY, Trigger.REPLAY), List.of(registered.pilot));
        registered.runs.finished(new RunReport(replay, List.of(), Duration.ZERO));

        assertThat(beans.runtime().getRuns()).isEqualTo(2);
        assertThat(beans.runtime().getLastRunStatus()).isEqualTo("Failed");
    }

    @Test
    void whileItsRunGoesOnAMappingIsInProgress() {
        registered.control.running.add(run(Mode.APPLY, registered.pilot));

        assertThat(beans.mapping("pilot-ring").getStatus()).isEqualTo("In Progress");
        assertThat(beans.mapping("kiosks").getStatus()).isNull();
        assertThat(beans.runtime().isRunInProgress()).isTrue();
        assertThat(beans.runtime().runNow()).startsWith("A run is in progress: nothing was started");
        assertThat(registered.control.asked).isEmpty();
    }

    @Test
    void runNowStartsOneRunOverAllMappingsAndReturnsAtOnce() throws InterruptedException {
        var end = new CountDownLatch(1);
        registered.control.runs = request -> {
            awaitQuietly(end);
            return new RunReport(run(Mode.APPLY), List.of(), Duration.ZERO);
        };
        assertThat(beans.runtime().runNow()).startsWith("Started");
        assertThat(beans.runtime().isRunInProgress()).isTrue();
        assertThat(beans.runtime().runNow()).startsWith("A run is in progress");
        end.countDown();

        await().atMost(5, TimeUnit.SECONDS).until(() -> !beans.runtime().isRunInProgress());
        assertThat(registered.control.asked).containsExactly(new RunRequest(List.of(), Mode.APPLY, Trigger.JMX));
    }

    @Test
    void reconcileRunsThisMappingAloneAndTellsHowItEnded() {
        ends(Mode.APPLY, MappingReport.sent(plan(List.of()), new Outcomes(2, 1, 0, 0, null)));
        assertThat(beans.mapping("pilot-ring").reconcile()).isEqualTo("Success");
        assertThat(registered.control.asked)
                .containsExactly(new RunRequest(List.of(registered.pilot.group().toString()), Mode.APPLY, Trigger.JMX));

        ends(Mode.APPLY, MappingReport.failed(registered.pilot, Failure.unexpected("Group is gone")));
        assertThat(beans.mapping("pilot-ring").reconcile()).isEqualTo("Failed: Group is gone");

        ends(Mode.APPLY, MappingReport.sent(plan(List.of()), new Outcomes(2, 0, 1, 1, null)));
        assertThat(beans.mapping("pilot-ring").reconcile()).startsWith("Partial Success: see the dead letters");

        ends(Mode.PLAN, MappingReport.planned(plan(List.of())));
        assertThat(beans.mapping("pilot-ring").reconcile())
                .isEqualTo("In Progress: planned only, apply.enabled is false");
    }

    private void ends(Mode mode, MappingReport report) {
        registered.control.runs = request -> new RunReport(run(mode, registered.pilot), List.of(report), Duration.ZERO);
    }

    @Test
    void aMappingThatIsDisabledOrGoneIsNotReconciled() {
        assertThatThrownBy(() -> beans.mapping("kiosks").reconcile())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Mapping kiosks is disabled: set enabled: true for it in config/mappings.yaml first");
        assertThat(registered.control.asked).isEmpty();

        registered.control.runs = request -> new RunReport(run(Mode.APPLY), List.of(), Duration.ZERO);
        assertThatThrownBy(() -> beans.mapping("pilot-ring").reconcile())
                .hasMessageContaining("is no longer an enabled mapping");
    }

    @Test
    void aPausedMappingTellsByWhomAndIsResumed() {
        var bean = beans.mapping("pilot-ring");
        String me = "jmx, " + System.getProperty("user.name");

        assertThat(bean.getPaused()).isNull();
        assertThat(bean.suspend()).isEqualTo("Paused: nothing is written for pilot-ring until it is resumed.");
        assertThat(bean.suspend()).startsWith("It was paused already: since ");
        assertThat(bean.getPaused()).contains(" by " + me + " (suspended over JMX)");
        assertThat(registered.pauses.of(registered.pilot)).hasSize(1);
        assertThat(beans.mapping("kiosks").getPaused()).isNull();
        assertThat(bean.resume()).isEqualTo("pilot-ring goes on with the next run.");
        assertThat(bean.resume()).isEqualTo("pilot-ring was not paused.");
        assertThat(registered.pauses.all()).isEmpty();
    }

    @Test
    void theRuntimesPauseLeavesOtherPausesAlone() {
        registered.pauses.pause(registered.pilot, "somebody", "undo of run 7");

        assertThat(beans.runtime().getPaused()).isNull();
        assertThat(beans.runtime().suspend()).startsWith("Paused: nothing is written for any mapping, ");
        assertThat(beans.runtime().suspend()).startsWith("It was paused already: with all mappings since ");
        assertThat(registered.pauses.all()).hasSize(2);
        assertThat(beans.runtime().getPaused()).startsWith("with all mappings since ");
        assertThat(beans.mapping("kiosks").getPaused()).startsWith("with all mappings since ");
        assertThat(beans.mapping("pilot-ring").getPaused())
                .startsWith("with all mappings since ")
                .endsWith(" by somebody (undo of run 7)");
        assertThat(beans.mapping("kiosks").resume())
                .startsWith("kiosks was not paused by itself.")
                .endsWith("collection-sync resume --all ends that.");
        assertThat(beans.runtime().resume())
                .startsWith("The pause of all mappings is over.")
                .contains("pilot-ring stays paused since ", "collection-sync resume pilot-ring ends that.");
        assertThat(beans.mapping("pilot-ring").getPaused()).contains("undo of run 7");
        assertThat(beans.mapping("pilot-ring").resume()).contains("goes on");
    }

    @Test
    void aPlanIsToldMemberByMember() {
        var plan = plan(List.of());
        ends(Mode.PLAN, MappingReport.planned(plan));

        var lines = beans.mapping("pilot-ring").plan();
        assertThat(registered.control.asked).extracting(RunRequest::mode).containsExactly(Mode.PLAN);
        assertThat(lines)
                .hasSize(4)
                .first()
                .asString()
                .isEqualTo("In Progress: 2 additions, 1 removals, 0 held; plan "
                        + plan.difference().shortHash());
        assertThat(lines.subList(1, 4))
                .filteredOn(line -> line.startsWith("add "))
                .hasSize(2);

        ends(Mode.PLAN, MappingReport.failed(registered.pilot, Failure.unexpected("Group is gone")));
        assertThat(beans.mapping("pilot-ring").plan()).containsExactly("Failed: Group is gone");
        assertThatThrownBy(() -> beans.mapping("kiosks").plan()).hasMessageContaining("is disabled");
    }

    @Test
    void aTenantTellsItsPaceAndItsEnds() {
        var end = Instant.parse("2040-01-01T00:00:00Z");
        registered.control.tenants = List.of(tenant(end));
        registered.management.close();
        registered.management = registered.start();

        var bean = beans.tenant("contoso");
        assertThat(bean.isThrottled()).isTrue();
        assertThat(bean.getPausedForSeconds()).isBetween(50L, 60L);
        assertThat(bean.getWritesInWindow()).isEqualTo(12);
        assertThat(bean.getWriteQuota()).isEqualTo(3000);
        assertThat(bean.getTokenExpires()).isNull();
        assertThat(bean.getCredentialExpires()).isEqualTo("2040-01-01T00:00:00Z");
    }

    private static TenantState tenant(Instant end) {
        return new TenantState("contoso", UUID.randomUUID(), Instant.now().plusSeconds(60), 12, 3000, null, end);
    }

    @Test
    void whatIsToldIsHeardOnceAndNothingOld() throws Exception {
        registered.notices.decide(
                run(Mode.APPLY, registered.kiosks), MappingReport.failed(registered.kiosks, Failure.unexpected("old")));
        registered.management.close();
        var heard = new CopyOnWriteArrayList<Notification>();
        registered.management = registered.start();
        beans.server()
                .addNotificationListener(
                        Beans.name("io.collectionsync:type=Runtime"),
                        (notification, back) -> heard.add(notification),
                        null,
                        null);
        var failed = MappingReport.failed(registered.pilot, Failure.unexpected("Group is gone"));
        registered.notices.decide(run(Mode.APPLY, registered.pilot), failed);
        registered.notices.decide(run(Mode.APPLY, registered.pilot), failed);

        await().atMost(10, TimeUnit.SECONDS).untilAsserted(() -> assertThat(heard)
                .extracting(Notification::getMessage)
                .contains("Mapping pilot-ring failed (Failed): Group is gone"));
        assertThat(heard).hasSize(1);
    }

    private void record(MappingReport report) {
        var begun = registered.runs.begin(
                new RunRequest(List.of(), Mode.APPLY, Trigger.SCHEDULE), List.of(registered.pilot));
        registered.states.record(begun, report);
        registered.runs.finished(new RunReport(begun, List.of(report), Duration.ofSeconds(1)));
    }

    private Plan plan(List<HoldReason> reasons) {
        return new Plan(
                registered.pilot,
                new Read(12, 10, List.of()),
                new Sending(MemberIds.of(UUID.randomUUID(), UUID.randomUUID()), MemberIds.of(UUID.randomUUID())),
                new GuardDecision(reasons.isEmpty() ? MemberIds.none() : MemberIds.of(UUID.randomUUID()), reasons),
                Set.of());
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
