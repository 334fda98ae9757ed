package io.collectionsync.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.collectionsync.membership.RunRequest;
import io.collectionsync.membership.Status;
import io.collectionsync.sandbox.SandboxOptions;
import io.collectionsync.testkit.LiveRuntime;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Edits of the shipped routes in a running engine. */
class RouteEditsIT {

    private static final Duration SECONDS = Duration.ofSeconds(20);

    @TempDir
    private Path home;

    private LiveRuntime live;

    @BeforeEach
    void start() {
        live = new LiveRuntime(SandboxOptions.defaults().withDevices(300), home).asService();
        live.engine();
    }

    @AfterEach
    void stop() {
        live.close();
    }

    @Test
    void allRoutesCanBeSavedAtOnceAndTheNextRunGoesThroughThem() throws Exception {
        try (var files = Files.newDirectoryStream(home.resolve("routes"), "*.camel.yaml")) {
            files.forEach(file -> edit(file.getFileName().toString(), text -> "# seen\n" + text));
        }

        await().atMost(SECONDS)
                .untilAsserted(() -> assertThat(routes("Reloads")).isEqualTo(1L));
        assertThat(routes("Fault")).isNull();
        assertThat(status("kiosks")).isEqualTo(Status.SUCCESS);
        assertThat(members("kiosks")).isEqualTo(live.sandbox.expectedMembers("contoso", List.of("PS100013")));
    }

    @Test
    void aBrokenEditIsRefusedWithFileAndReasonAndTheOldRoutesGoOn() {
        edit(
                "graph-attempt.camel.yaml",
                text -> text.replace("throwExceptionOnFailure: false", "throwExceptionOnFailure: maybe"));

        await().atMost(SECONDS).untilAsserted(() -> assertThat((String) routes("Fault"))
                .contains("graph-attempt.camel.yaml line ", "maybe"));
        assertThat(status("kiosks")).isEqualTo(Status.SUCCESS);

        edit("graph-attempt.camel.yaml", text -> text.replace("maybe", "false"));
        await().atMost(SECONDS).untilAsserted(() -> assertThat(routes("Fault")).isNull());
    }

    @Test
    void anEditedQueryReachesTheSiteDatabase() {
        assertThat(status("kiosks")).isEqualTo(Status.SUCCESS);

        edit("sql/collection-members.sql", text -> text.replace("WHERE ", "WHERE 1 = 0 AND "));

        await().atMost(SECONDS)
                .untilAsserted(() -> assertThat(routes("Reloads")).isEqualTo(1L));
        assertThat(status("kiosks")).isEqualTo(Status.HELD);
        assertThat(members("kiosks")).isEqualTo(live.sandbox.expectedMembers("contoso", List.of("PS100013")));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"reconcile, run.camel.yaml", "apply-plan, reconcile.camel.yaml", "graph-attempt, graph-call.camel.yaml"
    })
    void noRouteThatARunReachesCanBeTakenAway(String route, String where) throws IOException {
        Files.delete(home.resolve("routes/" + route + ".camel.yaml"));

        await().atMost(SECONDS)
                .untilAsserted(() -> assertThat((String) routes("Fault")).contains(where, "direct:" + route));
        assertThat(status("kiosks")).isEqualTo(Status.SUCCESS);
    }

    private Status status(String mapping) {
        return live.run(RunRequest.Mode.APPLY, mapping).mappings().get(0).status();
    }

    private Object members(String mapping) {
        return live.sandbox.mappings().stream()
                .filter(one -> one.name().equals(mapping))
                .findFirst()
                .orElseThrow()
                .group()
                .members();
    }

    private static Object routes(String attribute) throws JMException {
        return ManagementFactory.getPlatformMBeanServer()
                .getAttribute(new ObjectName("io.collectionsync:type=Routes"), attribute);
    }

    private void edit(String file, UnaryOperator<String> change) {
        live.edit("routes/" + file, change);
    }
}
