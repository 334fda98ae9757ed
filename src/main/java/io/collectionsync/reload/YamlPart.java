package io.collectionsync.reload;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A value of a YAML file and where it stands.
 *
 * @param key  under which it stands; of an item of a list the key of the list
 * @param line of the key, or of the item, from 1
 */
record YamlPart(String key, int line, Node node) {

    static YamlPart root(Node node) {
        return new YamlPart("", lineOf(node), node);
    }

    private static int lineOf(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }

    /** The value under a path of keys. */
    Optional<YamlPart> at(String... path) {
        var found = Optional.of(this);
        for (String step : path) {
            found = found.flatMap(part -> part.child(step));
        }
        return found;
    }

    /** The text under a path of keys; of a list or mapping there is none. */
    Optional<String> textAt(String... path) {
        return at(path).flatMap(YamlPart::text);
    }

    Optional<String> text() {
        return node instanceof ScalarNode scalar ? Optional.of(scalar.getValue()) : Optional.empty();
    }

    private Optional<YamlPart> child(String wanted) {
        return isMapping()
                ? children().stream().filter(part -> part.key.equals(wanted)).findFirst()
                : Optional.empty();
    }

    boolean isMapping() {
        return node instanceof MappingNode;
    }

    /** The values of a mapping, or the items of a list. */
    List<YamlPart> children() {
        if (node instanceof MappingNode mapping) {
            return mapping.getValue().stream().map(YamlPart::value).toList();
        }
        return node instanceof SequenceNode list
                ? list.getValue().stream()
                        .map(item -> new YamlPart(key, lineOf(item), item))
                        .toList()
                : List.of();
    }

    private static YamlPart value(NodeTuple entry) {
        var key = entry.getKeyNode();
        return new YamlPart(
                key instanceof ScalarNode scalar ? scalar.getValue() : "", lineOf(key), entry.getValueNode());
    }

    /** This value and all that stand in it. */
    Stream<YamlPart> all() {
        return Stream.concat(Stream.of(this), children().stream().flatMap(YamlPart::all));
    }
}
