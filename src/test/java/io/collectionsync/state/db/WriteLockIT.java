package io.collectionsync.state.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.collectionsync.state.Changes;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One transaction at a time writes to the embedded database. */
class WriteLockIT {

    @TempDir
    Path data;

    private final ExecutorService other = Executors.newSingleThreadExecutor();
    private final CountDownLatch read = new CountDownLatch(1);

    @AfterEach
    void end() {
        read.countDown();
        other.shutdownNow();
    }

    private StateDatabase impatient() {
        return StateDatabase.open(
                StateConnection.embedded(data), Clock.systemUTC(), Duration.ofDays(1), Duration.ofMillis(50));
    }

    private static int write(StateDatabase database) {
        return database.write(jdbc -> jdbc.update("delete from drift"));
    }

    @Test
    void whoCannotWriteInTimeSaysSoAndMayReadMeanwhile() throws Exception {
        try (var database = StateDatabase.openEmbedded(data);
                var impatient = impatient()) {
            var writing = new CountDownLatch(1);
            var held = other.submit(() -> database.write(jdbc -> {
                jdbc.update("delete from drift");
                writing.countDown();
                return awaited(read);
            }));
            writing.await();

            assertThatThrownBy(() -> write(impatient))
                    .isInstanceOf(StateUnavailable.class)
                    .hasMessageContaining("State database jdbc:sqlite:" + data)
                    .hasMessageContaining("others kept it locked for too long; try again (SQLITE_BUSY)");
            assertThat(new Changes(impatient).ofRun("none")).isEmpty();
            read.countDown();
            held.get();
            assertThat(write(impatient)).isZero();
        }
    }

    @Test
    void anotherProcessThatWritesIsWaitedForUntilItIsDoneOrDead() throws Exception {
        try (var writer = StateProcess.startLongWrite(data);
                var impatient = impatient()) {
            assertThatThrownBy(() -> write(impatient)).isInstanceOf(StateUnavailable.class);
            writer.kill();
            assertThat(write(impatient)).isZero();
        }
    }

    @Test
    void aFailedChangeGivesTheTurnBack() throws Exception {
        try (var database = StateDatabase.openEmbedded(data);
                var impatient = impatient()) {
            assertThatThrownBy(() -> database.write(jdbc -> jdbc.update("delete from nothing")))
                    .isInstanceOf(StateUnavailable.class);
            assertThat(write(impatient)).isZero();
        }
    }

    @Test
    void whoReadsBeforeItWritesIsNotRefusedBecauseAnotherOneWroteMeanwhile() throws Exception {
        try (var database = StateDatabase.openEmbedded(data)) {
            var begun = new CountDownLatch(1);
            var late = other.submit(() -> {
                begun.await();
                return write(database);
            });
            int changed = database.write(jdbc -> {
                jdbc.queryForObject("select count(*) from drift", Long.class);
                begun.countDown();
                return jdbc.update("delete from drift");
            });
            assertThat(changed).isZero();
            assertThat(late.get()).isZero();
        }
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }
}
