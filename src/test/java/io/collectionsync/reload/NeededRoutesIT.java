package io.collectionsync.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.collectionsync.graph.read.GroupSearch;
import io.collectionsync.runtime.EngineFault;
import io.collectionsync.sandbox.SandboxOptions;
import io.collectionsync.settings.Configuration;
import io.collectionsync.state.StateAccess;
import io.collectionsync.testkit.LiveRuntime;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the program needs of the shipped routes, at its start and while it runs. */
class NeededRoutesIT {

    private static final Duration SECONDS = Duration.ofSeconds(20);

    @TempDir
    private static Path home;

    private static LiveRuntime live;

    private Path file;
    private String text;

    @BeforeAll
    static void start() {
        live = new LiveRuntime(SandboxOptions.defaults().withDevices(200), home)
                .asService()
                .set("schedule.cron = 0/1 * * * * ?", "dead-letters.cron = 0/1 * * * * ?");
    }

    @AfterAll
    static void stop() {
        live.close();
    }

    @AfterEach
    void putBack() throws IOException {
        live.stop();
        Files.writeString(file, text);
    }

    static Stream<String> needed() {
        return Stream.concat(Stream.of(NeededRoute.values()).map(NeededRoute::id), Stream.of("error-handling"));
    }

    @ParameterizedTest
    @MethodSource("needed")
    void a_start_without_it_is_refused(String route) throws IOException {
        delete(route);

        assertThatThrownBy(live::engine)
                .isInstanceOf(EngineFault.class)
                .hasMessageContainingAll(
                        home.resolve("routes").toString(), route + ".camel.yaml: ", "gone", "not taken away");
    }

    @Test
    void a_refused_start_begins_no_run() throws IOException {
        var runs = runs();
        delete("explain");

        assertThatThrownBy(live::engine).isInstanceOf(EngineFault.class);

        assertThat(runs()).isEqualTo(runs);
    }

    @Test
    void the_schedule_goes_on_though_its_file_is_deleted() throws IOException {
        var ended = new AtomicInteger();
        live.engine().onFinish(report -> ended.incrementAndGet());
        await().atMost(SECONDS).until(() -> ended.get() > 0);

        delete("schedule");

        await().atMost(SECONDS).untilAsserted(() -> assertThat((String) ManagementFactory.getPlatformMBeanServer()
                        .getAttribute(new ObjectName("io.collectionsync:type=Routes"), "Fault"))
                .contains("schedule.camel.yaml: the program needs this route", "no run starts"));
        int before = ended.get();
        await().atMost(SECONDS).until(() -> ended.get() > before + 1);
    }

    @Test
    void a_question_that_its_route_leaves_open_has_no_answer() throws IOException {
        edit(
                "graph-worker",
                text -> text.replaceFirst("doWhile: true", "doWhile: true\n                        disabled: true"));
        var search = GroupSearch.containing("contoso", "pilot");

        try (var engine = live.another()) {
            assertThatThrownBy(() -> engine.inquire(search)).hasMessageContaining("'graph-worker'");
        }
    }

    private void edit(String route, UnaryOperator<String> change) throws IOException {
        file = home.resolve("routes/" + route + ".camel.yaml");
        text = Files.readString(file);
        var edited = change.apply(text);
        assertThat(edited).isNotEqualTo(text);
        Files.writeString(file, edited);
    }

    private void delete(String route) throws IOException {
        file = home.resolve("routes/" + route + ".camel.yaml");
        text = Files.readString(file);
        Files.delete(file);
    }

    private static long runs() {
        try (var state = StateAccess.open(Configuration.load(home, Map.of()).settings())) {
            return state.runs().count();
        }
    }
}
