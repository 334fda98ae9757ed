package io.collectionsync.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.ObjectName;
import org.apache.camel.Endpoint;
import org.apache.camel.component.mock.MockComponent;
import org.apache.camel.support.DefaultComponent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Edits of small routes: what takes effect, what is refused, and when. */
class RouteFolderTest {

    @TempDir
    private Path folder;
    private Home home;
    private final Pause pause = new Pause();

    @BeforeEach
    void start() {
        home = SmallRoutes.in(folder, pause).start();
    }

    @AfterEach
    void stop() {
        pause.release();
        home.close();
    }

    @Test
    void aGoodEditTakesEffect() {
        assertThat(home.send("run")).isEqualTo("one");
        var before = Instant.now();

        home.replace("inner.camel.yaml", "one", "two");

        Home.soon(() -> assertThat(home.send("run")).isEqualTo("two"));
        Home.soon(() -> assertThat(home.routes.reloads()).isEqualTo(1));
        assertThat(home.routes.lastReload()).isBetween(before, Instant.now());
        assertThat(home.routes.fault()).isNull();
        assertThat(home.errors()).isEmpty();
    }

    @Test
    void theEntranceItselfCanBeEditedAndAnOldProducerFindsTheNewOne() {
        home.send("run");

        home.edit("run.camel.yaml", text -> text + """
                    - transform:
                        expression:
                          simple:
                            expression: "${body} and more"
            """);

        Home.soon(() -> assertThat(home.send("run")).isEqualTo("one and more"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            unknown EIP              | inner   | setBody:           | setBodi:              | 9  | setBodi
            unknown option of a step | run     | method: here       | methode: here         | 11 | methode
            YAML syntax              | inner   | constant:          | constant: [           | 13 | expected
            unknown endpoint option  | members | outputType         | outputTip             | 20 | outputTip
            value of an option       | members | SelectOne          | SelectNone            | 20 | SelectNone
            missing placeholder      | members | {{home.folder}}    | {{home.foldr}}        | 18 | [home.foldr]
            missing bean             | run     | ref: pause         | ref: paus             | 10 | paus
            missing method           | run     | method: here       | method: there         | 11 | there
            missing data source      | members | #siteDatabase      | #siteDatabaze         | 19 | siteDatabaze
            missing strategy         | members | #latest            | #latst                | 13 | latst
            missing query file       | members | members.sql        | member.sql            | 18 | member.sql
            unknown component        | failing | uri: direct        | uri: dirct            | 5  | dirct
            class of an exception    | failing | IllegalState       | IllegalStat           | 9  | ThrowException
            bean in an expression    | inner   | expression: one    | expression: ${bean:x} | 12 | no bean x
            another id               | inner   | id: inner          | id: outer             | 1  | not the file's name
            no description           | inner   | description:       | note:                 | 1  | no description
            dead end                 | run     | name: inner        | name: iner            | 12 | direct:iner
            consumer taken           | members | name: members      | name: inner           | 5  | direct:inner
            """)
    void aBrokenEditIsRefusedWithFileLineAndReason(
            String kind, String route, String old, String fresh, int line, String reason) {
        var file = route + ".camel.yaml";
        var good = home.read(file);

        home.replace(file, old, fresh);

        Home.soon(() -> assertThat(home.routes.fault()).contains(file + " line " + line + ": ").contains(reason));
        assertThat(home.send("run")).isEqualTo("one");
        assertThat(home.send("members")).isEqualTo("1");
        assertThat(home.live.getRoutes()).hasSize(4);

        home.save(file, good.replace("description: ", "description: Now "));

        Home.soon(() -> assertThat(home.routes.reloads()).isEqualTo(1));
        assertThat(home.routes.fault()).isNull();
        assertThat(home.send("run")).isEqualTo("one");
        assertThat(home.errors()).singleElement().asString().contains(file).contains(reason);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            named error handling     | error-handling | description:       | id: mine%n    description: | 2 | leave the id out
            error handler of its own | inner          | description:       | errorHandler:%n      noErrorHandler: {}%n    description: | 3 | only graph-attempt
            named configuration      | inner          | description:       | routeConfigurationId: mine%n    description: | 3 | names a routeConfiguration
            """)
    void losingTheErrorHandlingIsRefused(
            String kind, String route, String old, String fresh, int line, String reason) {
        home.replace(route + ".camel.yaml", old, fresh.formatted());

        Home.soon(() -> assertThat(home.routes.fault()).contains(route + ".camel.yaml line " + line + ": ").contains(reason));
        assertThat(home.send("failing")).isEqualTo("handled one");
    }

    @Test
    void severalFilesAreOneEdit() {
        home.replace("run.camel.yaml", "name: inner", "name: other");
        home.save("other.camel.yaml", SmallRoutes.ANSWER.formatted("other", "three"));
        home.delete("inner.camel.yaml");

        Home.soon(() -> assertThat(home.send("run")).isEqualTo("three"));
        Home.soon(() -> assertThat(home.live.getRoute("inner")).isNull());
        Home.soon(() -> assertThat(home.routes.fault()).isNull());
    }

    @Test
    void everyFaultOfTheFolderIsToldAtOnce() {
        home.replace("inner.camel.yaml", "setBody:", "setBodi:");
        home.replace("failing.camel.yaml", "throwException:", "throw:");

        Home.soon(() -> assertThat(home.routes.fault()).contains("inner.camel.yaml line 9: ", "failing.camel.yaml line 9: "));
    }

    @Test
    void aGoodFileBesideABrokenOneWaitsForItsRepair() {
        home.replace("failing.camel.yaml", "throwException:", "throw:");
        Home.soon(() -> assertThat(home.routes.fault()).contains("failing.camel.yaml"));

        home.replace("inner.camel.yaml", "one", "two");
        untilSeenTwice();
        assertThat(home.send("run")).isEqualTo("one");

        home.replace("failing.camel.yaml", "throw:", "throwException:");
        Home.soon(() -> assertThat(home.send("run")).isEqualTo("two"));
    }

    @Test
    void aNewFileIsStartedAndADeletedOneEnds() {
        home.save("extra.camel.yaml", SmallRoutes.ANSWER.formatted("extra", "more"));
        Home.soon(() -> assertThat(home.live.getRoute("extra")).isNotNull());
        Home.soon(() -> assertThat(home.send("extra")).isEqualTo("more"));

        home.delete("extra.camel.yaml");
        Home.soon(() -> assertThat(home.live.getRoute("extra")).isNull());
        Home.soon(() -> assertThat(home.routes.reloads()).isEqualTo(2));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            run            | run.camel.yaml: the program needs this route
            inner          | run.camel.yaml line 12: no route of the folder consumes direct:inner
            error-handling | no file holds a routeConfiguration
            """)
    void aNeededFileCannotBeDeleted(String route, String reason) {
        home.delete(route + ".camel.yaml");

        Home.soon(() -> assertThat(home.routes.fault()).contains(reason));
        assertThat(home.send("run")).isEqualTo("one");
        assertThat(home.send("failing")).isEqualTo("handled one");
    }

    @Test
    void anUnreadableFolderChangesNothing() throws IOException {
        Files.move(folder.resolve("routes"), folder.resolve("elsewhere"));
        Home.soon(() -> assertThat(home.routes.fault()).contains("cannot be read"));
        assertThat(home.send("run")).isEqualTo("one");

        Files.move(folder.resolve("elsewhere"), folder.resolve("routes"));
        Home.soon(() -> assertThat(home.routes.fault()).isNull());
        assertThat(home.routes.reloads()).isZero();
    }

    @Test
    void newErrorHandlingHoldsForEveryRouteAndTheOldIsGone() {
        assertThat(home.send("failing")).isEqualTo("handled one");

        home.replace("error-handling.camel.yaml", "handled one", "handled two");
        Home.soon(() -> assertThat(home.send("failing")).isEqualTo("handled two"));

        home.edit("error-handling.camel.yaml", text ->
                text.replace("java.lang.Exception", "java.io.IOException"));
        Home.soon(() -> assertThat(home.routes.reloads()).isEqualTo(2));
        assertThat(catchThrowable(() -> home.send("failing")))
                .hasRootCauseInstanceOf(IllegalStateException.class);
        assertThat(home.send("run")).isEqualTo("one");
    }

    @Test
    void anEditedQueryTakesEffect() {
        assertThat(home.send("members")).isEqualTo("1");

        home.replace("sql/members.sql", "SELECT 1", "SELECT 2");

        Home.soon(() -> assertThat(home.send("members")).isEqualTo("2"));
    }

    @Test
    void aQueryFileWithoutStatementIsRefused() {
        home.replace("sql/members.sql", "SELECT 1", "-- SELECT 1");

        Home.soon(() -> assertThat(home.routes.fault()).contains("sql/members.sql: holds no statement"));
        assertThat(home.send("members")).isEqualTo("1");
    }

    @Test
    void aHalfWrittenFileIsNotTakenUp() throws IOException {
        var text = SmallRoutes.ANSWER.formatted("inner", "two");
        var file = folder.resolve("routes/inner.camel.yaml");
        for (int end = 0; end < text.length(); end += 7) {
            Files.writeString(file, text.substring(0, end));
            assertThat(home.send("run")).isEqualTo("one");
        }
        Files.writeString(file, text);

        Home.soon(() -> assertThat(home.send("run")).isEqualTo("two"));
        assertThat(home.live.getRoutes()).hasSize(4);
    }

    @Test
    void anEditDuringARunWaitsForItsEnd() throws Exception {
        pause.hold();
        var run = CompletableFuture.supplyAsync(() -> home.send("run"));
        pause.awaitGuest();

        home.replace("inner.camel.yaml", "one", "two");
        Home.soon(() -> assertThat(home.routes.isPending()).isTrue());
        untilSeenTwice();
        assertThat(home.routes.reloads()).isZero();
        assertThat(home.send("inner")).isEqualTo("one");

        pause.release();
        assertThat(run.get()).isEqualTo("one");
        Home.soon(() -> assertThat(home.send("run")).isEqualTo("two"));
        Home.soon(() -> assertThat(home.routes.isPending()).isFalse());
        assertThat(home.log.list).filteredOn(event -> event.getFormattedMessage().contains("waits")).hasSize(1);
    }

    @Test
    void noRunIsLostOrMixedWhileEditsGoIn() throws Exception {
        var runs = new AtomicInteger();
        var on = new AtomicBoolean(true);
        var caller = CompletableFuture.runAsync(() -> {
            while (on.get()) {
                assertThat(home.send("run")).isIn("one", "two");
                runs.incrementAndGet();
            }
        });
        home.replace("inner.camel.yaml", "one", "two");
        Home.soon(() -> assertThat(home.routes.reloads()).isEqualTo(1));
        home.edit("error-handling.camel.yaml", text -> text.replace("handled one", "handled two"));
        Home.soon(() -> assertThat(home.routes.reloads()).isEqualTo(2));
        on.set(false);
        caller.get();
        assertThat(runs).hasPositiveValue();
        assertThat(home.send("run")).isEqualTo("two");
    }

    @Test
    void anEditTakenBackIsForgotten() {
        pause.hold();
        var run = CompletableFuture.supplyAsync(() -> home.send("run"));
        pause.awaitGuest();
        home.replace("inner.camel.yaml", "one", "two");
        Home.soon(() -> assertThat(home.routes.isPending()).isTrue());

        home.replace("inner.camel.yaml", "two", "one");
        Home.soon(() -> assertThat(home.routes.isPending()).isFalse());

        pause.release();
        run.join();
        untilSeenTwice();
        assertThat(home.routes.reloads()).isZero();
    }

    @Test
    void anEditThatFailsOnItsWayInIsPutBack() {
        // the rehearsal cannot know: it is lent the other one
        home.live.addComponent("once", new OnlyHere());
        home.bind("once", new AnyWhere());

        home.edit("inner.camel.yaml", text -> text.replace("one", "two") + """
                    - to:
                        uri: once:x
            """);

        Home.soon(() -> assertThat(home.routes.fault()).contains("could not be put in"));
        assertThat(home.send("run")).isEqualTo("one");
        assertThat(home.errors()).anyMatch(line -> line.contains("put back"));
        assertThat(home.routes.reloads()).isZero();
    }

    @Test
    void theStateIsShownOverJmx() throws Exception {
        var name = new ObjectName("io.collectionsync:type=Routes");
        var server = ManagementFactory.getPlatformMBeanServer();
        server.registerMBean(new Routes(home.routes), name);
        try {
            assertThat(server.getAttribute(name, "Fault")).isNull();
            assertThat(server.getAttribute(name, "LastReload")).isNull();
            home.replace("inner.camel.yaml", "one", "two");
            Home.soon(() -> assertThat(server.getAttribute(name, "Reloads")).isEqualTo(1L));
            assertThat(Instant.parse((String) server.getAttribute(name, "LastReload"))).isBefore(Instant.now());
            assertThat(server.getAttribute(name, "Pending")).isEqualTo(false);
        } finally {
            server.unregisterMBean(name);
        }
    }

    @Test
    void theEndIsCleanAndLeavesNoThread() {
        home.replace("inner.camel.yaml", "one", "two");
        Home.soon(() -> assertThat(home.routes.reloads()).isEqualTo(1));

        home.routes.close();
        home.routes.close();

        assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
                .noneMatch(name -> name.contains("route-folder") || name.contains("rehearsal"));
        home.replace("inner.camel.yaml", "two", "three");
        assertThat(home.send("run")).isEqualTo("two");
    }

    private void untilSeenTwice() {
        await().pollDelay(Duration.ofMillis(300)).until(() -> true);
    }

    /** A component whose endpoints cannot be made. */
    private static final class OnlyHere extends DefaultComponent {
        @Override
        protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
            throw new IllegalStateException("not here");
        }
    }

    /** A component whose endpoints can. */
    public static final class AnyWhere extends MockComponent {
    }
}
