package io.collectionsync.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.sandbox.SandboxDevice;
import io.collectionsync.sandbox.SandboxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One collection of 100,000 members, an empty group, and a heap of 512 MB. */
@Tag("slow")
class HundredThousandIT {

    private static final int MEMBERS = 100_000;
    /** About 82 of 100 devices of the sandbox can be members. */
    private static final int DEVICES = 124_000;

    private static final Duration LONGEST = Duration.ofSeconds(150);
    private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");

    @TempDir
    private Path folder;

    @Test
    void areFilledIntoAnEmptyGroupInASmallHeap() throws IOException {
        try (var company =
                new Company(SandboxOptions.defaults().withDevices(DEVICES).withQuota(false), folder)) {
            var world = company.sandbox.world();
            int last = IntStream.rangeClosed(1, DEVICES)
                    .filter(number -> isMember(world.device(number)))
                    .limit(MEMBERS)
                    .max()
                    .orElseThrow();
            company.sandbox.site().createCollection("PS1FFFFF", "Everything");
            company.sandbox
                    .site()
                    .fillCollection("PS1FFFFF", number -> number <= last && isMember(world.device(number)));
            var home = company.home();
            Company.replaceLine(home, Company.MAPPINGS, "    collections: [PS100013]", "    collections: [PS1FFFFF]");
            Company.append(home, Company.SETTINGS, "graph.write-quota = 1000000\n");
            company.sandbox.graph().counters().reset();

            long peak = 0;
            Distribution.Result result;
            try (var running =
                    Distribution.on(home).with("JAVA_OPTS", "-Xmx512m").start("apply", "kiosks")) {
                long end = System.nanoTime() + LONGEST.toNanos();
                while (running.isAlive() && System.nanoTime() < end) {
                    peak = Math.max(peak, peakMegabytes(running.pid()));
                    running.waitFor(Duration.ofMillis(200));
                }
                result = running.awaitEnd(Duration.ofSeconds(1)).requireExit(0);
            }

            var expected = company.sandbox.expectedMembers("contoso", List.of("PS1FFFFF"));
            assertThat(company.group("kiosks").members()).isEqualTo(expected);
            var counters = company.sandbox.graph().counters();
            System.out.printf(
                    "%,d members: %.1f s, %,d requests with %,d parts to Graph, peak memory %,d MB%n%s",
                    expected.size(),
                    result.took().toMillis() / 1000.0,
                    counters.requests(),
                    counters.parts(),
                    peak,
                    result.out());
            assertThat(expected).hasSize(MEMBERS);
            assertThat(company.sandbox.graph().violations()).isEmpty();
            assertThat(result.took()).isLessThan(LONGEST);
        }
    }

    private static boolean isMember(SandboxDevice device) {
        return device.kind() == SandboxDevice.Kind.JOINED;
    }

    /** @return the most memory that the process ever had resident; 0 where the system does not tell */
    private static long peakMegabytes(long pid) throws IOException {
        var file = Path.of("/proc/" + pid + "/status");
        try {
            var peak = PEAK.matcher(Files.exists(file) ? Files.readString(file) : "");
            return peak.find() ? Long.parseLong(peak.group(1)) / 1024 : 0;
        } catch (IOException gone) {
            return 0;
        }
    }
}
