package io.collectionsync.state.db;

import java.util.Arrays;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;

/** Brings the tables to this version. */
final class Schema {

    private static final int ATTEMPTS = 3;

    private Schema() {}

    /**
     * @throws StateUnavailable if a newer version has migrated the database, or a migration fails
     */
    static void migrate(StateConnection settings, Dialect dialect, DataSource source, WriteTurn turn) {
        var flyway = Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/migration")
                .table("collection_sync_schema")
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .placeholders(dialect.types())
                .load();
        for (int attempt = 1; ; attempt++) {
            try {
                migrate(settings, flyway, turn);
                return;
            } catch (FlywayException failed) {
                // another process that creates the same schema at the same moment may come first
                if (attempt == ATTEMPTS) {
                    throw StateDatabase.unavailable(settings, failed);
                }
            }
        }
    }

    private static void migrate(StateConnection settings, Flyway flyway, WriteTurn turn) {
        var info = flyway.info();
        refuseNewer(settings, info);
        if (info.pending().length > 0
                || Arrays.stream(info.all()).anyMatch(one -> one.getState().isFailed())) {
            turn.take();
            try {
                flyway.migrate();
            } finally {
                turn.giveBack();
            }
        }
    }

    private static void refuseNewer(StateConnection settings, MigrationInfoService info) {
        Arrays.stream(info.applied())
                .filter(Schema::isUnknownHere)
                .reduce((first, last) -> last)
                .ifPresent(newest -> {
                    throw new StateUnavailable(
                            "State database " + settings.safeUrl() + ": a newer version of Collection Sync "
                                    + "has migrated it to schema " + newest.getVersion() + "; start that version");
                });
    }

    private static boolean isUnknownHere(MigrationInfo one) {
        return one.getState().name().startsWith("FUTURE");
    }
}
