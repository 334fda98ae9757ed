package io.collectionsync.logging;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.membership.RunRequest;
import io.collectionsync.sandbox.SandboxOptions;
import io.collectionsync.testkit.LiveRuntime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an administrator gets to see who adds a log step to a route, or switches Camel's tracing on. */
class RouteLogIT {

    private static final String RUN = "\\d{8}T\\d{6}Z-[0-9a-f]{4}";

    @Test
    void a_log_step_is_seen_on_standard_error_under_the_id_of_its_route(@TempDir Path home) {
        try (var live = new LiveRuntime(SandboxOptions.defaults().withDevices(200), home)) {
            live.edit("routes/reconcile.camel.yaml", RouteLogIT::withLogStep);

            assertThat(standardErrorOf(() -> live.run(RunRequest.Mode.PLAN, "pilot-ring")))
                    .containsPattern("(?m)^\\S+Z INFO  reconcile - reading both sides of pilot-ring run=" + RUN + "$");
        }
    }

    @Test
    void tracing_shows_each_step_of_each_route_and_no_token(@TempDir Path home) {
        var options = SandboxOptions.defaults().withDevices(200);
        try (var live = new LiveRuntime(options, home, "camel.main.tracing = true")) {
            assertThat(standardErrorOf(() -> live.run(RunRequest.Mode.PLAN, "pilot-ring")))
                    .containsPattern("(?m)^\\S+Z INFO  \\S+ - ---> \\[reconcile +] \\[from\\[direct:reconcile] +]")
                    .containsPattern("(?m)^\\S+Z INFO  \\S+ - +\\[graph-attemp] \\[to\\[https://graph")
                    .doesNotContain("Bearer ");
        }
    }

    /** The step of the manual, as the first one of the route. */
    private static String withLogStep(String route) {
        return route.replaceFirst(
                "(?m)^( +)steps:\n( +)- ", "$1steps:\n$2" + Matcher.quoteReplacement(stepOfTheManual()) + "\n$2- ");
    }

    private static String stepOfTheManual() {
        try (var lines = Files.lines(Path.of("src/docs/operations.md"))) {
            return lines.filter(line -> line.startsWith("- log: ")).findFirst().orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String standardErrorOf(Runnable work) {
        var before = System.err;
        var seen = new ByteArrayOutputStream();
        System.setErr(new PrintStream(seen, true, StandardCharsets.UTF_8));
        try {
            work.run();
        } finally {
            System.setErr(before);
        }
        return seen.toString(StandardCharsets.UTF_8);
    }
}
