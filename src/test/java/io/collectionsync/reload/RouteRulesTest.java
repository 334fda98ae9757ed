package io.collectionsync.reload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of a routes folder, on texts alone. */
class RouteRulesTest {

    private static final Set<String> BEANS = Set.of("pause");

    private final TreeMap<String, String> routes = new TreeMap<>();
    private final TreeMap<String, String> queries = new TreeMap<>();

    @BeforeEach
    void everythingThatTheProgramNeeds() {
        for (var route : NeededRoute.values()) {
            save(route.id(), SmallRoutes.text(route));
        }
        save("inner", SmallRoutes.ANSWER.formatted("inner", "one"));
        save("error-handling", SmallRoutes.ERRORS);
    }

    @Test
    void a_sound_folder_breaks_no_rule() {
        assertThat(faults()).isEmpty();
    }

    @Test
    void a_missing_needed_route_is_told_for_each() {
        for (var route : NeededRoute.values()) {
            routes.remove(route.id() + RouteFiles.ENDING);
        }

        for (var route : NeededRoute.values()) {
            assertThat(faults()).anyMatch(line -> line.startsWith(route.id() + ".camel.yaml: the program needs this"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_needed_route_cannot_bear_another_name(NeededRoute route) {
        save("other", routes.remove(route.id() + RouteFiles.ENDING).replace(route.id(), "other"));

        assertThat(faults()).anyMatch(line -> line.startsWith(route.id() + ".camel.yaml: the program needs this"));
    }

    @ParameterizedTest
    @EnumSource
    void a_needed_route_cannot_be_switched_off(NeededRoute route) {
        option(route, "autoStartup: false");

        assertThat(faults())
                .isNotEmpty()
                .allMatch(line -> line.startsWith(route.id() + ".camel.yaml line 3: ") && line.contains("start"));
    }

    @ParameterizedTest
    @EnumSource
    void no_route_may_depend_on_a_precondition(NeededRoute route) {
        option(route, "precondition: false");

        assertThat(faults())
                .singleElement()
                .asString()
                .startsWith(route.id() + ".camel.yaml line 3: ")
                .contains("precondition");
    }

    @ParameterizedTest
    @EnumSource(names = {"SCHEDULE", "REPLAY", "NOTIFY"})
    void a_route_that_a_clock_starts_cannot_become_one_that_is_called(NeededRoute route) {
        save(route.id(), SmallRoutes.ANSWER.formatted(route.id(), "never"));

        assertThat(faults())
                .anyMatch(line -> line.contains(route.id() + ".camel.yaml line 4: ") && line.contains("by a clock"));
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"SCHEDULE", "REPLAY", "NOTIFY"})
    void a_route_that_java_calls_cannot_become_one_that_a_clock_starts(NeededRoute route) {
        save(route.id(), SmallRoutes.TICK.replace("tick", route.id()));

        assertThat(faults())
                .anyMatch(line -> line.contains(route.id() + ".camel.yaml line 5: ") && line.contains(route.uri()));
    }

    @ParameterizedTest
    @EnumSource(names = {"SCHEDULE", "REPLAY"})
    void a_schedule_must_still_start_runs(NeededRoute route) {
        replace(route.id(), "name: run", "name: inner");
        assertThat(faults()).singleElement().asString().contains(route.id() + ".camel.yaml: ", "to call direct:run");

        replace("inner", "- setBody:", "- to: direct:run\n        - setBody:");
        assertThat(faults()).isEmpty();
    }

    @Test
    void a_folder_without_error_handling_is_told() {
        routes.remove("error-handling.camel.yaml");

        assertThat(faults()).singleElement().asString().startsWith("error-handling.camel.yaml: ");
    }

    @Test
    void error_handling_that_handles_nothing_is_told() {
        save("error-handling", "- routeConfiguration:\n    description: Nothing.\n");

        assertThat(faults()).singleElement().asString().contains("line 1: ", "no onException");
    }

    @Test
    void the_one_configuration_bears_no_id_so_that_it_holds_for_every_route() {
        replace("error-handling", "    description:", "    id: mine\n    description:");
        replace("inner", "    from:", "    routeConfigurationId: mine\n    from:");

        assertThat(faults())
                .satisfiesExactly(
                        named -> assertThat(named).contains("error-handling.camel.yaml line 2: ", "leave the id out"),
                        naming ->
                                assertThat(naming).contains("inner.camel.yaml line 4: ", "names a routeConfiguration"));
    }

    @Test
    void a_file_holds_one_route_of_its_name_with_a_description() {
        save("inner", SmallRoutes.ANSWER.formatted("other", "one").replaceAll("\n.*description.*", ""));

        assertThat(faults())
                .satisfiesExactly(
                        id -> assertThat(id).contains("the route's id is other, not the file's name inner"),
                        direct -> assertThat(direct).contains("consumes direct:other"),
                        description -> assertThat(description).contains("no description"));
    }

    @ParameterizedTest
    @CsvSource({
        "onException, exception: [java.lang.Throwable]",
        "errorHandler, noErrorHandler: {}",
        "interceptSendToEndpoint, uri: direct:inner",
        "beans, '[{name: pause, type: java.lang.Object}]'",
        "routeConfiguration, description: Mine."
    })
    void beside_its_route_a_file_holds_nothing(String kind, String value) {
        routes.merge(
                "run.camel.yaml",
                "- %s: %s\n".formatted(kind, value.startsWith("[") ? value : "{" + value + "}"),
                String::concat);

        assertThat(faults()).singleElement().asString().startsWith("run.camel.yaml line 16: holds a " + kind);
    }

    @Test
    void a_second_route_is_told() {
        save("inner", SmallRoutes.ANSWER.formatted("inner", "one") + SmallRoutes.ANSWER.formatted("other", "two"));

        assertThat(faults()).anyMatch(line -> line.equals("inner.camel.yaml line 13: holds more than its one route"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# a note\n", "[]", "- from: {uri: direct}"})
    void a_file_without_a_route_is_told(String text) {
        save("extra", text);

        assertThat(faults())
                .singleElement()
                .asString()
                .startsWith("extra.camel.yaml")
                .contains("holds");
    }

    @Test
    void what_is_no_yaml_is_told_with_its_line_and_nothing_that_follows_from_it() {
        save("run", "- route:\n    id: [\n");

        assertThat(faults())
                .singleElement()
                .asString()
                .startsWith("run.camel.yaml line ")
                .contains("is not YAML");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- to: direct:nobody",
                "- to: {uri: \"direct:nobody\"}",
                "- to: {uri: \"direct://nobody?timeout=1\"}",
                "- to: {uri: direct, parameters: {name: nobody}}",
                "- toD: {uri: direct, parameters: {name: nobody}}",
                "- wireTap: {uri: direct, parameters: {name: nobody}}",
                "- enrich: {expression: {constant: {expression: \"direct:nobody\"}}}",
                "- to: {uri: direct, parameters: {name: \"{{nobody}}\"}}",
                "- to: direct:schedule"
            })
    void every_direct_call_has_both_ends(String step) {
        addStep(step);

        assertThat(faults())
                .singleElement()
                .asString()
                .startsWith("inner.camel.yaml line 9: no route of the folder consumes direct:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- toD: {uri: \"direct:${header.next}\"}",
                "- log: {message: \"direct:nobody\"}",
                "- log: {message: \"group ${body.name} (${body.id}) - ${body}\"}",
                "- bean: {ref: pause, method: \"plan(${exchangeProperty.run}, ${body})\"}",
                "- setBody: {expression: {simple: {expression: \"${bean:pause?method=line(${exception})}\"}}}"
            })
    void what_harms_nobody_is_allowed(String step) {
        addStep(step);

        assertThat(faults()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${bean:pause?method=plan(${body})}",
                "${exchangeProperty.run.plan(${body})}",
                "${exchangeProperty.run.plan(${exchangeProperty.desired}, 1)}",
                "${exchangeProperty.run.plan({{key}}, ${body.members})}",
                "a ${variable.run.plan(${variable.desired})} b"
            })
    void no_expression_hands_the_body_over_in_brackets(String expression) {
        addStep("- setBody: {expression: {simple: {expression: \"%s\"}}}".formatted(expression));

        assertThat(faults())
                .singleElement()
                .asString()
                .startsWith("inner.camel.yaml line 9: ${")
                .contains("bean:");
    }

    @Test
    void a_bean_of_an_expression_must_be_there() {
        addStep("- log: {message: \"${bean:nobody?method=x}\"}");

        assertThat(faults()).containsExactly("inner.camel.yaml line 9: there is no bean nobody");
    }

    @Test
    void only_what_its_caller_repeats_whole_leaves_its_errors_to_it() {
        save("collection-members", SmallRoutes.ANSWER.formatted("collection-members", "x"));
        replace("inner", "    from:", "    errorHandler: {noErrorHandler: {}}\n    from:");

        assertThat(faults())
                .satisfiesExactly(
                        own -> assertThat(own).contains("collection-members.camel.yaml line 1: ", "noErrorHandler"),
                        foreign -> assertThat(foreign).contains("inner.camel.yaml line 4: only graph-attempt"));
    }

    @Test
    void an_action_is_a_step_that_is_proved_when_it_is_loaded() {
        addStep("- script: {expression: {simple: {expression: \"${exchangeProperty.lane.close}\"}}}");

        assertThat(faults()).singleElement().asString().contains("inner.camel.yaml line 9: a script", "'bean:' step");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            0 | SELECT 1
            0 | -- :#none%nSELECT 1
            1 | SELECT 1 WHERE a = :#a
            2 | SELECT 1 WHERE a = :#${body.a}%n  OR b = :#b
            3 | SELECT # , :#a, :#a
            """)
    void a_query_says_how_many_parameters_it_has(int count, String statement) {
        queries.put("x.sql", statement.formatted());
        var step = "- to: {uri: sql, parameters: {query: \"file:{{home.folder}}/routes/sql/x.sql\"%s}}";

        addStep(step.formatted(", parametersCount: " + count));
        assertThat(faults()).isEmpty();

        replace("inner", "parametersCount: " + count, "parametersCount: " + (count + 1));
        assertThat(faults())
                .containsExactly("inner.camel.yaml line 9: parametersCount must be " + count
                        + ", as many as its statement has, and is " + (count + 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- to: \"sql:SELECT 1 WHERE a = :#a\"",
                "- to: {uri: \"sql:SELECT 1 WHERE a = :#a\"}",
                "- to: {uri: sql, parameters: {query: \"SELECT 1 WHERE a = :#a\"}}",
                "- to: \"sql:file:routes/sql/x.sql?dataSource=#siteDatabase\""
            })
    void without_a_count_of_parameters_each_read_would_ask_for_it(String step) {
        queries.put("x.sql", "SELECT 1 WHERE a = :#a");
        addStep(step);

        assertThat(faults()).singleElement().asString().contains("parametersCount must be 1");
    }

    @Test
    void a_query_of_a_list_cannot_say_how_many_parameters_it_has() {
        addStep("- to: {uri: sql, parameters: {query: \"SELECT 1 WHERE a IN (:#in:ids)\"}}");

        assertThat(faults()).isEmpty();
    }

    @Test
    void a_query_without_a_statement_is_told() {
        queries.put("x.sql", "-- SELECT 1\n");

        assertThat(faults()).containsExactly("sql/x.sql: holds no statement");
    }

    private List<String> faults() {
        return RouteRules.faults(new RouteFiles(routes, queries), EnumSet.allOf(NeededRoute.class), BEANS::contains)
                .stream()
                .map(Fault::toString)
                .toList();
    }

    private void save(String route, String text) {
        routes.put(route + RouteFiles.ENDING, text);
    }

    private void replace(String route, String old, String fresh) {
        var before = routes.get(route + RouteFiles.ENDING);
        assertThat(before).contains(old);
        save(route, before.replace(old, fresh));
    }

    private void option(NeededRoute route, String option) {
        var text = SmallRoutes.text(route).replaceAll(" +autoStartup:.*\n", "");
        save(route.id(), text.replaceFirst("( +)description: ", "$1" + option + "\n$1description: "));
    }

    /** As the first step of the route {@code inner}. */
    private void addStep(String step) {
        replace("inner", "- setBody:", step + "\n        - setBody:");
    }
}
