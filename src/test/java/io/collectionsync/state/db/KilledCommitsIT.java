package io.collectionsync.state.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the embedded database says is committed. */
@Tag("slow")
class KilledCommitsIT {

    @TempDir
    Path data;

    private final Random random = new Random();

    @Test
    void whatWasCommittedBeforeAKillIsThereAfterIt() throws Exception {
        long committed = 0;
        for (int kill = 0; kill < 8; kill++) {
            try (var process = StateProcess.startCommits(data)) {
                assertThat(process.next()).as("found after kill " + kill).isGreaterThanOrEqualTo(committed);
                committed = listen(process);
            }
        }
    }

    /** @return the last number that the process told before it was killed */
    private long listen(StateProcess process) throws IOException, InterruptedException {
        long end = System.nanoTime()
                + Duration.ofMillis(500 + random.nextInt(2_000)).toNanos();
        Long last = process.next();
        while (System.nanoTime() < end) {
            last = process.next();
        }
        process.kill();
        return last;
    }
}
