package io.collectionsync;

import io.collectionsync.sandbox.SandboxOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThroughputProbe {
    @TempDir Path home;

    @Test
    void probe() {
        int devices = Integer.getInteger("n", 20000);
        try (var live = new LiveRuntime(SandboxOptions.defaults().withDevices(devices).withClockSpeed(10)
                .withLatency(Duration.ofMillis(50), Duration.ofMillis(150)), home)) {
            live.sandbox.graph().faults().setShortestRetryAfter(Duration.ofSeconds(1));
            var targets = new ArrayList<LiveRuntime.Target>();
            int groups = Integer.getInteger("g", 1);
            for (int g = 0; g < groups; g++) targets.add(live.target(1 + g * devices / groups, (g + 1) * devices / groups));
            live.engine();
            for (int i = 0; i < 2; i++) {
                live.sandbox.graph().counters().reset();
                long t = System.nanoTime();
                var report = live.apply();
                System.out.printf("RUN %d %s %.1f s requests %d writes %d throttled %d early %d violations %s %s%n", i, report.status(), (System.nanoTime() - t) / 1e9,
                    live.sandbox.graph().counters().requests(), live.sandbox.graph().counters().writesSpent(), live.sandbox.graph().counters().throttled(),
                    live.sandbox.graph().counters().earlyRetries(), live.sandbox.graph().violations(), live.sandbox.graph().counters().byKind());
                for (var target : targets) { if (!target.group().members().equals(target.expected())) System.out.println("WRONG " + target.name()); }
                if (i == 0) for (var target : targets) live.sandbox.site().emptyCollection(target.collection());
            }
        }
    }
}
