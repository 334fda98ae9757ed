package io.collectionsync.state.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.collectionsync.membership.Change;
import io.collectionsync.membership.Outcome;
import io.collectionsync.state.Changes;
import io.collectionsync.state.Samples;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are killed while several of their threads write to the embedded database. */
@Tag("slow")
class KilledWritersIT {

    @TempDir
    Path data;

    private final Random random = new Random();

    @Test
    void killsOfProcessesThatWriteAtOnceLeaveTheStateDatabaseWhole() throws Exception {
        for (int kill = 0; kill < 5; kill++) {
            try (var first = StateProcess.startWriters(data);
                    var second = StateProcess.startWriters(data)) {
                letThemWrite();
                first.kill();
                letThemWrite();
                second.kill();
            }
            assertWhole();
        }
    }

    private void letThemWrite() {
        await().pollDelay(Duration.ofMillis(20 + random.nextInt(500))).until(() -> true);
    }

    /** Each transaction is there as a whole, tables and indexes agree, and everybody can write. */
    private void assertWhole() throws Exception {
        try (var database = StateDatabase.openEmbedded(data)) {
            assertThat(BackupIT.torn(database))
                    .as("transactions that are there in part")
                    .isEmpty();
            database.read(jdbc -> {
                assertThat(jdbc.queryForList("pragma integrity_check", String.class))
                        .as("tables and their indexes")
                        .containsExactly("ok");
                assertThat(jdbc.queryForObject("select max(change_id) from membership_change", Long.class))
                        .as("numbers given")
                        .isLessThanOrEqualTo(jdbc.queryForObject(
                                "select seq from sqlite_sequence where name = 'membership_change'", Long.class));
                return null;
            });
            everybodyWrites(database);
        }
    }

    private void everybodyWrites(StateDatabase database) throws Exception {
        var changes = new Changes(database);
        var writers = Executors.newCachedThreadPool();
        try {
            var outcomes = IntStream.range(0, 40)
                    .mapToObj(Samples::id)
                    .map(id -> Samples.outcome(Change.addition(id), Outcome.Result.APPLIED))
                    .toList();
            var all = IntStream.range(0, 7)
                    .<Runnable>mapToObj(writer -> () -> Samples.record(
                            changes, StateProcess.run(outcomes.size()), Samples.mapping("pilot"), outcomes))
                    .map(writers::submit)
                    .toList();
            for (var one : all) {
                one.get();
            }
        } finally {
            writers.shutdownNow();
        }
    }
}
