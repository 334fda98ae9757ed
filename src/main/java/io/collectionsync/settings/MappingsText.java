package io.collectionsync.settings;

import io.collectionsync.membership.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** The lines of a mappings file with the places of its mappings. Immutable. */
final class MappingsText {

    private static final String KEY = "mappings";
    /** Names that other YAML readers take for something else than text. */
    private static final String PLAIN = "(?!(?i:true|false|yes|no|on|off|null|y|n)$)\\p{L}[\\p{L}\\p{N} ._-]*";

    private final List<String> lines;
    private final String lineEnd;
    /** Null where the file has no key {@code mappings} yet. */
    private final Node keyNode;
    /** Null where there is no list. */
    private final SequenceNode list;

    private MappingsText(List<String> lines, String lineEnd, Node keyNode, SequenceNode list) {
        this.lines = lines;
        this.lineEnd = lineEnd;
        this.keyNode = keyNode;
        this.list = list;
    }

    /** @throws SettingsException if {@code text} is no YAML, or its mappings are not written as a block */
    static MappingsText parse(String text) {
        var faults = new Faults();
        Optional<Node> root = new YamlFile(MappingsReader.FILE, faults).compose(text);
        faults.throwIfAny();
        Node key = null;
        SequenceNode list = null;
        if (root.isPresent() && root.get() instanceof MappingNode map) {
            for (NodeTuple field : map.getValue()) {
                if (field.getKeyNode() instanceof ScalarNode name
                        && name.getValue().equals(KEY)) {
                    key = name;
                    list = field.getValueNode() instanceof SequenceNode items ? items : null;
                }
            }
            refuseFlow(map, list, faults);
        }
        faults.throwIfAny();
        String lineEnd = text.contains("\r\n") ? "\r\n" : "\n";
        return new MappingsText(List.of(text.split("(?<=\n)|(?<=\r)(?!\n)")), lineEnd, key, list);
    }

    private static void refuseFlow(MappingNode root, SequenceNode list, Faults faults) {
        boolean inOneLine =
                root.getFlowStyle() == FlowStyle.FLOW || list != null && list.getFlowStyle() == FlowStyle.FLOW;
        if (inOneLine) {
            faults.add(
                    MappingsReader.FILE,
                    KEY,
                    null,
                    "must be a list of lines, each mapping starting with '- ', for a" + " command to edit it");
        }
    }

    boolean isEmpty() {
        return list == null || list.getValue().isEmpty();
    }

    MappingsText with(Mapping mapping, boolean withTenant) {
        var edited = new ArrayList<>(lines);
        if (edited.equals(List.of(""))) {
            edited.clear();
        }
        int at;
        if (keyNode == null) {
            endLastLine(edited);
            edited.add(KEY + ":" + lineEnd);
            at = edited.size();
        } else {
            at = 1 + (isEmpty() ? line(keyNode.getEndMark()) : lastLine(list));
            if (at == edited.size()) {
                endLastLine(edited);
            }
        }
        edited.addAll(at, block(mapping, withTenant));
        return parse(String.join("", edited));
    }

    private void endLastLine(List<String> edited) {
        int last = edited.size() - 1;
        if (last >= 0 && !edited.get(last).endsWith("\n") && !edited.get(last).isEmpty()) {
            edited.set(last, edited.get(last) + lineEnd);
        }
    }

    private List<String> block(Mapping mapping, boolean withTenant) {
        String indent = " "
                .repeat(isEmpty() ? 2 : list.getStartMark().map(Mark::getColumn).orElse(2));
        var block = new ArrayList<String>();
        if (!isEmpty() && areParted()) {
            block.add(lineEnd);
        }
        String name = mapping.name().matches(PLAIN) ? mapping.name() : '"' + mapping.name() + '"';
        block.add(indent + "- name: " + name + lineEnd);
        block.add(indent + "  group: " + mapping.group() + lineEnd);
        block.add(indent + "  collections: [" + String.join(", ", mapping.collections()) + "]" + lineEnd);
        if (withTenant) {
            block.add(indent + "  tenant: " + mapping.tenant() + lineEnd);
        }
        return block;
    }

    /** Whether blank lines stand between the mappings. */
    private boolean areParted() {
        int size = list.getValue().size();
        return size > 1
                && lines.get(firstLine(list.getValue().get(size - 1)) - 1).isBlank();
    }

    MappingsText without(int position) {
        var item = list.getValue().get(position);
        int first = firstLine(item);
        var edited = new ArrayList<>(lines);
        edited.subList(first, lastLine(item) + 1).clear();
        boolean twoBlanks = first > 0
                && edited.get(first - 1).isBlank()
                && (first == edited.size() || edited.get(first).isBlank());
        if (twoBlanks) {
            edited.remove(first - 1);
        }
        return parse(String.join("", edited));
    }

    /** @return the line of the item's dash, which may stand above its first field */
    private int firstLine(Node item) {
        int line = line(item.getStartMark());
        while (line > 0 && !lines.get(line).stripLeading().startsWith("-")) {
            line--;
        }
        return line;
    }

    /** @return the last line of a node's own text; the end mark of a block lies behind the comments that follow it */
    private static int lastLine(Node node) {
        boolean block = node instanceof CollectionNode<?> collection && collection.getFlowStyle() != FlowStyle.FLOW;
        if (block && node instanceof SequenceNode items && !items.getValue().isEmpty()) {
            return lastLine(items.getValue().get(items.getValue().size() - 1));
        }
        if (block && node instanceof MappingNode map && !map.getValue().isEmpty()) {
            var field = map.getValue().get(map.getValue().size() - 1);
            return Math.max(line(field.getKeyNode().getEndMark()), lastLine(field.getValueNode()));
        }
        boolean blockScalar = node instanceof ScalarNode scalar
                && !scalar.getValue().isEmpty()
                && !scalar.isPlain()
                && node.getEndMark().map(Mark::getColumn).orElse(1) == 0;
        return line(node.getEndMark()) - (blockScalar ? 1 : 0);
    }

    private static int line(Optional<Mark> mark) {
        return mark.map(Mark::getLine).orElse(0);
    }

    @Override
    public String toString() {
        return String.join("", lines);
    }
}
