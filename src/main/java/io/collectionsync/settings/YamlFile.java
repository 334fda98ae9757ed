package io.collectionsync.settings;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** A YAML 1.2 file as nodes that know their lines; whatever is wrong becomes a fault with its line. */
final class YamlFile {

    private static final int DEEPEST = 20;
    private static final int LARGEST = 64 * 1024 * 1024;

    private final String file;
    private final Faults faults;
    private final LoadSettings settings;
    private Optional<Mark> lastMark = Optional.empty();

    YamlFile(String file, Faults faults) {
        this.file = file;
        this.faults = faults;
        this.settings = LoadSettings.builder()
                .setLabel(file)
                .setCodePointLimit(LARGEST)
                .setAllowNonScalarKeys(true)
                .build();
    }

    /** @return the one document; empty if there is none, or after a fault */
    Optional<Node> compose(String text) {
        try {
            return isPlain(text) ? new Compose(settings).composeString(text) : Optional.empty();
        } catch (MarkedYamlEngineException marked) {
            var problem = marked.getProblem();
            faults.add(
                    at(marked.getProblemMark()),
                    null,
                    null,
                    problem.contains("(TAB)")
                            ? "must not hold a tab here: indent with blanks"
                            : "is not YAML: " + problem);
        } catch (ReaderException unreadable) {
            long line = 1
                    + text.codePoints()
                            .limit(unreadable.getPosition())
                            .filter(c -> c == '\n')
                            .count();
            faults.add(
                    file + ":" + line,
                    null,
                    null,
                    "must not hold the character U+%04X".formatted(unreadable.getCodePoint()));
        } catch (YamlEngineException other) {
            faults.add(at(lastMark), null, null, "is not YAML: " + other.getMessage());
        } catch (IllegalArgumentException | IndexOutOfBoundsException slip) {
            // The parser's own slips, such as NumberFormatException for "\\UFFFFFFFF".
            faults.add(at(lastMark), null, null, "is not YAML: malformed in this line or below");
        }
        return Optional.empty();
    }

    /** Looks at the events first: what could grow without end never becomes a tree. */
    private boolean isPlain(String text) {
        int depth = 0;
        int documents = 0;
        for (var event : new Parse(settings).parseString(text)) {
            lastMark = event.getEndMark();
            depth += event instanceof CollectionStartEvent ? 1 : event instanceof CollectionEndEvent ? -1 : 0;
            documents += event instanceof DocumentStartEvent ? 1 : 0;
            var rule = depth > DEEPEST
                    ? "must not be nested deeper than " + DEEPEST + " levels"
                    : documents > 1 ? "must be one document, without a further ---" : refused(event);
            if (rule != null) {
                faults.add(at(event.getStartMark()), null, null, rule);
                return false;
            }
        }
        return true;
    }

    private static String refused(Event event) {
        if (event instanceof AliasEvent
                || event instanceof NodeEvent node && node.getAnchor().isPresent()) {
            return "must not use anchors (&) and aliases (*): write the value out";
        }
        boolean tagged = event instanceof ScalarEvent scalar && scalar.getTag().isPresent()
                || event instanceof CollectionStartEvent start && start.getTag().isPresent();
        return tagged ? "must not use tags (!): write the plain value" : null;
    }

    /** @return the fields of a map by key, each once and known; null after a fault if {@code node} is no map */
    Map<String, Node> map(String key, Node node, Collection<String> known) {
        if (!(node instanceof MappingNode map)) {
            fault(node, key, "must be a map with " + String.join(", ", known));
            return null;
        }
        var fields = new LinkedHashMap<String, Node>();
        for (var field : map.getValue()) {
            var name = field.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : null;
            if (name == null || !known.contains(name)) {
                faults.add(
                        at(field.getKeyNode().getStartMark()),
                        name,
                        null,
                        "is not a known key" + (name == null ? "" : Suggestion.of(name, known)));
            } else if (fields.putIfAbsent(name, field.getValueNode()) != null) {
                faults.add(at(field.getKeyNode().getStartMark()), name, null, "must be given once only");
            }
        }
        return fields;
    }

    /** @return the items of a list; null after a fault if {@code node} is no list */
    List<Node> list(String key, Node node, String rule) {
        if (node instanceof SequenceNode list) {
            return list.getValue();
        }
        fault(node, key, rule);
        return null;
    }

    /** @return what the value means; null after a fault */
    <T> T value(String key, Node node, Rule<T> rule) {
        try {
            if (!(node instanceof ScalarNode scalar)) {
                throw new BrokenRule("must be a single value");
            }
            var text = scalar.getValue().strip();
            if (text.isEmpty()) {
                throw new BrokenRule("must not be empty: give it a value or leave it out");
            }
            return rule.read(text);
        } catch (BrokenRule broken) {
            fault(node, key, broken.getMessage());
            return null;
        }
    }

    void fault(Node node, String key, String rule) {
        var text = node instanceof ScalarNode scalar && !scalar.getValue().isBlank() ? scalar.getValue() : null;
        faults.add(at(node.getStartMark()), key, text, rule);
    }

    static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }

    private String at(Optional<Mark> mark) {
        return file + mark.map(place -> ":" + (place.getLine() + 1)).orElse("");
    }
}
