package io.collectionsync.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.collectionsync.membership.MappingReport;
import io.collectionsync.membership.RunReport;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.membership.Status;
import io.collectionsync.sandbox.GroupKind;
import io.collectionsync.sandbox.Sandbox;
import io.collectionsync.sandbox.SandboxGroup;
import io.collectionsync.sandbox.SandboxOptions;
import io.collectionsync.testkit.FaultyLine;
import io.collectionsync.testkit.LiveRuntime;
import io.collectionsync.testkit.LogLines;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A site database that fails in the middle: mappings fail, nothing is removed, and the next run is right by itself. */
class SiteOutageIT {

    @TempDir
    private Path home;

    private LiveRuntime live;
    private Sandbox sandbox;
    private FaultyLine line;
    private SandboxGroup large;
    private final LogLines log = new LogLines();

    @BeforeEach
    void start() throws IOException {
        live = new LiveRuntime(SandboxOptions.defaults().withDevices(2_000).withQuota(false), home);
        sandbox = live.sandbox;
        var url = sandbox.site().url();
        int server = Integer.parseInt(url.replaceFirst(".*127\\.0\\.0\\.1:(\\d+)/.*", "$1"));
        line = new FaultyLine(server);
        large = mapping("large", "PS100010");
        mapping("small", "PS100012");
        live.set(
                "configmgr.url = " + url.replace(":" + server + "/", ":" + line.port() + "/"),
                "configmgr.login-timeout = 1s",
                "configmgr.query-timeout = 1s",
                "configmgr.socket-timeout = 2s");
        live.engine();
    }

    private SandboxGroup mapping(String name, String collection) {
        var group = sandbox.tenant("contoso").createGroup("outage-" + UUID.randomUUID(), GroupKind.SECURITY);
        var members =
                sandbox.expectedMembers("contoso", List.of(collection)).stream().toList();
        group.setMembers(members.subList(5, members.size()));
        live.map("name: %s, tenant: contoso, group: %s, collections: [%s]".formatted(name, group.id(), collection));
        return group;
    }

    @AfterEach
    void stop() throws IOException {
        log.close();
        live.stop();
        line.close();
        live.close();
    }

    @Test
    void aConnectionThatIsLostInMidStreamIsAnErrorAndNeverAnEndOfData() {
        int before = large.members().size();
        line.cutEvery(60_000);

        var report = run("large");

        assertThat(mapping(report, "large").status()).isEqualTo(Status.FAILED);
        assertThat(mapping(report, "large").error()).startsWith("Site database: no connection, or it was lost");
        assertThat(large.members()).hasSize(before);
        assertThat(log.from(Level.ERROR)).hasSize(1);
        line.cutAfter(Long.MAX_VALUE);
        assertThat(mapping(run("large"), "large").status()).isEqualTo(Status.SUCCESS);
        assertThat(large.members()).isEqualTo(sandbox.expectedMembers("contoso", List.of("PS100010")));
    }

    @Test
    void aConnectionThatIsLostOnceIsReplacedWithinTheRun() {
        line.cutAfter(60_000);

        assertThat(mapping(run("large"), "large").status()).isEqualTo(Status.SUCCESS);
        assertThat(large.members()).isEqualTo(sandbox.expectedMembers("contoso", List.of("PS100010")));
        assertThat(log.from(Level.ERROR)).isEmpty();
    }

    @Test
    void aServerThatRestartsFailsItsMappingsOnceEachAndThePoolComesBack() {
        run("small");
        line.down();
        log.clear();

        var report = run();

        assertThat(report.mappings()).allSatisfy(mapping -> {
            assertThat(mapping.status()).isEqualTo(Status.FAILED);
            assertThat(mapping.error()).startsWith("Site database: ").contains("configmgr.url");
        });
        assertThat(log.from(Level.WARN)).hasSize(2);
        line.up();
        await().atMost(Duration.ofSeconds(25))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> run().status() == Status.SUCCESS);
        assertThat(large.members()).isEqualTo(sandbox.expectedMembers("contoso", List.of("PS100010")));
    }

    @Test
    void aFrozenServerIsCutInTimeAndTheOtherSideIsUntouched() {
        run("small");
        line.freeze();
        int before = large.members().size();
        long start = System.nanoTime();

        var report = run("large");

        assertThat(mapping(report, "large").status()).isEqualTo(Status.FAILED);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
        assertThat(large.members()).hasSize(before);
        line.thaw();
        await().atMost(Duration.ofSeconds(25))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> run("large").status() == Status.SUCCESS);
    }

    @Test
    void aSessionThatWasKilledWhileIdleIsNotNoticedByTheNextRun() {
        run("small");
        line.cut();

        assertThat(run().status()).isEqualTo(Status.SUCCESS);
    }

    private RunReport run(String... names) {
        return live.run(RunRequest.Mode.APPLY, names);
    }

    private static MappingReport mapping(RunReport report, String name) {
        return report.mappings().stream()
                .filter(row -> row.mapping().name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
