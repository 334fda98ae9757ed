package io.collectionsync.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two hundred kills of the real process, each after a random commit that was seen on record, while it writes. */
@Tag("slow")
class KilledRunsIT {

    private static final int KILLS = Integer.getInteger("kills", 200);
    /** Of four kills three must meet changes that were sent and are not on record yet. */
    private static final int IN_FLIGHT = KILLS * 3 / 4;

    @TempDir
    Path home;

    @Test
    void noneOfTwoHundredKillsLosesAnAcknowledgedCommitOrReportsWhatWasNotDone() throws Exception {
        try (var runs = new KilledRuns(home)) {
            while (runs.atWork() < KILLS) {
                assertThat(runs.rounds())
                        .as("kills, and few meet a run at work")
                        .isLessThan(2 * KILLS);
                runs.killAfterACommit();
            }
            System.out.printf(
                    "kills: %d, of a run at work: %d, with a batch in flight: %d%n",
                    runs.rounds(), runs.atWork(), runs.inFlight());
            assertThat(runs.inFlight()).as("kills with a batch in flight").isGreaterThanOrEqualTo(IN_FLIGHT);
            runs.requireThatNothingWasLost();
        }
    }
}
