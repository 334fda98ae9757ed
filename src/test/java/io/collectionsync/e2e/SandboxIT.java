package io.collectionsync.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.collectionsync.e2e.Distribution.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The commands that go on until they are stopped, but for the runtime itself. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no SIGTERM")
class SandboxIT {

    private static final Duration LONGEST = Duration.ofSeconds(120);
    private static final Duration END = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private Distribution program(Path home) {
        return Distribution.on(home).with("JAVA_OPTS", "-Djava.io.tmpdir=" + folder);
    }

    private List<Path> homes() throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("collection-sync-"))
                    .toList();
        }
    }

    private static void awaitOut(Running running, String text) {
        await(text).atMost(LONGEST).until(() -> running.out().contains(text) || !running.isAlive());
        assertThat(running.out()).contains(text);
    }

    @Test
    void theSandboxFillsItsGroupsAndTakesItsHomeAwayWhenItIsStopped() throws IOException {
        try (var sandbox = program(null).start("sandbox", "--devices", "200")) {
            awaitOut(sandbox, ": Held in ");
            assertThat(sandbox.out()).contains("finance-laptops: 1 removal is held: first-run: 1 added by hand");
            assertThat(homes()).hasSize(1);

            sandbox.terminate(END).requireExit(0);
        }

        assertThat(homes()).isEmpty();
    }

    @Test
    void theSandboxTakesItsHomeAwayWhenItIsStoppedDuringItsStart() throws IOException {
        try (var sandbox = program(null).start("sandbox", "--devices", "200")) {
            await().atMost(LONGEST).pollInterval(Duration.ofMillis(5)).until(() -> !homes().isEmpty());

            sandbox.terminate(END).requireExit(0);
        }

        assertThat(homes()).isEmpty();
    }

    @Test
    void theServersAloneServeOtherCommandsAndStatusWatches() {
        var home = folder.resolve("home");
        try (var servers = program(home).start("sandbox", "--servers-only", "--devices", "200")) {
            awaitOut(servers, "The sandbox's servers are up.");
            Distribution.on(home).run("apply", "kiosks").requireExit(0);

            try (var status = Distribution.on(home).start("status", "kiosks", "--watch", "1")) {
                await().atMost(LONGEST).until(() -> status.out().split("\\| Mapping ").length > 2);
                assertThat(status.out()).contains("Success");
                assertThat(status.isAlive()).isTrue();
            }
            servers.terminate(END).requireExit(0);
        }
        assertThat(home.resolve("config/mappings.yaml")).exists();
    }
}
