package io.collectionsync.state.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.state.Changes;
import io.collectionsync.state.Leases;
import io.collectionsync.state.RunStatus;
import io.collectionsync.state.RunSummary;
import io.collectionsync.state.Runs;
import io.collectionsync.state.Samples;
import io.collectionsync.state.deadletter.DeadLetterPolicy;
import io.collectionsync.state.deadletter.DeadLetters;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded database under several processes and under their sudden end. */
class ProcessesIT {

    @TempDir
    Path home;

    @Test
    void twoProcessesUseTheDatabaseAtOnceAndTheSecondOutlivesTheFirst() throws Exception {
        var pilot = Samples.mapping("pilot").group();
        try (var first = StateProcess.start(data());
                var database = StateDatabase.openEmbedded(data())) {
            var runs = new Runs(database);
            var leases = new Leases(database);
            assertThat(Samples.last(runs)).get().extracting(RunSummary::status).isEqualTo(RunStatus.IN_PROGRESS);
            assertThat(runs.closeInterrupted()).isZero();
            assertThat(leases.acquire(pilot, "run-1")).isFalse();
            runs.begin(Samples.request(), List.of());

            first.kill();

            assertThat(runs.count()).isEqualTo(2);
            assertThat(runs.closeInterrupted()).isEqualTo(1);
            assertThat(leases.acquire(pilot, "run-1")).isTrue();
            runs.begin(Samples.request(), List.of());
            assertThat(runs.count()).isEqualTo(3);
        }
    }

    @Test
    void committedRowsSurviveAKill() throws Exception {
        try (var process = StateProcess.start(data())) {
            process.kill();
        }
        try (var database = StateDatabase.openEmbedded(data())) {
            assertThat(Samples.last(new Runs(database)))
                    .get()
                    .extracting(RunSummary::status)
                    .isEqualTo(RunStatus.IN_PROGRESS);
            assertThat(new Changes(database).of(Samples.id(1))).hasSize(1);
            assertThat(Samples.open(new DeadLetters(database, DeadLetterPolicy.DEFAULT)))
                    .isEqualTo(1);
            assertThat(new Runs(database).closeInterrupted()).isEqualTo(1);
        }
    }

    @Test
    void whatIsRecordedDuringShutdownIsWritten() throws Exception {
        try (var process = StateProcess.start(data())) {
            process.terminate();
        }
        try (var database = StateDatabase.openEmbedded(data())) {
            assertThat(Samples.last(new Runs(database)))
                    .get()
                    .extracting(RunSummary::status)
                    .isEqualTo(RunStatus.SUCCESS);
            assertThat(new Changes(database).of(Samples.id(2))).isNotEmpty();
        }
    }

    private Path data() {
        return home.resolve("a home").resolve("data");
    }
}
