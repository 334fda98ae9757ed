package io.collectionsync.faults;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.JsonNode;
import io.collectionsync.sandbox.Sandbox;
import io.collectionsync.testkit.LogLines;
import io.collectionsync.testkit.Scene;
import io.collectionsync.testkit.SiteTrouble;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A site database that is alive and yet gives no answer: deadlocks, killed sessions, statements that block, slow views.
 * A mapping reads again within the run or fails, the others go on, nothing is removed, and the log says it once.
 */
class SiteTroubleIT {

    private static Sandbox sandbox;

    @TempDir
    private Path home;

    private Scene scene;
    private Scene.Pair hindered;
    private Scene.Pair other;
    private final LogLines log = new LogLines();

    @BeforeAll
    static void startSandbox() {
        sandbox = Scene.sandbox(400);
        SiteTrouble.install(sandbox);
    }

    @AfterAll
    static void stopSandbox() {
        sandbox.close();
    }

    @BeforeEach
    void start() {
        scene = new Scene(sandbox, home);
        hindered = scene.mapping("hindered", 0, 40);
        other = scene.mapping("other", 50, 40);
        for (var pair : List.of(hindered, other)) {
            var members = Scene.objects(pair.first(30));
            members.addAll(Scene.objects(scene.joined(100, 1)));
            pair.group.setMembers(members);
        }
    }

    @AfterEach
    void stop() {
        SiteTrouble.none();
        log.close();
        scene.close();
    }

    @Test
    void aDeadlockVictimReadsEverythingAgainWithinTheRun() {
        var leaving = hindered.first(1);
        SiteTrouble.of(hindered.collection, first(2, reader -> {
            hindered.leave(leaving);
            throw deadlock();
        }));

        var run = scene.apply();

        assertThat(status(run, "hindered")).isEqualTo("Success");
        assertThat(hindered.group.members())
                .isEqualTo(hindered.objects())
                .doesNotContainAnyElementsOf(Scene.objects(leaving));
        assertThat(log.from(Level.WARN)).isEmpty();
        assertThat(log.from(Level.INFO))
                .filteredOn(
                        line -> line.startsWith("collections read again: ") && line.contains(" mapping=\"hindered\""))
                .hasSize(2);
    }

    @Test
    void aDeadlockEachTimeFailsItsMappingAndNoOther() {
        SiteTrouble.of(hindered.collection, reader -> {
            throw deadlock();
        });

        assertHinderedFailsAlone("Site database: the read was a deadlock victim; the next run reads again (1205");
    }

    @Test
    void aKilledSessionIsReplacedWithinTheRun() {
        SiteTrouble.of(hindered.collection, first(1, SiteTroubleIT::kill));

        var run = scene.apply();

        assertThat(status(run, "hindered")).isEqualTo("Success");
        assertThat(hindered.group.members()).isEqualTo(hindered.objects());
    }

    @Test
    void aLockThatIsGivenUpIsWaitedForAgainAndThenFailsItsMapping() {
        SiteTrouble.of(hindered.collection, reader -> {
            throw new SQLException("Lock request time out period exceeded.", "S0051", 1222);
        });

        assertHinderedFailsAlone("Site database: the read waited too long for a lock; the next run reads again (1222");
    }

    @Test
    void aStatementThatHoldsTheTableFailsWhoeverReadsItUntilItIsGone() throws Exception {
        var before = hindered.group.members();
        var ddl = CompletableFuture.runAsync(() ->
                sandbox.site().execute("ALTER TABLE dbo.sandbox_member ADD CONSTRAINT held CHECK (dbo.hold() = 0)"));
        assertThat(SiteTrouble.HELD.await(20, TimeUnit.SECONDS)).isTrue();

        var run = scene.apply();

        assertThat(mapping(run, "hindered").path("error").asText())
                .startsWith("Site database: the read waited too long");
        assertThat(hindered.group.members()).isEqualTo(before);
        SiteTrouble.RELEASED.countDown();
        ddl.get();
        sandbox.site().execute("ALTER TABLE dbo.sandbox_member DROP CONSTRAINT held");
        assertThat(status(scene.apply(), "hindered")).isEqualTo("Success");
        assertThat(hindered.group.members()).isEqualTo(hindered.objects());
    }

    @Test
    void aSlowViewIsCutShortAndTheOthersGoOn() {
        scene.live.set("configmgr.query-timeout = 1s", "configmgr.socket-timeout = 2s");
        var silence = new CountDownLatch(1);
        SiteTrouble.of(hindered.collection, reader -> SiteTrouble.await(silence));

        // the embedded database calls silence a lost connection; SQL Server's driver: SqlServerSilenceTest
        assertHinderedFailsAlone("Site database: no connection, or it was lost");
        silence.countDown();
    }

    private void assertHinderedFailsAlone(String line) {
        var before = hindered.group.members();

        var run = scene.apply();

        assertThat(status(run, "hindered")).isEqualTo("Failed");
        assertThat(mapping(run, "hindered").path("error").asText()).startsWith(line);
        assertThat(hindered.group.members()).isEqualTo(before);
        assertThat(status(run, "other")).isEqualTo("Success");
        assertThat(other.group.members()).isEqualTo(other.objects());
        assertThat(log.from(Level.WARN)).singleElement().asString().contains("mapping=\"hindered\"", line);
        SiteTrouble.none();
        assertThat(status(scene.apply(), "hindered")).isEqualTo("Success");
        assertThat(hindered.group.members()).isEqualTo(hindered.objects());
    }

    /** @return a step that is taken the first times only */
    private static SiteTrouble.Step first(int times, SiteTrouble.Step step) {
        var left = new AtomicInteger(times);
        return reader -> {
            if (left.getAndDecrement() > 0) {
                step.go(reader);
            }
        };
    }

    private static SQLException deadlock() {
        return new SQLException(
                "Transaction (Process ID 52) was deadlocked on lock resources with another process and"
                        + " has been chosen as the deadlock victim.",
                "40001",
                1205);
    }

    private static void kill(Connection reader) throws SQLException {
        try (var statement = reader.createStatement();
                var row = statement.executeQuery("SELECT SESSION_ID()")) {
            row.next();
            sandbox.site().execute("CALL ABORT_SESSION(" + row.getInt(1) + ")");
        }
    }

    private static String status(Scene.Result run, String name) {
        return mapping(run, name).path("status").asText();
    }

    private static JsonNode mapping(Scene.Result run, String name) {
        for (var mapping : run.json().path("mappings")) {
            if (mapping.path("name").asText().equals(name)) {
                return mapping;
            }
        }
        throw new AssertionError(run.out());
    }
}
