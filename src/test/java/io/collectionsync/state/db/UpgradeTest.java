package io.collectionsync.state.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.state.Runs;
import io.collectionsync.state.Samples;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A newer program on the data of an older one. */
class UpgradeTest {

    @TempDir
    private Path folder;

    @Test
    void theDatabaseOfTheFirstVersionIsMigratedAndKeepsItsRuns() {
        var settings = StateConnection.embedded(folder);
        Flyway.configure()
                .dataSource(settings.url(), settings.username(), settings.password())
                .locations("classpath:db/migration")
                .table("collection_sync_schema")
                .target("1")
                .placeholders(Dialect.SQLITE.types())
                .load()
                .migrate();
        execute(
                settings,
                "insert into sync_run (run_id, run_mode, asked_by, status, started, ended, heartbeat,"
                        + " owner_id, owner_machine, owner_process, mappings, mappings_failed, mappings_held, changes_done,"
                        + " dead_lettered) values ('20250101T000000Z-0001', 'APPLY', 'schedule', 'Success', 1,"
                        + " 2, 2, 'a', 'b', 1, 1, 0, 0, 7, 0)");

        try (var database = StateDatabase.openEmbedded(folder)) {
            assertThat(new Runs(database).of("20250101T000000Z-0001")).isPresent();
            assertThat(Samples.last(new Runs(database)))
                    .hasValueSatisfying(
                            run -> assertThat(run.counts().changesDone()).isEqualTo(7));
        }
    }

    private static void execute(StateConnection settings, String statement) {
        try (var connection = DriverManager.getConnection(settings.url(), settings.username(), settings.password());
                var sql = connection.createStatement()) {
            sql.execute(statement);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
