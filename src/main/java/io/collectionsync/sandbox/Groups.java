package io.collectionsync.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Searches, reads, makes and changes groups (fact sheet 5). */
final class Groups {

    private static final String[] READERS = {
        "Group.ReadBasic.All",
        "GroupMember.Read.All",
        "Group.Read.All",
        "Group.ReadWrite.All",
        "Directory.Read.All",
        "Directory.ReadWrite.All"
    };
    private static final Set<String> FILTERED = Set.of("id", "displayName", "mailNickname");
    private static final Pattern SEARCH = Pattern.compile("\"displayName:((?:[^\"\\\\]|\\\\.)*)\"");

    private final SandboxFaults faults;
    private final SandboxClock clock;
    private final Pages pages;
    private final Rules rules;
    private final Members members;

    Groups(SandboxFaults faults, SandboxClock clock, Pages pages, Rules rules, Members members) {
        this.faults = faults;
        this.clock = clock;
        this.pages = pages;
        this.rules = rules;
        this.members = members;
    }

    List<Route> routes() {
        return List.of(
                Route.read(
                        "GET /groups",
                        "/groups",
                        1,
                        "$select $top $filter $search $count $orderby $skiptoken",
                        this::list),
                Route.read("GET /groups/{id}", "/groups/([^/()]+)", 1, "$select", this::one),
                Route.write("POST", "POST /groups", "/groups", this::create),
                Route.write("PATCH", "PATCH /groups/{id}", "/groups/([^/()]+)", this::patch));
    }

    private Answer list(GraphCall call, Matcher path) {
        call.caller().needAny(READERS);
        Predicate<SandboxGroup> wanted = filter(call).and(search(call)).and(group -> !young(group));
        boolean count = call.eventual() && "true".equals(call.query().get("$count"));
        Set<String> selected = Properties.selected(call, "group");
        return pages.page(
                call,
                () -> new Listing(
                        "groups",
                        call.tenant().groups().stream()
                                .filter(wanted)
                                .sorted(Comparator.comparing(SandboxGroup::displayName))
                                .toList(),
                        group -> Properties.of((SandboxGroup) group, selected),
                        Listing.pageSize(call),
                        count));
    }

    private static Predicate<SandboxGroup> filter(GraphCall call) {
        String filter = call.query().get("$filter");
        if (filter == null) {
            return group -> true;
        }
        List<ODataFilter.Clause> clauses = ODataFilter.parse(filter);
        clauses.stream()
                .filter(clause -> !FILTERED.contains(clause.property()))
                .findFirst()
                .ifPresent(clause -> {
                    throw GraphRefusal.unsupportedQuery(
                            "Unsupported or invalid query filter clause specified for property '" + clause.property()
                                    + "' of resource 'Group'.");
                });
        return group -> clauses.stream()
                .anyMatch(clause ->
                        clause.matches(name -> group.properties().path(name).asText(null)));
    }

    private Predicate<SandboxGroup> search(GraphCall call) {
        String search = call.query().get("$search");
        if (search == null) {
            return group -> true;
        }
        if (!call.eventual()) {
            rules.broken("$search needs ConsistencyLevel: eventual", call, search);
            throw GraphRefusal.unsupportedQuery("Request with $search query parameter only works through MSGraph with a"
                    + " special request header: 'ConsistencyLevel: eventual'");
        }
        Matcher quoted = SEARCH.matcher(search);
        if (!quoted.matches()) {
            rules.broken("$search is \"property:text\" in quotation marks", call, search);
            throw GraphRefusal.malformed(
                    "Syntax error: character ':' is not valid at position 11 in '" + search + "'.");
        }
        List<String> words = words(quoted.group(1).replaceAll("\\\\(.)", "$1"));
        return group -> words.stream()
                .allMatch(word -> words(group.displayName()).stream().anyMatch(name -> name.startsWith(word)));
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private Answer one(GraphCall call, Matcher path) {
        call.caller().needAny(READERS);
        Set<String> selected = Properties.selected(call, "group");
        SandboxGroup group = call.tenant().groupOrNull(Ids.idOrNull(path.group(1)));
        if (group == null || young(group)) {
            throw GraphRefusal.notFound(path.group(1));
        }
        return Answer.ok(Json.object().<ObjectNode>setAll(Properties.of(group, selected)));
    }

    private Answer create(GraphCall call, Matcher path) {
        call.caller().needAny("Group.Create", "Group.ReadWrite.All", "Directory.ReadWrite.All");
        JsonNode body = call.body();
        for (String name : List.of("displayName", "mailEnabled", "mailNickname", "securityEnabled")) {
            if (body == null || !body.has(name)) {
                rules.broken("POST /groups names the required properties", call, name + " is missing");
                throw GraphRefusal.badRequest("A value is required for property '" + name + "' of resource 'Group'.");
            }
        }
        if (body.get("mailNickname").asText().length() > 64) {
            throw GraphRefusal.badRequest("Invalid value specified for property 'mailNickname' of resource 'Group'.");
        }
        GroupKind kind = body.path("mailEnabled").asBoolean() ? GroupKind.MICROSOFT_365 : GroupKind.SECURITY;
        List<UUID> owners = new ArrayList<>();
        body.path("owners@odata.bind").forEach(owner -> owners.add(owner(call, owner.asText())));
        SandboxGroup group = call.tenant()
                .createGroup(UUID.randomUUID(), body.get("displayName").asText(), kind);
        owners.forEach(group::addOwner);
        return Answer.json(201, group.properties());
    }

    private UUID owner(GraphCall call, String reference) {
        UUID id = Ids.idOrNull(reference.substring(reference.lastIndexOf('/') + 1));
        if (id == null
                || !id.equals(call.tenant().app().servicePrincipal())
                || !reference.contains("/v1.0/servicePrincipals/")) {
            throw GraphRefusal.notFound(reference);
        }
        return id;
    }

    private Answer patch(GraphCall call, Matcher path) {
        if (call.body() != null && call.body().path("members@odata.bind").isArray()) {
            return members.addMany(call, path.group(1));
        }
        call.caller().needAny("Group.ReadWrite.All", "Directory.ReadWrite.All");
        rules.broken("PATCH of a group only adds members", call, String.valueOf(call.body()));
        throw GraphRefusal.malformed("The sandbox changes members only.");
    }

    private boolean young(SandboxGroup group) {
        long delay = faults.newGroupDelay().toNanos();
        return delay > 0 && clock.nanos() < group.createdAt() + delay;
    }
}
