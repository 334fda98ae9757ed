package io.collectionsync.removals;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.sandbox.Sandbox;
import io.collectionsync.testkit.Scene;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A rule of src/docs/removals.md is proved from the command line to the group's membership, on a sandbox of its own. */
abstract class RemovalRules {

    static final int DONE = 0;
    static final int ERROR = 1;
    static final int HELD = 3;
    static Sandbox sandbox;

    Scene scene;

    @BeforeAll
    static void startSandbox() {
        sandbox = Scene.sandbox(400);
    }

    @AfterAll
    static void stopSandbox() {
        sandbox.close();
    }

    @BeforeEach
    void open(@TempDir Path home) {
        scene = new Scene(sandbox, home);
    }

    @AfterEach
    void close() {
        scene.close();
    }

    static void assertHeld(Scene.Result result, int removals, String... reasons) {
        assertThat(result.status()).as(result.out()).isEqualTo("Held");
        assertThat(result.reasons()).containsExactly(reasons);
        assertThat(result.held()).isEqualTo(removals);
        assertThat(result.exit()).isEqualTo(HELD);
    }

    static void assertFailed(Scene.Result result, String words) {
        assertThat(result.status()).as(result.out()).isEqualTo("Failed");
        assertThat(result.mapping().path("error").asText()).contains(words);
        assertThat(result.exit()).isEqualTo(ERROR);
    }

    static void assertDone(Scene.Result result) {
        assertThat(result.status()).as(result.out()).isEqualTo("Success");
        assertThat(result.exit()).isEqualTo(DONE);
    }
}
