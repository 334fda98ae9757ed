package io.collectionsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.sandbox.Sandbox;
import io.collectionsync.sandbox.SandboxOptions;
import io.collectionsync.settings.Configuration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command check on a site database that is no help at all. */
class SiteCheckTest {

    @TempDir
    private Path home;
    private Sandbox sandbox;

    @BeforeEach
    void startSandbox() {
        sandbox = Sandbox.start(SandboxOptions.defaults().withDevices(200));
        sandbox.writeHome(home, Path.of("routes"));
    }

    @AfterEach
    void stopSandbox() {
        sandbox.close();
    }

    @Test
    void aServerThatDoesNotAnswerIsGivenUpInTime() throws IOException {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            replace(sandbox.site().url(), "jdbc:sqlserver://127.0.0.1:" + silent.getLocalPort() + ";databaseName=CM_PS1");
            long start = System.nanoTime();

            assertThat(faults()).singleElement().asString().startsWith("site database: Site database: ");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
        }
    }

    private List<Check.Finding> check() {
        return Check.all(Configuration.load(home, Map.of()), Map.of());
    }

    private List<String> faults() {
        return check().stream().filter(finding -> !finding.isOk()).map(finding -> finding.subject() + ": " + finding.line())
                .toList();
    }

    private void replace(String text, String other) {
        try {
            var file = home.resolve("config/application.properties");
            Files.writeString(file, Files.readString(file).replace(text, other));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
