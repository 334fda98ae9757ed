package io.collectionsync.state.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.collectionsync.state.MappingStates;
import io.collectionsync.state.Runs;
import io.collectionsync.state.Samples;
import io.collectionsync.state.TestDatabase;
import io.collectionsync.state.deadletter.DeadLetterPolicy;
import io.collectionsync.state.deadletter.DeadLetters;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class StateDatabaseTest {

    @TempDir
    Path folder;

    @Test
    void settingsNeverShowAPassword() {
        var settings = new StateConnection(
                "jdbc:sqlserver://db:1433;databaseName=cs;password={a;b};encrypt=true", "me", "hunter2");
        assertThat(settings.toString())
                .doesNotContain("hunter2")
                .doesNotContain("a;b")
                .contains("jdbc:sqlserver://db:1433;databaseName=cs;password=***;encrypt=true");
        assertThat(new StateConnection("jdbc:postgresql://me:hunter2@db/cs?sslpassword=hunter2&ssl=true", null, null)
                        .safeUrl())
                .isEqualTo("jdbc:postgresql://me:***@db/cs?sslpassword=***&ssl=true");
    }

    @Test
    void anUnknownKindOfDatabaseIsRefused() {
        assertThatThrownBy(() -> StateDatabase.open(new StateConnection("jdbc:oracle:thin:@db", "me", "pw")))
                .isInstanceOf(StateUnavailable.class)
                .hasMessageContaining("jdbc:postgresql:");
    }

    @Test
    void aRefusedPortIsOneLineAtOnce() {
        assertUnavailable("jdbc:postgresql://127.0.0.1:1/cs", "postgresql://127.0.0.1:1/cs");
        assertUnavailable("jdbc:sqlserver://127.0.0.1:1;databaseName=cs", "sqlserver://127.0.0.1:1");
    }

    @Test
    void aServerThatSaysNothingIsGivenUpInTime() throws IOException {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            assertUnavailable(
                    "jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/cs?loginTimeout=2", "postgresql");
        }
    }

    @Test
    void aWrongPasswordIsOneLineWithoutIt() throws Exception {
        assertUnavailable(
                TestDatabase.Postgres.askingForPasswordOf("me").url(),
                "password authentication failed for user \"me\"");
    }

    private static void assertUnavailable(String url, String word) {
        var begun = Instant.now();
        assertThatThrownBy(() -> StateDatabase.open(new StateConnection(url, "me", "hunter2")))
                .isInstanceOf(StateUnavailable.class)
                .hasMessageContaining(word)
                .hasMessageStartingWith("State database jdbc:")
                .hasMessageNotContaining("hunter2")
                .hasMessageNotContaining("\n");
        assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(12));
    }

    @Test
    void aDatabaseOfANewerVersionIsRefused() throws Exception {
        try (var database = StateDatabase.openEmbedded(folder)) {
            database.write(jdbc -> jdbc.update("insert into \"collection_sync_schema\" (\"installed_rank\", "
                    + "\"version\", \"description\", \"type\", \"script\", \"installed_by\", \"execution_time\", \"success\") "
                    + "values (99, '99', 'later', 'SQL', 'V99__later.sql', 'sa', 1, true)"));
        }
        assertThatThrownBy(() -> StateDatabase.openEmbedded(folder))
                .isInstanceOf(StateUnavailable.class)
                .hasMessageContaining("newer version")
                .hasMessageContaining("schema 99")
                .hasMessageNotContaining("\n");
    }

    @Test
    void aDatabaseThatHoldsOtherTablesIsUsedAsWell() throws Exception {
        var settings = TestDatabase.Postgres.created("shared");
        try (var connection = DriverManager.getConnection(settings.url(), settings.username(), settings.password());
                var statement = connection.createStatement()) {
            statement.execute("create table somebody_elses (id integer)");
        }
        try (var database = StateDatabase.open(settings)) {
            assertThat(new Runs(database).count()).isZero();
        }
    }

    @Test
    void processesThatStartTogetherAgreeOnTheSchema() throws Exception {
        openTogether(TestDatabase.Postgres.created("together"));
        openTogether(StateConnection.embedded(folder.resolve("together")));
    }

    private static void openTogether(StateConnection settings) throws Exception {
        var threads = Executors.newFixedThreadPool(3);
        try {
            Callable<Long> opens = () -> {
                try (var database = StateDatabase.open(settings)) {
                    return new Runs(database).count();
                }
            };
            for (var count : threads.invokeAll(List.of(opens, opens, opens))) {
                assertThat(count.get()).isZero();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aClosedDatabaseIsUnavailableAndNeverEmpty() {
        var database = StateDatabase.openEmbedded(folder);
        database.close();
        assertThatThrownBy(() -> Samples.last(new Runs(database))).isInstanceOf(StateUnavailable.class);
        assertThatThrownBy(() -> new DeadLetters(database, DeadLetterPolicy.DEFAULT).waiting(Samples.id(1)))
                .isInstanceOf(StateUnavailable.class);
        assertThatThrownBy(() -> new MappingStates(database).everDesired(Samples.id(1)))
                .isInstanceOf(StateUnavailable.class);
    }

    @Test
    void connectionsThatTheServerDropsAreReplaced() throws Exception {
        var settings = TestDatabase.Postgres.created("dropped");
        try (var database = StateDatabase.open(settings)) {
            var runs = new Runs(database);
            runs.begin(Samples.request(), List.of());
            try (var connection = DriverManager.getConnection(
                            TestDatabase.POSTGRESQL.settings().url(), "postgres", "postgres");
                    var statement = connection.createStatement()) {
                statement.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = 'dropped'");
            }
            assertThat(runs.count()).isEqualTo(1);
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theDataFolderIsTheOwnersOnly() throws Exception {
        var data = folder.resolve("a home").resolve("data");
        StateDatabase.openEmbedded(data).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                .isEqualTo("rwx------");
        try (var database = StateDatabase.openEmbedded(data);
                var files = Files.list(data)) {
            new Runs(database).begin(Samples.request(), List.of());
            assertThat(files.toList())
                    .extracting(file -> file.getFileName() + " "
                            + PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .containsExactlyInAnyOrder(
                            "state.db rw-------", "state.db-wal rw-------", "state.db-shm rw-------");
        }
    }
}
