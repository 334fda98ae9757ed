package io.collectionsync.state;

import io.collectionsync.state.db.StateConnection;
import io.collectionsync.state.db.StateDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/** The databases that the suite runs on, each opened once for all tests and emptied before each. */
public enum TestDatabase {
    SQLITE,
    POSTGRESQL;

    private static final List<String> TABLES = List.of(
            "sync_run",
            "mapping_state",
            "membership_change",
            "dead_letter",
            "group_lease",
            "remembered_member",
            "known_device",
            "shown_plan",
            "plan_approval",
            "tenant_guard",
            "tenant_removal",
            "applied_member",
            "pause",
            "known_name",
            "drift",
            "notice",
            "known_mapping",
            "group_size",
            "tenant_throttle");

    private StateConnection settings;
    private StateDatabase database;
    private final TurnedClock clock = new TurnedClock();

    public synchronized StateConnection settings() {
        try {
            if (settings == null) {
                settings = this == SQLITE ? StateConnection.embedded(temporaryFolder()) : Postgres.settings("postgres");
            }
            return settings;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** @return the database, open and empty, on {@link #clock()}; its heart beats when a test says so */
    public synchronized StateDatabase emptied() {
        if (database == null) {
            database = StateDatabase.open(settings(), clock, Duration.ofDays(1));
        }
        database.write(jdbc -> TABLES.stream()
                .mapToInt(table -> jdbc.update("delete from " + table))
                .sum());
        return database;
    }

    /** @return the same as it stands */
    public synchronized StateDatabase opened() {
        return database;
    }

    public TurnedClock clock() {
        return clock;
    }

    static Path temporaryFolder() throws IOException {
        var folder = Files.createTempDirectory("collection-sync");
        folder.toFile().deleteOnExit();
        return folder.resolve("a home").resolve("data");
    }

    /** One server a JVM; needs user namespaces when run as root. */
    public static final class Postgres {

        private static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "off")
                        .start();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        public static StateConnection settings(String database) {
            return new StateConnection(
                    SERVER.getJdbcUrl("postgres", database).replaceFirst("\\?.*", ""), "postgres", "postgres");
        }

        /** @return the server, which from now on believes this login nothing but its password */
        public static StateConnection askingForPasswordOf(String login) throws Exception {
            try (var connection = SERVER.getPostgresDatabase().getConnection();
                    var statement = connection.createStatement();
                    var file = statement.executeQuery("show hba_file")) {
                file.next();
                var rules = Path.of(file.getString(1));
                Files.writeString(
                        rules, "host all " + login + " 127.0.0.1/32 scram-sha-256\n" + Files.readString(rules));
                statement.execute("select pg_reload_conf()");
            }
            return settings("postgres");
        }

        public static StateConnection created(String database) throws Exception {
            try (var connection = SERVER.getPostgresDatabase().getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("create database " + database);
            }
            return settings(database);
        }
    }

    /** A clock that stands until it is turned. */
    public static final class TurnedClock extends Clock {

        private volatile Instant now = Instant.parse("2026-11-23T10:15:30Z");

        public void turn(Duration forward) {
            now = now.plus(forward);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
