package io.collectionsync.reload;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A route file as YAML.
 *
 * @param name    of the file
 * @param entries what stands at its top, such as one {@code route}
 */
record RouteFile(String name, List<YamlPart> entries) {

    private static final LoadSettings YAML = LoadSettings.builder().build();

    /**
     * @param text of the file
     * @throws Malformed if it is no YAML
     */
    static RouteFile parse(String name, String text) {
        try {
            var entries = new Compose(YAML)
                    .composeString(text).map(root -> YamlPart.root(root).children()).stream()
                            .flatMap(List::stream)
                            .flatMap(item -> item.children().stream())
                            .toList();
            return new RouteFile(name, entries);
        } catch (MarkedYamlEngineException broken) {
            int line = broken.getProblemMark().map(Mark::getLine).orElse(-1) + 1;
            throw new Malformed(new Fault(name, line, "is not YAML: " + broken.getProblem()));
        } catch (YamlEngineException | IllegalArgumentException | IndexOutOfBoundsException unmarked) {
            // the parser's own slips, such as for an escape of a character that there is not
            throw new Malformed(new Fault(name, 0, "is not YAML: " + unmarked.getMessage()));
        }
    }

    /** The id that its route must bear. */
    String id() {
        return RouteFiles.idOf(name);
    }

    /** Its one route; empty if it holds none, or the handling of failures. */
    Optional<YamlPart> route() {
        return entries.stream().filter(entry -> entry.key().equals("route")).findFirst();
    }

    Optional<RouteEndpoint> input() {
        return route().flatMap(route -> route.at("from")).flatMap(RouteEndpoint::of);
    }

    /** Whether other routes, not the outside, start this one. */
    boolean isInner() {
        return input().filter(RouteEndpoint::isDirect).isPresent();
    }

    /** Where its steps send to, within the folder or to a database. */
    Stream<RouteEndpoint> outputs() {
        return parts().filter(part -> !part.key().equals("from")).flatMap(part -> RouteEndpoint.of(part).stream());
    }

    /** Everything that stands in it. */
    Stream<YamlPart> parts() {
        return entries.stream().flatMap(YamlPart::all);
    }

    /** A file is no YAML. */
    static final class Malformed extends RuntimeException {

        private static final long serialVersionUID = 1;
        private final transient Fault fault;

        Malformed(Fault fault) {
            super(fault.toString());
            this.fault = fault;
        }

        Fault fault() {
            return fault;
        }
    }
}
