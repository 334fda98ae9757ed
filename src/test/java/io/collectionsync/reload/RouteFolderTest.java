package io.collectionsync.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.management.ManagementFactory;
import java.time.Instant;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/** Edits of small routes that take effect, and the end of it. */
class RouteFolderTest extends EditedRoutes {

    @Test
    void aGoodEditTakesEffect() {
        assertThat(home.send("run")).isEqualTo("one");
        var before = Instant.now();

        home.replace("inner.camel.yaml", "one", "two");

        Home.soon(() -> assertThat(home.send("run")).isEqualTo("two"));
        Home.soon(() -> assertThat(home.routes.getReloads()).isEqualTo(1));
        assertThat(Instant.parse(home.routes.getLastReload())).isBetween(before, Instant.now());
        assertThat(home.routes.getFault()).isNull();
        assertThat(home.errors()).isEmpty();
    }

    @Test
    void theEntranceItselfCanBeEditedAndAnOldProducerFindsTheNewOne() {
        home.send("run");

        home.edit(
                "run.camel.yaml",
                text -> text
                        + """
                    - transform:
                        expression:
                          simple:
                            expression: "${body} and more"
            """);

        Home.soon(() -> assertThat(home.send("run")).isEqualTo("one and more"));
    }

    @Test
    void severalFilesAreOneEdit() {
        home.replace("run.camel.yaml", "name: inner", "name: other");
        home.save("other.camel.yaml", SmallRoutes.ANSWER.formatted("other", "three"));
        home.delete("inner.camel.yaml");

        Home.soon(() -> assertThat(home.send("run")).isEqualTo("three"));
        Home.soon(() -> assertThat(home.live.getRoute("inner")).isNull());
        Home.soon(() -> assertThat(home.routes.getFault()).isNull());
    }

    @Test
    void aNewFileIsStartedAndADeletedOneEnds() {
        home.save("extra.camel.yaml", SmallRoutes.ANSWER.formatted("extra", "more"));
        Home.soon(() -> assertThat(home.live.getRoute("extra")).isNotNull());
        Home.soon(() -> assertThat(home.send("extra")).isEqualTo("more"));

        home.delete("extra.camel.yaml");
        Home.soon(() -> assertThat(home.live.getRoute("extra")).isNull());
        Home.soon(() -> assertThat(home.routes.getReloads()).isEqualTo(2));
    }

    @Test
    void newErrorHandlingHoldsForEveryRouteAndTheOldIsGone() {
        assertThat(home.send("failing")).isEqualTo("handled one");

        home.replace("error-handling.camel.yaml", "handled one", "handled two");
        Home.soon(() -> assertThat(home.send("failing")).isEqualTo("handled two"));

        home.edit("error-handling.camel.yaml", text -> text.replace("java.lang.Exception", "java.io.IOException"));
        Home.soon(() -> assertThat(home.routes.getReloads()).isEqualTo(2));
        assertThat(catchThrowable(() -> home.send("failing"))).hasRootCauseInstanceOf(IllegalStateException.class);
        assertThat(home.send("run")).isEqualTo("one");
    }

    @Test
    void anEditedQueryTakesEffect() {
        assertThat(home.send("members")).isEqualTo("1");

        home.replace("sql/members.sql", "SELECT 1", "SELECT 2");

        Home.soon(() -> assertThat(home.send("members")).isEqualTo("2"));
    }

    @Test
    void theStateIsShownOverJmx() throws Exception {
        var name = new ObjectName("io.collectionsync:type=Routes");
        var server = ManagementFactory.getPlatformMBeanServer();
        server.registerMBean(home.routes, name);
        try {
            assertThat(server.getAttribute(name, "Fault")).isNull();
            assertThat(server.getAttribute(name, "LastReload")).isNull();
            home.replace("inner.camel.yaml", "one", "two");
            Home.soon(() -> assertThat(server.getAttribute(name, "Reloads")).isEqualTo(1L));
            assertThat(Instant.parse((String) server.getAttribute(name, "LastReload")))
                    .isBefore(Instant.now());
            assertThat(server.getAttribute(name, "Pending")).isEqualTo(false);
        } finally {
            server.unregisterMBean(name);
        }
    }

    @Test
    void theEndIsCleanAndLeavesNoThread() {
        home.replace("inner.camel.yaml", "one", "two");
        Home.soon(() -> assertThat(home.routes.getReloads()).isEqualTo(1));

        home.routes.close();
        home.routes.close();

        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.contains("route-folder") || name.contains("rehearsal"));
        home.replace("inner.camel.yaml", "two", "three");
        assertThat(home.send("run")).isEqualTo("two");
    }
}
