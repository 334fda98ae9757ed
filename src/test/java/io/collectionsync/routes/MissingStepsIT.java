package io.collectionsync.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.collectionsync.membership.Change;
import io.collectionsync.membership.MappingReport;
import io.collectionsync.membership.Outcome;
import io.collectionsync.membership.RunReport;
import io.collectionsync.membership.Status;
import io.collectionsync.runtime.EngineFault;
import io.collectionsync.sandbox.Sandbox;
import io.collectionsync.state.ChangeRow;
import io.collectionsync.state.Changes;
import io.collectionsync.testkit.LiveRuntime;
import io.collectionsync.testkit.LongRun;
import io.collectionsync.testkit.Scene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Each step of the routes that {@code reconcile} reaches is taken out, one at a time. A run then either refuses the
 * routes, fails the mapping with the name of a step, or does all of its work: no Success over a wrong group, no change
 * that the history does not show, nobody removed whom the collection holds.
 */
class MissingStepsIT {

    private static final Path FOLDER = Path.of("routes");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ENDING = ".camel.yaml";

    /** Steps whose loss changes only what is told, or what the next step does by itself. */
    private static final Set<String> TELLING_ALONE = Set.of(
            // headers that the client would leave out, or make by itself
            "graph-attempt: removeHeaders *",
            "graph-attempt: removeHeaders * (2)",
            "graph-attempt: setHeader CamelHttpMethod",
            "graph-attempt: setHeader Content-Type",
            "graph-attempt: setHeader client-request-id",
            // the answer is text for the next step already
            "graph-attempt: convertBodyTo java.lang.String",
            // a clause that had nothing to catch
            "graph-attempt: doCatch",
            "graph-attempt: bean noAnswer",
            "graph-attempt: doCatch (2)",
            "graph-attempt: bean notMade",
            "graph-worker: doCatch",
            "graph-worker: bean failed",
            "graph-worker: bean close",
            // the queries of another kind of collection
            "collection-rows: when collections.users",
            "collection-rows: when collections.byClientKey",
            "collection-rows: to sql collection-users.sql",
            "collection-rows: to sql collection-members-by-client-key.sql");

    private static Sandbox sandbox;
    private static int from = 1;

    @BeforeAll
    static void startSandbox() {
        sandbox = Scene.sandbox(7_000);
    }

    @AfterAll
    static void endSandbox() {
        sandbox.close();
    }

    /** One step of one route file: where it stands, and what it is called. */
    record Step(String route, String name, int number) {

        @Override
        public String toString() {
            return route + ": " + name;
        }
    }

    static Stream<Step> steps() throws IOException {
        var steps = new ArrayList<Step>();
        for (var route : reached("reconcile")) {
            var names = new ArrayList<String>();
            var holders = holders(yaml(route));
            for (int number = 0; number < holders.size(); number++) {
                var name = name(holders.get(number).step());
                names.add(name);
                long count = names.stream().filter(name::equals).count();
                if (!name.startsWith("log")) {
                    steps.add(new Step(route, count == 1 ? name : name + " (" + count + ")", number));
                }
            }
        }
        return steps.stream();
    }

    @Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    @ParameterizedTest(name = "{0}")
    @MethodSource("steps")
    void aStepThatIsLeftOutIsRefusedByNameOrChangesNothing(Step step, @TempDir Path home) throws IOException {
        try (var live = new LiveRuntime(
                sandbox,
                home,
                "graph.retry-delay = 5ms",
                "graph.replica-lag = 1ms",
                "configmgr.query-timeout = 1s",
                "configmgr.socket-timeout = 2s")) {
            var target = live.target(from, from += 60);
            var wanted = target.expected();
            var stranger = live.objects(from + 1, from += 10).get(0);
            var before = wanted.stream().limit(3).collect(Collectors.toSet());
            target.group()
                    .setMembers(
                            Stream.concat(before.stream(), Stream.of(stranger)).toList());
            // additions take long: the collections are read again before the removal
            live.by(new LongRun(() -> target.group().members().containsAll(wanted), () -> {}));
            Files.writeString(home.resolve("routes/" + step.route() + ENDING), without(step));

            RunReport report;
            try {
                report = live.apply(target);
            } catch (EngineFault refused) {
                assertThat(refused).hasMessageContaining(step.route() + ENDING);
                assertThat(target.group().members()).hasSize(4);
                return;
            }

            assertThat(target.group().members())
                    .as("nobody is removed who is wanted")
                    .containsAll(before);
            var outcomes = recorded(live, report);
            assertThat(changed(before, stranger, target.group().members()))
                    .as("what Graph did is in the history, as done or as not answered")
                    .containsAll(outcomes.get(true))
                    .isSubsetOf(Stream.concat(outcomes.get(true).stream(), outcomes.get(false).stream())
                            .toList());
            assertGood(step, report.mappings().get(0), wanted, target.group().members());
        }
    }

    private static void assertGood(Step step, MappingReport mapping, Set<UUID> wanted, Set<UUID> members) {
        if (mapping.status() == Status.SUCCESS) {
            assertThat(members).isEqualTo(wanted);
            assertThat(TELLING_ALONE).contains(step.toString());
        } else {
            assertThat(mapping.error()).contains("The routes leave out the step '");
            assertThat(TELLING_ALONE).doesNotContain(step.toString());
        }
    }

    @Test
    void aStepThatIsListedAsTellingAloneIsOne() throws IOException {
        assertThat(steps().map(Step::toString)).containsAll(TELLING_ALONE).hasSizeGreaterThan(60);
    }

    private static Set<Change> changed(Set<UUID> before, UUID stranger, Set<UUID> members) {
        var changes = new HashSet<Change>();
        members.stream()
                .filter(member -> !before.contains(member) && !member.equals(stranger))
                .map(Change::addition)
                .forEach(changes::add);
        if (!members.contains(stranger)) {
            changes.add(Change.removal(stranger));
        }
        return changes;
    }

    /** @return the changes that the history tells: whether they are told as done, and which */
    private static Map<Boolean, List<Change>> recorded(LiveRuntime live, RunReport report) {
        return new Changes(live.engine().wiring().state)
                .ofRun(report.run().id()).stream()
                        .map(ChangeRow::outcome)
                        .filter(outcome -> outcome.result().isDone() || outcome.result() == Outcome.Result.UNANSWERED)
                        .collect(Collectors.partitioningBy(
                                outcome -> outcome.result().isDone(),
                                Collectors.mapping(Outcome::change, Collectors.toList())));
    }

    /** @return the route and all that it calls, by name */
    private static Set<String> reached(String route) throws IOException {
        var reached = new TreeSet<String>();
        var open = new ArrayDeque<>(List.of(route));
        while (!open.isEmpty()) {
            var next = open.poll();
            if (reached.add(next)) {
                for (var end : yaml(next).findParents("uri")) {
                    if (end.path("uri").asText().equals("direct") && !end.has("steps")) {
                        open.add(end.path("parameters").path("name").asText());
                    }
                }
            }
        }
        return reached;
    }

    /** A step, the list that holds it, and its place there. */
    private record Holder(ArrayNode list, int index) {

        JsonNode step() {
            return list.get(index);
        }
    }

    /** @return every step and every clause, in the order of the file */
    private static List<Holder> holders(JsonNode route) {
        var holders = new ArrayList<Holder>();
        collect(route, holders);
        return holders;
    }

    private static void collect(JsonNode node, List<Holder> holders) {
        node.properties().forEach(field -> {
            if (Set.of("steps", "when", "doCatch").contains(field.getKey())
                    && field.getValue() instanceof ArrayNode list) {
                for (int index = 0; index < list.size(); index++) {
                    holders.add(new Holder(list, index));
                    collect(list.get(index), holders);
                }
            } else {
                collect(field.getValue(), holders);
            }
        });
        if (node.isArray() && node.size() > 0 && node.get(0).has("route")) {
            node.forEach(item -> collect(item, holders));
        }
    }

    private static String without(Step step) throws IOException {
        var route = yaml(step.route());
        var holder = holders(route).get(step.number());
        holder.list().remove(holder.index());
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(route);
    }

    private static String name(JsonNode step) {
        var entry = step.properties().iterator().next();
        var body = entry.getValue();
        return switch (entry.getKey()) {
            case "bean" -> "bean " + body.path("method").asText().replaceFirst("\\(.*", "");
            case "to" -> "to " + body.path("uri").asText() + tail(body.path("parameters"));
            case "setHeader", "setVariable" -> entry.getKey()
                    + ' '
                    + body.path("name").asText();
            case "removeHeaders" -> "removeHeaders " + body.path("pattern").asText();
            case "convertBodyTo" -> "convertBodyTo " + body.path("type").asText();
            case "expression" -> "when "
                    + body.at("/simple/expression").asText().replaceAll(".*reconciliation\\.|}", "");
            case "exception" -> "doCatch";
            default -> entry.getKey();
        };
    }

    private static String tail(JsonNode parameters) {
        String query = parameters.path("query").asText();
        String name = parameters.path("name").asText(query.substring(query.lastIndexOf('/') + 1));
        return name.isEmpty() ? "" : ' ' + name;
    }

    private static JsonNode yaml(String route) throws IOException {
        var text = Files.readString(FOLDER.resolve(route + ENDING));
        return JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(text));
    }
}
