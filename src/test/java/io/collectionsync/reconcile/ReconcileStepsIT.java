package io.collectionsync.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.collectionsync.graph.throttle.TenantThrottle;
import io.collectionsync.membership.Failure;
import io.collectionsync.membership.RunReport;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.membership.Status;
import io.collectionsync.sandbox.Fault;
import io.collectionsync.sandbox.FaultKind;
import io.collectionsync.sandbox.SandboxOptions;
import io.collectionsync.state.ApprovalRow;
import io.collectionsync.state.Approvals;
import io.collectionsync.state.Changes;
import io.collectionsync.state.LostRun;
import io.collectionsync.state.LostTable;
import io.collectionsync.state.RunStatus;
import io.collectionsync.state.RunSummary;
import io.collectionsync.state.Samples;
import io.collectionsync.testkit.LiveRuntime;
import io.collectionsync.testkit.LogLines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is on record of a run that waits, and of one that others get in the way of. */
class ReconcileStepsIT {

    private LiveRuntime live;
    private LiveRuntime.Target target;

    @BeforeEach
    void start(@TempDir Path home) {
        live = new LiveRuntime(SandboxOptions.defaults().withDevices(200).withQuota(false), home);
        target = live.target(0, 15);
    }

    @AfterEach
    void close() {
        live.close();
    }

    @Test
    void whatGraphHasDoneAndTheDatabaseDoesNotTakeIsOnRecordWithTheNextRun() throws Exception {
        var run = throttled();
        try (var log = new LogLines()) {
            try (var lost = new LostTable(live.engine().wiring().state)) {
                assertThat(run.get(60, TimeUnit.SECONDS).mappings().get(0).error())
                        .startsWith("State database")
                        .contains("; what Graph had done by then is kept in " + live.home.resolve("data/unrecorded"));
            }
            assertThat(target.group().members()).isEqualTo(target.expected()).isNotEmpty();
            assertThat(log.from(Level.ERROR)).singleElement().asString().startsWith("mapping reconciled");
        }
        assertThat(live.applyTo(target).status()).isEqualTo(Status.SUCCESS);
        assertThat(new Changes(live.engine().wiring().state)
                        .ofRun(run.get().run().id()))
                .extracting(row -> row.outcome().change().object())
                .containsExactlyInAnyOrderElementsOf(target.expected());
    }

    @Test
    void whatNeitherTheDatabaseNorTheDiskTakesIsToldByTheLog() throws Exception {
        var run = throttled();
        try (var log = new LogLines()) {
            try (var lost = new LostTable(live.engine().wiring().state)) {
                try (var files = Files.list(live.home.resolve("data/unrecorded"))) {
                    Files.delete(files.findFirst().orElseThrow());
                }
                assertThat(run.get(60, TimeUnit.SECONDS).mappings().get(0).status())
                        .isNotEqualTo(Status.SUCCESS);
            }
            assertThat(log.from(Level.ERROR).stream().filter(line -> line.startsWith("changes not on record")))
                    .singleElement()
                    .satisfies(line -> assertThat(target.expected())
                            .isNotEmpty()
                            .allMatch(member -> line.contains("addition of " + member + " applied")));
        }
    }

    @Test
    void anApprovedRunThatWaitsForItsGroupEndsWithTheRuntime() throws Exception {
        assertThat(live.applyTo(target).status()).isEqualTo(Status.SUCCESS);
        var before = target.group().members();
        live.sandbox.site().emptyCollection(target.collection());
        var shown = live.run(RunRequest.Mode.PLAN).mappings().get(0).plan();
        var engine = live.engine();
        engine.wiring().leases.acquire(target.group().id(), "a long run");
        var approving = CompletableFuture.supplyAsync(
                () -> engine.approve(List.of(shown.difference().hash()), "somebody"));
        var approvals = new Approvals(engine.wiring().state);
        await().atMost(20, TimeUnit.SECONDS)
                .until(() -> approvals.latest(target.group().id(), 1).stream().anyMatch(ApprovalRow::waits));

        live.stop();

        var report = approving.get(60, TimeUnit.SECONDS).mappings().get(0);
        assertThat(report.approval().outcome()).isEqualTo("interrupted (stopped)");
        assertThat(target.group().members()).isEqualTo(before).isNotEmpty();
    }

    @Test
    void aRunThatFindsItsGroupInOtherHandsLeavesTheMappingsStateAsItIs() {
        assertThat(live.applyTo(target).status()).isEqualTo(Status.SUCCESS);
        var before =
                Samples.stateOf(live.engine().wiring().states, target.group().id());
        live.engine().wiring().leases.acquire(target.group().id(), "a long run");

        var report = live.applyTo(target);

        assertThat(report.status()).isEqualTo(Status.FAILED);
        assertThat(report.error()).startsWith("Another run is writing this group at this moment");
        assertThat(Samples.stateOf(live.engine().wiring().states, target.group().id()))
                .isEqualTo(before)
                .isPresent();
        assertThat(live.engine().wiring().notices.after(0)).isEmpty();
        live.engine().wiring().leases.release(target.group().id(), "a long run");
        assertThat(live.applyTo(target).status()).isEqualTo(Status.SUCCESS);
    }

    @Test
    void aRunWhoseGroupWasTakenOverWhileGraphThrottledDoesNotWriteBesideTheNextRun() throws Exception {
        var run = throttled();
        var leases = live.engine().wiring().leases;
        leases.release(
                target.group().id(),
                live.engine().wiring().service.running().iterator().next().id());
        assertThat(leases.acquire(target.group().id(), "the next run")).isTrue();

        assertThat(run.get(60, TimeUnit.SECONDS).mappings().get(0).error())
                .isEqualTo(Failure.of(Failure.Kind.TAKEN_OVER).text());
        assertThat(target.group().members()).isEmpty();
        assertThat(leases.stillHeld(target.group().id(), "the next run")).isTrue();
        assertThat(Samples.stateOf(live.engine().wiring().states, target.group().id()))
                .as("the next run's to say")
                .isEmpty();
    }

    @Test
    void aMappingThatIsPausedWhileGraphThrottlesIsNotWrittenAfterTheWait() throws Exception {
        var run = throttled();
        var mapping = live.engine().wiring().mappings.all().get(0);
        live.engine().wiring().pauses.pause(mapping, "somebody", "looks wrong");

        assertThat(run.get(60, TimeUnit.SECONDS).mappings().get(0).error()).startsWith("Paused since ");
        assertThat(target.group().members()).isEmpty();
        assertThat(live.deadLetters(target)).isEmpty();

        live.engine().wiring().pauses.resume(mapping.group());
        assertThat(live.applyTo(target).status()).isEqualTo(Status.SUCCESS);
        assertThat(target.group().members()).isEqualTo(target.expected()).isNotEmpty();
    }

    @Test
    void aRunWhoseProcessIsGoneIsPutDownAsInterruptedWhenTheNextOneBegins() {
        live.engine();
        var gone = LostRun.begin(live.engine().wiring().state);
        assertThat(live.engine().wiring().runs.of(gone))
                .get()
                .extracting(RunSummary::status)
                .isEqualTo(RunStatus.IN_PROGRESS);

        live.apply(target);

        assertThat(live.engine().wiring().runs.of(gone))
                .get()
                .extracting(RunSummary::status)
                .isEqualTo(RunStatus.INTERRUPTED);
    }

    /** @return a run whose one batch Graph has throttled, and which waits at the gate to send it again */
    private CompletableFuture<RunReport> throttled() {
        live.engine();
        var fault = live.sandbox
                .graph()
                .faults()
                .inject(Fault.of(FaultKind.THROTTLED)
                        .on("PATCH", "/groups/.*")
                        .inParts()
                        .times(1)
                        .lasting(Duration.ofSeconds(3)));
        var run = CompletableFuture.supplyAsync(() -> live.apply(target));
        var throttle = live.engine().wiring().throttles.get("contoso");
        await().atMost(60, TimeUnit.SECONDS)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> fault.met() == 1 && throttle.throttledUntil().isAfter(Instant.now()) && isWaiting());
        return run;
    }

    private static boolean isWaiting() {
        return Thread.getAllStackTraces().values().stream()
                .flatMap(Stream::of)
                .anyMatch(frame -> frame.getClassName().equals(TenantThrottle.class.getName())
                        && frame.getMethodName().equals("acquire"));
    }
}
