package io.collectionsync.removals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.collectionsync.sandbox.Fault;
import io.collectionsync.sandbox.FaultKind;
import io.collectionsync.sandbox.Sandbox;
import io.collectionsync.testkit.ChildRuntime;
import io.collectionsync.testkit.Scene;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
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

    /** A process of its own releases a plan, and is killed when its first removals are about to be made. */
    final void killWhileApproved(String hash) throws IOException, InterruptedException {
        scene.live.stop();
        var sent = Fault.of(FaultKind.HANG_BEFORE)
                .on("POST", "/.batch")
                .withPart("DELETE")
                .lasting(Duration.ofMinutes(5));
        sandbox.graph().faults().inject(sent);
        var child = ChildRuntime.start(scene.live.home, "child", "apply", "--approve", hash);
        try {
            await().atMost(60, TimeUnit.SECONDS).until(() -> sent.met() > 0 || !child.isAlive());
            assertThat(child.isAlive()).isTrue();
        } finally {
            child.destroyForcibly().waitFor();
            sandbox.graph().faults().clear();
        }
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
