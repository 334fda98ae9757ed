package io.collectionsync.reload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.component.mock.MockComponent;
import org.apache.camel.support.DefaultComponent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Edits of small routes that are refused with file, line and reason, while the routes as they were go on. */
class RefusedRouteEditTest extends EditedRoutes {

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
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

        Home.soon(() -> assertThat(home.routes.getFault())
                .contains(file + " line " + line + ": ")
                .contains(reason));
        assertThat(home.send("run")).isEqualTo("one");
        assertThat(home.send("members")).isEqualTo("1");
        assertThat(home.live.getRoutes()).hasSize(4);

        home.save(file, good.replace("description: ", "description: Now "));

        Home.soon(() -> assertThat(home.routes.getReloads()).isEqualTo(1));
        assertThat(home.routes.getFault()).isNull();
        assertThat(home.send("run")).isEqualTo("one");
        assertThat(home.errors()).singleElement().asString().contains(file).contains(reason);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            named error handling     | error-handling | description:       | id: mine%n    description: | 2 | leave the id out
            error handler of its own | inner          | description:       | errorHandler:%n      noErrorHandler: {}%n    description: | 3 | only graph-attempt
            named configuration      | inner          | description:       | routeConfigurationId: mine%n    description: | 3 | names a routeConfiguration
            """)
    void losingTheErrorHandlingIsRefused(String kind, String route, String old, String fresh, int line, String reason) {
        home.replace(route + ".camel.yaml", old, fresh.formatted());

        Home.soon(() -> assertThat(home.routes.getFault())
                .contains(route + ".camel.yaml line " + line + ": ")
                .contains(reason));
        assertThat(home.send("failing")).isEqualTo("handled one");
    }

    @Test
    void everyFaultOfTheFolderIsToldAtOnce() {
        home.replace("inner.camel.yaml", "setBody:", "setBodi:");
        home.replace("failing.camel.yaml", "throwException:", "throw:");

        Home.soon(() -> assertThat(home.routes.getFault())
                .contains("inner.camel.yaml line 9: ", "failing.camel.yaml line 9: "));
    }

    @Test
    void aGoodFileBesideABrokenOneWaitsForItsRepair() {
        home.replace("failing.camel.yaml", "throwException:", "throw:");
        Home.soon(() -> assertThat(home.routes.getFault()).contains("failing.camel.yaml"));

        home.replace("inner.camel.yaml", "one", "two");
        untilSeenTwice();
        assertThat(home.send("run")).isEqualTo("one");

        home.replace("failing.camel.yaml", "throw:", "throwException:");
        Home.soon(() -> assertThat(home.send("run")).isEqualTo("two"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            run            | run.camel.yaml: the program needs this route
            inner          | run.camel.yaml line 12: no route of the folder consumes direct:inner
            error-handling | no file holds a routeConfiguration
            """)
    void aNeededFileCannotBeDeleted(String route, String reason) {
        home.delete(route + ".camel.yaml");

        Home.soon(() -> assertThat(home.routes.getFault()).contains(reason));
        assertThat(home.send("run")).isEqualTo("one");
        assertThat(home.send("failing")).isEqualTo("handled one");
    }

    @Test
    void anUnreadableFolderChangesNothing() throws IOException {
        Files.move(folder.resolve("routes"), folder.resolve("elsewhere"));
        Home.soon(() -> assertThat(home.routes.getFault()).contains("cannot be read"));
        assertThat(home.send("run")).isEqualTo("one");

        Files.move(folder.resolve("elsewhere"), folder.resolve("routes"));
        Home.soon(() -> assertThat(home.routes.getFault()).isNull());
        assertThat(home.routes.getReloads()).isZero();
    }

    @Test
    void aQueryFileWithoutStatementIsRefused() {
        home.replace("sql/members.sql", "SELECT 1", "-- SELECT 1");

        Home.soon(() -> assertThat(home.routes.getFault()).contains("sql/members.sql: holds no statement"));
        assertThat(home.send("members")).isEqualTo("1");
    }

    @Test
    void anEditThatFailsOnItsWayInIsPutBack() {
        // the rehearsal cannot know: it is lent the other one
        home.live.addComponent("once", new OnlyHere());
        home.bind("once", new AnyWhere());

        home.edit(
                "inner.camel.yaml",
                text -> text.replace("one", "two")
                        + """
                    - to:
                        uri: once:x
            """);

        Home.soon(() -> assertThat(home.routes.getFault()).contains("could not be put in"));
        assertThat(home.send("run")).isEqualTo("one");
        assertThat(home.errors()).anyMatch(line -> line.contains("put back"));
        assertThat(home.routes.getReloads()).isZero();
    }

    /** A component whose endpoints cannot be made. */
    private static final class OnlyHere extends DefaultComponent {
        @Override
        protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
            throw new IllegalStateException("not here");
        }
    }

    /** A component whose endpoints can. */
    public static final class AnyWhere extends MockComponent {}
}
