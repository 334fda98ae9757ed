package io.collectionsync.settings;

import io.collectionsync.membership.ForeignMembers;
import io.collectionsync.membership.Limits;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Sources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads {@code config/mappings.yaml}. A missing or empty file is a fault, never "no members wanted". */
public final class MappingsReader {

    static final String FILE = "config/mappings.yaml";

    private static final List<String> KEYS = List.of(
            "name",
            "group",
            "collections",
            "tenant",
            "foreign-members",
            "keep",
            "enabled",
            "guard",
            "exclude",
            "join-types");
    private static final List<String> GUARD_KEYS =
            List.of("max-removals", "max-removal-percent", "small-group", "allow-empty", "window", "first-run");
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}](?:[\\p{L}\\p{N} ._-]{0,98}[\\p{L}\\p{N}._-])?");
    private static final Pattern COLLECTION = Pattern.compile("[A-Za-z0-9]{3}[A-Fa-f0-9]{5}");

    private final YamlFile yaml;
    private final Set<String> tenants;
    private final Limits limits;
    private final Map<UUID, Integer> linesOfGroups = new HashMap<>();
    private final Map<String, Integer> linesOfNames = new HashMap<>();

    private MappingsReader(YamlFile yaml, Set<String> tenants, Limits limits) {
        this.yaml = yaml;
        this.tenants = tenants;
        this.limits = limits;
    }

    /** @param tenants empty: not known, mappings are checked without them */
    static List<Mapping> read(Path home, Set<String> tenants, Limits limits, Faults faults) {
        var path = home.resolve(FILE);
        if (!Files.exists(path)) {
            faults.add(FILE, null, null, "must be there with one mapping at least: copy it from the distribution");
            return List.of();
        }
        try {
            return parse(TextFile.read(path), tenants, limits, faults);
        } catch (BrokenRule unreadable) {
            faults.add(FILE, null, null, unreadable.getMessage());
            return List.of();
        }
    }

    static List<Mapping> parse(String text, Set<String> tenants, Limits limits, Faults faults) {
        var inFile = new Faults();
        var yaml = new YamlFile(FILE, inFile);
        var document = yaml.compose(text);
        if (document.isEmpty() && inFile.isEmpty()) {
            inFile.add(FILE, "mappings", null, "must be given: a list of one mapping at least; the file is empty");
        }
        var mappings = document.map(new MappingsReader(yaml, tenants, limits)::mappings)
                .orElse(List.of());
        faults.addAll(inFile);
        return mappings;
    }

    private List<Mapping> mappings(Node document) {
        var root = yaml.map(null, document, List.of("mappings"));
        if (root == null) {
            return List.of();
        }
        var rule = "must be a list of one mapping at least, each starting with '- '";
        var node = root.getOrDefault("mappings", document);
        var items = yaml.list("mappings", node, rule);
        if (items != null && items.isEmpty()) {
            yaml.fault(node, "mappings", rule);
        }
        var mappings = new ArrayList<Mapping>();
        for (var item : items == null ? List.<Node>of() : items) {
            var mapping = mapping(item);
            if (mapping != null) {
                mappings.add(mapping);
            }
        }
        return mappings;
    }

    /** @return null after a fault */
    private Mapping mapping(Node node) {
        var fields = yaml.map(null, node, KEYS);
        if (fields == null) {
            return null;
        }
        var group = group(node, fields.get("group"));
        var name = name(fields.get("name"), node, group);
        var sources = sources(node, fields);
        var tenant = tenant(node, fields.get("tenant"));
        var foreign = optional("foreign-members", fields, ForeignMembers.REMOVE, MappingsReader::foreignMembers);
        var keep = fields.containsKey("keep") ? keep(fields.get("keep")) : MemberIds.none();
        var enabled = optional("enabled", fields, true, Rules::flag);
        var guard = fields.containsKey("guard") ? guard(fields.get("guard")) : limits;
        boolean whole = group != null
                && name != null
                && sources != null
                && tenant != null
                && foreign != null
                && keep != null
                && enabled != null
                && guard != null;
        return whole ? new Mapping(name, group, sources, tenant, foreign, keep, enabled, guard) : null;
    }

    /** @return null after a fault */
    private Sources sources(Node mapping, Map<String, Node> fields) {
        var collections = collections(mapping, fields.get("collections"));
        var exclude = exclude(fields.get("exclude"), collections);
        var joinTypes = joinTypes(fields.get("join-types"));
        boolean whole = collections != null && exclude != null && joinTypes != null;
        return whole ? new Sources(collections, exclude, joinTypes) : null;
    }

    private <T> T optional(String key, Map<String, Node> fields, T otherwise, Rule<T> rule) {
        return fields.containsKey(key) ? yaml.value(key, fields.get(key), rule) : otherwise;
    }

    private UUID group(Node mapping, Node node) {
        if (node == null) {
            yaml.fault(mapping, "group", "must be given: the object id of the group");
            return null;
        }
        var group = yaml.value("group", node, Rules::guid);
        var other = group == null ? null : linesOfGroups.putIfAbsent(group, YamlFile.line(node));
        if (other != null) {
            yaml.fault(
                    node,
                    "group",
                    "must stand in one mapping only, stands in line " + other + " too: list all its collections there");
            return null;
        }
        return group;
    }

    /** Names differ by more than upper and lower case: the state database may not tell these apart. */
    private String name(Node node, Node mapping, UUID group) {
        var name = node != null
                ? yaml.value("name", node, text -> checkedName(text, group))
                : group == null ? null : group.toString();
        var place = node == null ? mapping : node;
        var other = name == null ? null : linesOfNames.putIfAbsent(name.toLowerCase(Locale.ROOT), YamlFile.line(place));
        if (other != null) {
            yaml.fault(place, "name", "must be unique among the mappings, stands in line " + other + " too");
        }
        return name;
    }

    /** @return whether a mapping may be called {@code text} */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches() && !Rules.isGuid(text);
    }

    /** A name that looks like a group's id is its own group's: commands take names and group ids alike. */
    private static String checkedName(String text, UUID group) throws BrokenRule {
        if (Rules.isGuid(text) && group != null && !text.equalsIgnoreCase(group.toString())) {
            throw new BrokenRule("must not be the id of another group");
        }
        if (!NAME.matcher(text).matches()) {
            throw new BrokenRule(
                    "must be letters, digits, blanks, . _ or -, start with a letter or digit, 100 at" + " most");
        }
        return text;
    }

    private List<String> collections(Node mapping, Node node) {
        var rule = "must be a list of one collection id at least, such as [PS100012]";
        if (node == null) {
            yaml.fault(mapping, "collections", rule);
            return null;
        }
        var collections = words("collections", node, rule, Set.of());
        if (collections != null && collections.isEmpty()) {
            yaml.fault(node, "collections", rule);
        }
        return collections;
    }

    private List<String> exclude(Node node, List<String> collections) {
        return node == null
                ? List.of()
                : words(
                        "exclude",
                        node,
                        "must be a list of collection ids or names, [] for none",
                        collections == null ? Set.of() : Set.copyOf(collections));
    }

    /** @param taken words that must not stand here */
    private List<String> words(String key, Node node, String rule, Set<String> taken) {
        var items = yaml.list(key, node, rule);
        if (items == null) {
            return null;
        }
        var words = new LinkedHashSet<String>();
        for (var item : items) {
            var word = yaml.value(key, item, MappingsReader::collection);
            if (word != null && taken.contains(word)) {
                yaml.fault(item, key, "must not name a collection of the same mapping");
            } else if (word != null && !words.add(word)) {
                yaml.fault(item, key, "must name each collection once");
            }
        }
        return List.copyOf(words);
    }

    /** What looks like an id is one, any other text is a name (SQL Server's v_Collection.Name: nvarchar(255)). */
    private static String collection(String text) throws BrokenRule {
        if (COLLECTION.matcher(text).matches()) {
            return text.toUpperCase(Locale.ROOT);
        }
        if (text.isBlank() || text.length() > 255 || text.chars().anyMatch(Character::isISOControl)) {
            throw new BrokenRule("must be a collection id such as PS100012, or a collection's name");
        }
        return text.strip();
    }

    private Set<String> joinTypes(Node node) {
        var rule = "must be a list such as [AzureAd, ServerAd]";
        var items = node == null ? List.<Node>of() : yaml.list("join-types", node, rule);
        if (items == null) {
            return null;
        }
        if (node != null && items.isEmpty()) {
            yaml.fault(node, "join-types", rule);
        }
        var types = new LinkedHashSet<String>();
        for (var item : items) {
            var found = yaml.value("join-types", item, Tenant::joinTypes);
            types.addAll(found == null ? Set.of() : found);
        }
        return types;
    }

    private String tenant(Node mapping, Node node) {
        if (node != null) {
            return yaml.value("tenant", node, this::knownTenant);
        }
        if (tenants.size() > 1) {
            yaml.fault(
                    mapping,
                    "tenant",
                    "must be given where several tenants are configured: " + String.join(", ", tenants));
        }
        return tenants.size() == 1 ? tenants.iterator().next() : null;
    }

    private String knownTenant(String text) throws BrokenRule {
        return tenants.isEmpty() ? text : Rules.oneOf(text, tenants, name -> name);
    }

    private static ForeignMembers foreignMembers(String text) throws BrokenRule {
        return Rules.oneOf(text, List.of(ForeignMembers.values()), ForeignMembers::word);
    }

    private MemberIds keep(Node node) {
        var items = yaml.list("keep", node, "must be a list of object ids, [] for none");
        if (items == null) {
            return null;
        }
        var ids = new MemberIds.Builder();
        for (var item : items) {
            var id = yaml.value("keep", item, Rules::guid);
            if (id != null) {
                ids.add(id);
            }
        }
        return ids.build();
    }

    private Limits guard(Node node) {
        var fields = yaml.map("guard", node, GUARD_KEYS);
        if (fields == null) {
            return null;
        }
        var removals = limit("max-removals", fields, limits.maxRemovals(), Rules::limit);
        var percent = limit("max-removal-percent", fields, limits.maxRemovalPercent(), Rules::percent);
        var smallGroup = limit("small-group", fields, limits.smallGroup(), Rules::count);
        var allowEmpty = limit("allow-empty", fields, limits.allowEmpty(), Rules::flag);
        var window = limit("window", fields, limits.window(), Rules::duration);
        var firstRun = limit("first-run", fields, limits.firstRun(), Rules::firstRun);
        return removals == null
                        || percent == null
                        || smallGroup == null
                        || allowEmpty == null
                        || window == null
                        || firstRun == null
                ? null
                : new Limits(removals, percent, smallGroup, allowEmpty, window, firstRun);
    }

    private <T> T limit(String key, Map<String, Node> fields, T otherwise, Rule<T> rule) {
        return fields.containsKey(key) ? yaml.value("guard." + key, fields.get(key), rule) : otherwise;
    }
}
