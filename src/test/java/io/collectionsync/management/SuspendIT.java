package io.collectionsync.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.collectionsync.membership.RunReport;
import io.collectionsync.membership.Status;
import io.collectionsync.sandbox.SandboxOptions;
import io.collectionsync.testkit.LiveRuntime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mapping that is paused while a run writes its group. */
class SuspendIT {

    @Test
    void aRunThatIsWritingStopsBeforeItsNextBatchAndTheNextOneFinishesIt(@TempDir Path home) throws Exception {
        try (var live =
                new LiveRuntime(SandboxOptions.defaults().withDevices(3000).withQuota(false), home)) {
            var target = live.target(0, 2500);
            var faults = live.sandbox.graph().faults();
            live.engine();
            faults.setLatency(Duration.ofMillis(400), Duration.ofMillis(400));
            var run = CompletableFuture.supplyAsync(() -> live.apply(target));
            await().atMost(60, TimeUnit.SECONDS)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> target.group().size() > 0);
            var mapping = live.engine().wiring().mappings.all().get(0);
            live.engine().wiring().pauses.pause(mapping, "somebody", "looks wrong");
            RunReport report = run.get(60, TimeUnit.SECONDS);
            faults.setLatency(Duration.ZERO, Duration.ZERO);

            assertThat(report.mappings().get(0).error())
                    .startsWith("Paused since ")
                    .contains("by somebody (looks wrong)");
            assertThat(report.status()).isEqualTo(Status.PARTIAL_SUCCESS);
            assertThat(target.group().size()).isBetween(1, target.expected().size() - 1);
            assertThat(live.applyTo(target).status()).isEqualTo(Status.HELD);

            live.engine().wiring().pauses.resume(mapping.group());
            assertThat(live.applyTo(target).status()).isEqualTo(Status.SUCCESS);
            assertThat(target.group().members()).isEqualTo(target.expected());
        }
    }
}
