package io.collectionsync.state.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.collectionsync.state.Changes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteTurnIT {

    @TempDir
    Path data;

    @Test
    void whoCannotWriteInTimeSaysSoAndMayReadMeanwhile() throws Exception {
        var impatient = WriteTurn.of(EmbeddedDatabase.in(data), Dialect.H2, Duration.ofMillis(50));
        var other = Executors.newSingleThreadExecutor();
        var read = new CountDownLatch(1);
        try (var database = StateDatabase.openEmbedded(data)) {
            var writing = new CountDownLatch(1);
            var held = other.submit(() -> database.inTransaction(sql -> {
                sql.update("delete from drift");
                writing.countDown();
                return awaited(read);
            }));
            writing.await();

            assertThatThrownBy(impatient::take)
                    .isInstanceOf(StateUnavailable.class)
                    .hasMessageContaining("State database jdbc:h2:file:")
                    .hasMessageContaining("others have been writing to it for 0 s");
            assertThat(new Changes(database).ofRun("none")).isEmpty();
            read.countDown();
            held.get();
            impatient.take();
            impatient.giveBack();
        } finally {
            read.countDown();
            other.shutdownNow();
        }
    }

    @Test
    void anotherProcessThatWritesIsWaitedForUntilItIsDoneOrDead() throws Exception {
        var impatient = WriteTurn.of(EmbeddedDatabase.in(data), Dialect.H2, Duration.ofMillis(50));
        try (var writer = StateProcess.startLongWrite(data)) {
            assertThatThrownBy(impatient::take).isInstanceOf(StateUnavailable.class);
            writer.kill();
        }
        impatient.take();
        impatient.giveBack();
    }

    @Test
    void aFailedChangeGivesTheTurnBack() throws Exception {
        try (var database = StateDatabase.openEmbedded(data)) {
            assertThatThrownBy(() -> database.inTransaction(sql -> sql.update("delete from nothing")))
                    .isInstanceOf(StateUnavailable.class);
            var other = Executors.newSingleThreadExecutor();
            try {
                other.submit(() -> database.inTransaction(sql -> sql.update("delete from drift")))
                        .get();
            } finally {
                other.shutdownNow();
            }
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
