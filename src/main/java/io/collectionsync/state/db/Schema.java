package io.collectionsync.state.db;

import java.time.Duration;
import java.util.Arrays;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;

/** Brings the tables to this version. */
final class Schema {

    /** Of processes that create the same schema at the same moment one comes first, and the others find it. */
    private static final RetryTemplate RETRY = new RetryTemplate(RetryPolicy.builder()
            .includes(FlywayException.class)
            .maxRetries(5)
            .delay(Duration.ofMillis(100))
            .jitter(Duration.ofMillis(50))
            .build());

    private Schema() {}

    /** @throws StateUnavailable if a newer version has migrated the database, or a migration fails */
    static void migrate(StateConnection connection, Dialect dialect, DataSource source) {
        var flyway = Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/migration")
                .table("collection_sync_schema")
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .placeholders(dialect.types())
                .load();
        try {
            RETRY.invoke(() -> migrate(connection, flyway));
        } catch (FlywayException failed) {
            throw connection.unavailable(failed);
        }
    }

    private static void migrate(StateConnection connection, Flyway flyway) {
        var info = flyway.info();
        refuseNewer(connection, info);
        if (info.pending().length > 0
                || Arrays.stream(info.all()).anyMatch(one -> one.getState().isFailed())) {
            flyway.migrate();
        }
    }

    private static void refuseNewer(StateConnection connection, MigrationInfoService info) {
        Arrays.stream(info.applied())
                .filter(Schema::isUnknownHere)
                .reduce((first, last) -> last)
                .ifPresent(newest -> {
                    throw connection.unavailable("a newer version of Collection Sync has migrated it to schema "
                            + newest.getVersion() + "; start that version");
                });
    }

    private static boolean isUnknownHere(MigrationInfo one) {
        return one.getState().name().startsWith("FUTURE");
    }
}
