package io.collectionsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.collectionsync.membership.RunReport;
import io.collectionsync.membership.Status;
import io.collectionsync.sandbox.Fault;
import io.collectionsync.sandbox.FaultKind;
import io.collectionsync.sandbox.SandboxOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mapping that is paused while a run writes its group. */
class SuspendTest {

    @Test
    void aRunThatIsWritingStopsBeforeItsNextBatchAndTheNextOneFinishesIt(@TempDir Path home) throws Exception {
        try (var live = new LiveRuntime(SandboxOptions.defaults().withDevices(3000).withQuota(false), home)) {
            var target = live.target(0, 2500);
            var faults = live.sandbox.graph().faults();
            live.engine();
            faults.setLatency(Duration.ofMillis(400), Duration.ofMillis(400));
            var run = CompletableFuture.supplyAsync(() -> live.apply(target));
            await().atMost(60, TimeUnit.SECONDS).pollInterval(Duration.ofMillis(20))
                    .until(() -> target.group().size() > 0);
            var mapping = live.engine().wiring().mappings.all().get(0);
            live.engine().wiring().pauses.pause(mapping, "somebody", "looks wrong");
            RunReport report = run.get(60, TimeUnit.SECONDS);
            faults.setLatency(Duration.ZERO, Duration.ZERO);

            assertThat(report.mappings().get(0).error()).startsWith("Paused since ")
                    .contains("by somebody (looks wrong)");
            assertThat(report.status()).isEqualTo(Status.PARTIAL_SUCCESS);
            assertThat(target.group().size()).isBetween(1, target.expected().size() - 1);
            assertThat(live.applyTo(target).status()).isEqualTo(Status.HELD);

            live.engine().wiring().pauses.resume(mapping.group());
            assertThat(live.applyTo(target).status()).isEqualTo(Status.SUCCESS);
            assertThat(target.group().members()).isEqualTo(target.expected());
        }
    }

    @Test
    void aMappingThatIsPausedWhileGraphThrottlesIsNotWrittenAfterTheWait(@TempDir Path home) throws Exception {
        try (var live = new LiveRuntime(SandboxOptions.defaults().withDevices(200).withQuota(false), home)) {
            var target = live.target(0, 15);
            var run = throttled(live, target);
            var mapping = live.engine().wiring().mappings.all().get(0);
            live.engine().wiring().pauses.pause(mapping, "somebody", "looks wrong");

            assertThat(run.get(60, TimeUnit.SECONDS).mappings().get(0).error()).startsWith("Paused since ");
            assertThat(target.group().members()).isEmpty();
            assertThat(live.deadLetters(target)).isEmpty();

            live.engine().wiring().pauses.resume(mapping.group());
            assertThat(live.applyTo(target).status()).isEqualTo(Status.SUCCESS);
            assertThat(target.group().members()).isEqualTo(target.expected()).isNotEmpty();
        }
    }

    @Test
    void aRunWhoseGroupWasTakenOverWhileGraphThrottledDoesNotWriteBesideTheNextRun(@TempDir Path home)
            throws Exception {
        try (var live = new LiveRuntime(SandboxOptions.defaults().withDevices(200).withQuota(false), home)) {
            var target = live.target(0, 15);
            var run = throttled(live, target);
            var leases = live.engine().wiring().leases;
            leases.release(target.group().id(), live.engine().wiring().book.running().iterator().next().id());
            assertThat(leases.acquire(target.group().id(), "the next run")).isTrue();

            assertThat(run.get(60, TimeUnit.SECONDS).mappings().get(0).error())
                    .isEqualTo("Another run has taken over the writing of group " + target.group().id());
            assertThat(target.group().members()).isEmpty();
            assertThat(leases.stillHeld(target.group().id(), "the next run")).isTrue();
        }
    }

    /** @return a run whose one batch Graph has throttled, and which waits to send it again */
    private static CompletableFuture<RunReport> throttled(LiveRuntime live, LiveRuntime.Target target) {
        live.engine();
        var fault = live.sandbox.graph().faults().inject(Fault.of(FaultKind.THROTTLED).on("PATCH", "/groups/.*")
                .inParts().times(1).lasting(Duration.ofSeconds(3)));
        var run = CompletableFuture.supplyAsync(() -> live.apply(target));
        var gate = live.engine().wiring().gates.get("contoso");
        await().atMost(60, TimeUnit.SECONDS).pollInterval(Duration.ofMillis(20))
                .until(() -> fault.met() == 1 && gate.pausedUntil().isAfter(Instant.now()));
        return run;
    }
}
