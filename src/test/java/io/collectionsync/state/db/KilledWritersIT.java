package io.collectionsync.state.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.collectionsync.membership.Change;
import io.collectionsync.membership.Outcome;
import io.collectionsync.state.Changes;
import io.collectionsync.state.Samples;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
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

    /** The first serves the database to the second. */
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
            database.inTransaction(sql -> {
                var torn = sql.list(
                        "select run_id, count(*) from membership_change group by run_id",
                        (row, at) -> row.getString(1).endsWith("-" + row.getInt(2))
                                ? null
                                : row.getInt(2) + " of " + row.getString(1));
                assertThat(torn.stream().filter(Objects::nonNull))
                        .as("transactions that are there in part")
                        .isEmpty();
                long changes = sql.count("select count(*) from membership_change where message is null");
                assertThat(sql.count("select count(*) from membership_change where run_id >= ''"))
                        .isEqualTo(changes);
                assertThat(sql.count("select count(*) from membership_change where object_id >= ?", new UUID(0, 0)))
                        .isEqualTo(changes);
                assertThat(sql.count("select count(*) from membership_change where changed >= ?", Instant.EPOCH))
                        .isEqualTo(changes);
                assertThat(sql.count("select max(change_id) from membership_change"))
                        .as("numbers given")
                        .isLessThan(sql.count("select identity_base from information_schema.columns "
                                + "where column_name = 'CHANGE_ID' and table_schema = 'PUBLIC'"));
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
                    .<Runnable>mapToObj(writer ->
                            () -> changes.add(StateProcess.run(outcomes.size()), Samples.mapping("pilot"), outcomes))
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
