package io.collectionsync.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.collectionsync.membership.Failure;
import io.collectionsync.membership.RunReport;
import io.collectionsync.membership.Status;
import io.collectionsync.sandbox.Fault;
import io.collectionsync.sandbox.FaultKind;
import io.collectionsync.sandbox.SandboxOptions;
import io.collectionsync.testkit.LiveRuntime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever the runtime waits for, it ends as soon as it is told to. */
class StopIT {

    /** A third of the time after which the routes would be ended by force. */
    private static final Duration AT_ONCE = Duration.ofSeconds(7);

    @TempDir
    private Path home;

    @ParameterizedTest(name = "{0}")
    @CsvSource({"a login, POST, .*/oauth2/v2.0/token", "a look for the login, GET, .*/openid-configuration"})
    void aRuntimeThatWaitsForAnswersOfItsLoginEndsAtOnce(String what, String method, String path) {
        try (var live = new LiveRuntime(SandboxOptions.defaults().withDevices(200), home)) {
            var target = live.target(21, 80);
            live.engine();
            var silence = live.sandbox
                    .graph()
                    .faults()
                    .inject(Fault.of(FaultKind.HANG_BEFORE).on(method, path).lasting(Duration.ofMinutes(1)));
            var run = CompletableFuture.supplyAsync(() -> live.apply(target));
            await().until(() -> silence.met() > 0);

            long begin = System.nanoTime();
            live.stop();

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(AT_ONCE);
            assertThat(run)
                    .succeedsWithin(AT_ONCE)
                    .extracting(RunReport::mappings)
                    .asInstanceOf(InstanceOfAssertFactories.LIST)
                    .singleElement()
                    .hasFieldOrPropertyWithValue("status", Status.FAILED)
                    .hasFieldOrPropertyWithValue("failure", Failure.of(Failure.Kind.STOPPED));
            live.sandbox.graph().faults().clear();
        }
    }
}
