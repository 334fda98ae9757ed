package io.collectionsync.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.collectionsync.reload.NeededRoute;
import io.collectionsync.reload.RouteRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** What holds for every route file, and what Camel itself does not notice. */
class RoutesTest {

    private static final Path FOLDER = Path.of("routes");
    private static final String CONFIGURATION = "error-handling";
    private static final Set<String> BEANS = Set.of(
            "runs",
            "schedule",
            "replay",
            "reconcile",
            "collections",
            "group",
            "changes",
            "work",
            "graph",
            "siteDatabase",
            "siteRows",
            "mappingWorkers",
            "graphWorkers",
            "webhook");
    private static final Set<String> PLACEHOLDERS =
            Set.of("home.folder", "schedule.enabled", "schedule.cron", "dead-letters.cron", "graph.retry-delay");
    private static final int LONGEST = 120;
    private static final int WIDEST = 120;

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^}:]+)(:[^}]*)?}}");
    private static final Pattern BEAN = Pattern.compile("\\$\\{bean:(\\w+)|\\bref: \"?#?(\\w+)|\"#(\\w+)\"");
    private static final Pattern SQL = Pattern.compile("/routes/sql/([\\w.-]+)\"");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonSchema SCHEMA = schema();

    private static JsonSchema schema() {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4)
                .getSchema(CamelContext.class.getResourceAsStream("/schema/camelYamlDsl-canonical.json"));
    }

    static Stream<String> routes() throws IOException {
        return names(FOLDER, ".camel.yaml");
    }

    private static Stream<String> names(Path folder, String end) throws IOException {
        try (var files = Files.list(folder)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(end))
                    .map(name -> name.substring(0, name.length() - end.length()))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void aFileIsCanonicalYaml(String name) throws IOException {
        assertThat(SCHEMA.validate(yaml(name))).isEmpty();
    }

    /** What a live edit is judged by. */
    @Test
    void theFolderBreaksNoRule() throws IOException {
        assertThat(RouteRules.faults(FOLDER, BEANS::contains)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("routes")
    void theDescriptionIsASentence(String name) throws IOException {
        var entry = yaml(name).path(0).path(name.equals(CONFIGURATION) ? "routeConfiguration" : "route");
        assertThat(entry.path("description").asText()).matches("[A-Z].*\\.");
    }

    @ParameterizedTest
    @MethodSource("routes")
    void aFileBeginsWithOneLineForTheReaderAndIsNotLong(String name) throws IOException {
        var lines = Files.readAllLines(file(name));
        assertThat(lines.get(0)).matches("# .*[.?]").matches(line -> line.length() <= LONGEST, "at most 120 wide");
        assertThat(lines.get(1)).startsWith("- ");
        assertThat(lines.size()).isLessThanOrEqualTo(LONGEST);
    }

    /** Only what holds further steps, or would be too wide, takes more. */
    @ParameterizedTest
    @MethodSource("routes")
    void aStepStandsOnOneLine(String name) throws IOException {
        var text = text(name);
        var root =
                new Compose(LoadSettings.builder().build()).composeString(text).orElseThrow();
        assertThat(all(root)
                        .flatMap(RoutesTest::steps)
                        .filter(step -> all(step).flatMap(RoutesTest::steps).count() == 0))
                .isNotEmpty()
                .filteredOn(step -> all(step).anyMatch(RoutesTest::isBlock))
                .extracting(step -> oneLine(step, text))
                .filteredOn(line -> line.length() <= WIDEST)
                .isEmpty();
    }

    private static Stream<Node> all(Node node) {
        var within = node instanceof MappingNode mapping
                ? mapping.getValue().stream().map(NodeTuple::getValueNode)
                : node instanceof SequenceNode list ? list.getValue().stream() : Stream.<Node>empty();
        return Stream.concat(Stream.of(node), within.flatMap(RoutesTest::all));
    }

    /** The values of the steps that stand right in {@code node}, such as those of {@code to}. */
    private static Stream<Node> steps(Node node) {
        return node instanceof MappingNode mapping
                ? mapping.getValue().stream()
                        .filter(entry -> entry.getKeyNode() instanceof ScalarNode key
                                && key.getValue().equals("steps"))
                        .flatMap(entry -> ((SequenceNode) entry.getValueNode()).getValue().stream())
                        .map(step -> ((MappingNode) step).getValue().get(0).getValueNode())
                : Stream.empty();
    }

    private static boolean isBlock(Node node) {
        return node instanceof CollectionNode<?> several && several.getFlowStyle() == FlowStyle.BLOCK;
    }

    private static String oneLine(Node node, String text) {
        int from = node.getStartMark().orElseThrow().getIndex();
        int to = node.getEndMark().orElseThrow().getIndex();
        return text.codePoints()
                .skip(from)
                .limit(to - from)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .lines()
                .map(String::strip)
                .collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @MethodSource("routes")
    void everyPlaceholderHasAValue(String name) throws IOException {
        var unknown = PLACEHOLDER
                .matcher(text(name))
                .results()
                .filter(found -> found.group(2) == null && !PLACEHOLDERS.contains(found.group(1)));
        assertThat(unknown.map(found -> found.group(1))).isEmpty();
    }

    @Test
    void everyDirectCallHasBothEnds() throws IOException {
        var called = new TreeSet<String>();
        var answering = new TreeSet<String>();
        for (String name : routes().toList()) {
            for (var end : yaml(name).findParents("uri")) {
                if (end.path("uri").asText().equals("direct")) {
                    (end.has("steps") ? answering : called)
                            .add(end.path("parameters").path("name").asText());
                }
            }
        }
        Stream.of(NeededRoute.values()).map(NeededRoute::id).forEach(needed -> {
            answering.remove(needed);
            called.remove(needed);
        });
        assertThat(called).isEqualTo(answering).isNotEmpty();
    }

    @Test
    void everyBeanThatTheRoutesNameIsBoundAndUsed() throws IOException {
        assertThat(matches(BEAN)).isEqualTo(new TreeSet<>(BEANS));
    }

    @Test
    void everySqlFileIsReadBySomeRoute() throws IOException {
        assertThat(matches(SQL))
                .isEqualTo(names(FOLDER.resolve("sql"), "").collect(Collectors.toCollection(TreeSet::new)));
    }

    /** @return the first group that took part in each match, over all routes */
    private static Set<String> matches(Pattern pattern) throws IOException {
        var found = new TreeSet<String>();
        for (String name : routes().toList()) {
            pattern.matcher(text(name))
                    .results()
                    .forEach(match -> found.add(Stream.of(1, 2, 3)
                            .filter(group -> group <= match.groupCount() && match.group(group) != null)
                            .map(match::group)
                            .findFirst()
                            .orElseThrow()));
        }
        return found;
    }

    /** The schema knows no placeholder where it wants true or false. */
    private static JsonNode yaml(String name) throws IOException {
        String text = text(name).replace("autoStartup: \"{{schedule.enabled}}\"", "autoStartup: true");
        return JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(text));
    }

    private static String text(String name) throws IOException {
        return Files.readString(file(name));
    }

    private static Path file(String name) {
        return FOLDER.resolve(name + ".camel.yaml");
    }
}
