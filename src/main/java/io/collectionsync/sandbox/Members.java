package io.collectionsync.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads and writes members of groups, refusing what Graph refuses (fact sheet 2 and 3). */
final class Members {

    /** Links a PATCH may carry (captured). */
    static final int MOST_REFERENCES = 20;

    private static final String[] READERS = {
        "GroupMember.ReadBasic.All",
        "GroupMember.Read.All",
        "GroupMember.ReadWrite.All",
        "Group.Read.All",
        "Group.ReadWrite.All",
        "Directory.Read.All",
        "Directory.ReadWrite.All"
    };
    private static final String[] WRITERS = {
        "GroupMember.ReadWrite.All", "Group.ReadWrite.All", "Directory.ReadWrite.All"
    };
    private static final Pattern REFERENCE = Pattern.compile("(https?://[^/]+)/(v1\\.0|beta)/"
            + "(?:directoryObjects|users|devices|groups|servicePrincipals|orgContacts)/([^/?]+)");

    private final SandboxFaults faults;
    private final SandboxClock clock;
    private final Pages pages;
    private final Rules rules;
    private final Supplier<Set<String>> roots;

    Members(SandboxFaults faults, SandboxClock clock, Pages pages, Rules rules, Supplier<Set<String>> roots) {
        this.faults = faults;
        this.clock = clock;
        this.pages = pages;
        this.rules = rules;
        this.roots = roots;
    }

    List<Route> routes() {
        String members = "/groups/([^/]+)/members";
        String cast = "/(?:microsoft\\.)?graph\\.(device|user|group|orgContact|servicePrincipal)";
        String options = "$select $top $filter $search $count $orderby $skiptoken";
        return List.of(
                Route.read("GET /groups/{id}/members", members, 3, options, this::list),
                Route.read("GET /groups/{id}/members/{cast}", members + cast, 3, options, this::list),
                Route.read("GET /groups/{id}/members/$count", members + "/\\$count", 3, "$filter", this::count),
                Route.read(
                        "GET /groups/{id}/members/{cast}/$count",
                        members + cast + "/\\$count",
                        3,
                        "$filter",
                        this::count),
                Route.write("POST", "POST /groups/{id}/members/$ref", members + "/\\$ref", this::addOne),
                Route.write(
                        "DELETE", "DELETE /groups/{id}/members/{id}/$ref", members + "/([^/]+)/\\$ref", this::remove),
                Route.write("DELETE", "DELETE /groups/{id}/members/{id}", members + "/([^/$]+)", this::destroy),
                Route.write("PATCH", "PATCH /groups/{id}/members/$ref", members + "/\\$ref", this::patchOfReferences),
                Route.write("POST", "POST /groups/{id}/members", members, this::postOfMember));
    }

    private Answer list(GraphCall call, Matcher path) {
        call.caller().needAny(READERS);
        SandboxGroup group = readable(call, path.group(1));
        String type = path.groupCount() > 1 ? path.group(2) : null;
        boolean advanced = type != null
                || call.query().keySet().stream().anyMatch(Set.of("$filter", "$search", "$orderby")::contains);
        if (advanced) {
            needIndex(call);
            refuseImpossible(group, type);
        }
        boolean count = call.eventual() && "true".equals(call.query().get("$count"));
        Set<String> selected = Properties.selected(call, type == null ? "directoryObject" : type);
        Function<Object, ObjectNode> render = id -> member(call, (UUID) id, selected);
        String context = type == null ? "directoryObjects" : type + "s";
        return pages.page(
                call, () -> new Listing(context, ids(call, group, type), render, Listing.pageSize(call), count));
    }

    private Answer count(GraphCall call, Matcher path) {
        call.caller().needAny(READERS);
        SandboxGroup group = readable(call, path.group(1));
        if (!call.eventual()) {
            throw GraphRefusal.malformed("$count is not currently supported.");
        }
        String type = path.groupCount() > 1 ? path.group(2) : null;
        return Answer.text(
                200, "text/plain", Integer.toString(ids(call, group, type).size()));
    }

    private void needIndex(GraphCall call) {
        if (!call.eventual() || !"true".equals(call.query().get("$count"))) {
            rules.broken("advanced query needs ConsistencyLevel: eventual and $count=true", call, "members");
            throw GraphRefusal.unsupportedQuery("Request with advanced query parameters only works through MSGraph with"
                    + " a special request header: 'ConsistencyLevel: eventual' and $count=true");
        }
    }

    private static void refuseImpossible(SandboxGroup group, String type) {
        if ("device".equals(type) && group.kind() == GroupKind.MICROSOFT_365) {
            throw GraphRefusal.unsupportedQuery("Unsupported Query.");
        }
    }

    private List<UUID> ids(GraphCall call, SandboxGroup group, String type) {
        if (group.isHidden() && !call.caller().hasAny("Member.Read.Hidden")) {
            return List.of();
        }
        long lag = faults.lag(call.eventual()).toNanos();
        UUID[] all =
                group.membersBefore(lag == 0 ? 0 : ThreadLocalRandom.current().nextLong(lag + 1));
        List<UUID> ids = new ArrayList<>(all.length);
        for (UUID id : all) {
            DirectoryObject object = call.tenant().object(id);
            if (object != null && (type == null || type.equals(object.type())) && matches(call, object)) {
                ids.add(id);
            }
        }
        return ids;
    }

    private static boolean matches(GraphCall call, DirectoryObject object) {
        String filter = call.query().get("$filter");
        return filter == null
                || ODataFilter.parse(filter).stream()
                        .anyMatch(clause -> clause.matches(
                                name -> object.properties().path(name).asText(null)));
    }

    private static ObjectNode member(GraphCall call, UUID id, Set<String> selected) {
        DirectoryObject object = call.tenant().object(id);
        if (object == null) {
            return Json.object().put("@odata.type", "#microsoft.graph.device").put("id", id.toString());
        }
        return mayRead(call.caller(), object) ? Properties.typed(object, selected) : Properties.bare(object);
    }

    private static boolean mayRead(Caller caller, DirectoryObject object) {
        return switch (object.type()) {
            case "device" -> caller.hasAny(
                    "Device.Read.All", "Device.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All");
            case "user" -> caller.hasAny(
                    "User.ReadBasic.All", "User.Read.All", "Directory.Read.All", "Directory.ReadWrite.All");
            default -> true;
        };
    }

    private Answer addOne(GraphCall call, Matcher path) {
        JsonNode reference = call.body() == null ? null : call.body().get("@odata.id");
        if (reference == null || !reference.isTextual()) {
            rules.broken("POST $ref carries @odata.id", call, String.valueOf(call.body()));
            throw GraphRefusal.malformed("Invalid request body: @odata.id is required.");
        }
        add(call, path.group(1), List.of(reference.asText()), false);
        return Answer.noContent();
    }

    /** The members half of {@code PATCH /groups/{id}}: all or nothing. */
    Answer addMany(GraphCall call, String groupId) {
        List<String> references = new ArrayList<>();
        call.body().get("members@odata.bind").forEach(reference -> references.add(reference.asText()));
        if (references.size() > MOST_REFERENCES) {
            rules.broken("at most 20 references a PATCH", call, references.size() + " references");
            throw GraphRefusal.badRequest("A resource cannot contain more than 20 link changes");
        }
        if (new HashSet<>(references).size() < references.size()) {
            rules.broken("references of a PATCH are distinct", call, references.toString());
        }
        if (faults.patchNeedsGroupReadWrite()) {
            call.caller().needAny("Group.ReadWrite.All", "Directory.ReadWrite.All");
        }
        add(call, groupId, references, true);
        return Answer.noContent();
    }

    private void add(GraphCall call, String groupId, List<String> references, boolean patch) {
        call.caller().needAny(WRITERS);
        SandboxGroup group = writable(call, groupId);
        List<UUID> ids = new ArrayList<>();
        for (String reference : references) {
            ids.add(target(call, group, reference, patch));
        }
        synchronized (group) {
            if ((long) group.size() + ids.size() > group.memberQuota()) {
                throw GraphRefusal.quotaExceeded((long) group.size() + ids.size(), group.memberQuota());
            }
            if (ids.stream().anyMatch(group::contains) || new HashSet<>(ids).size() < ids.size()) {
                throw GraphRefusal.alreadyExist();
            }
            ids.forEach(group::add);
        }
    }

    /** The object behind a reference, if this caller may put it into this group. */
    private UUID target(GraphCall call, SandboxGroup group, String reference, boolean patch) {
        Matcher parts = REFERENCE.matcher(reference);
        if (!parts.matches()
                || !roots.get().contains(parts.group(1))
                || !parts.group(2).equals("v1.0")) {
            rules.broken("references name an object below this cloud's version root", call, reference);
            throw GraphRefusal.malformed("Invalid reference: " + reference);
        }
        DirectoryObject object = call.tenant().object(Ids.idOrNull(parts.group(3)));
        if (object == null || young(object)) {
            throw GraphRefusal.notFound(patch && faults.notFoundNamesGroup() ? group.id() : parts.group(3));
        }
        refuseType(call.caller(), group, object);
        refuseMember(group, object.id());
        return object.id();
    }

    private static void refuseMember(SandboxGroup group, UUID member) {
        if (group.denies(member)) {
            throw GraphRefusal.insufficientPrivileges();
        }
        if (group.refuses(member)) {
            throw GraphRefusal.badRequest("The membership of this object cannot be changed.");
        }
    }

    private void refuseType(Caller caller, SandboxGroup group, DirectoryObject object) {
        boolean device = object.type().equals("device");
        if (device
                && !caller.hasAny("Device.ReadWrite.All", "Directory.ReadWrite.All")
                && !(faults.deviceReadEnoughToAdd() && caller.hasAny("Device.Read.All"))) {
            throw GraphRefusal.insufficientPrivileges();
        }
        if (group.kind() == GroupKind.MICROSOFT_365 && !object.type().equals("user")) {
            throw GraphRefusal.badRequest("The member type is not allowed in a Unified group.");
        }
        if (group.kind() == GroupKind.MICROSOFT_365 && object instanceof DirectoryObject.User user && user.guest()) {
            throw new GraphRefusal(
                    403,
                    "Authorization_RequestDenied",
                    "Guests users are not allowed to join this Unified Group due to policy setting.");
        }
    }

    private Answer remove(GraphCall call, Matcher path) {
        call.caller().needAny(WRITERS);
        SandboxGroup group = writable(call, path.group(1));
        UUID member = Ids.idOrNull(path.group(2));
        if (member != null) {
            refuseMember(group, member);
        }
        if (member == null || !group.remove(member)) {
            throw faults.removedNonMemberIsBadRequest()
                            && member != null
                            && call.tenant().has(member)
                    ? GraphRefusal.doNotExist()
                    : GraphRefusal.notFound(path.group(2));
        }
        return Answer.noContent();
    }

    /** Without /$ref Graph deletes the object itself if the application may (fact sheet 2.1). */
    private Answer destroy(GraphCall call, Matcher path) {
        rules.fatal("DELETE of a member ends with /$ref", call, "this deletes the object " + path.group(2));
        UUID object = Ids.idOrNull(path.group(2));
        call.caller().needAny("Device.ReadWrite.All", "Directory.ReadWrite.All");
        if (object == null || !call.tenant().delete(object)) {
            throw GraphRefusal.notFound(path.group(2));
        }
        return Answer.noContent();
    }

    private Answer patchOfReferences(GraphCall call, Matcher path) {
        rules.broken("members are added by POST $ref or by PATCH of the group", call, "PATCH of $ref");
        throw GraphRefusal.malformed("The request is currently not supported on the targeted entity set");
    }

    private Answer postOfMember(GraphCall call, Matcher path) {
        rules.broken("members are added by POST $ref or by PATCH of the group", call, "POST without $ref");
        throw GraphRefusal.malformed("Write requests are only supported on contained entities");
    }

    private SandboxGroup readable(GraphCall call, String groupId) {
        SandboxGroup group = call.tenant().groupOrNull(Ids.idOrNull(groupId));
        if (group == null || young(group)) {
            throw GraphRefusal.notFound(groupId);
        }
        return group;
    }

    private SandboxGroup writable(GraphCall call, String groupId) {
        SandboxGroup group = call.tenant().groupOrNull(Ids.idOrNull(groupId));
        if (group == null) {
            throw GraphRefusal.notFound(groupId);
        }
        if (young(group)) {
            throw faults.newGroupIsNotFound() ? GraphRefusal.notFound(groupId) : GraphRefusal.notReplicated();
        }
        refuseKind(group.kind(), call.caller());
        return group;
    }

    private static void refuseKind(GroupKind kind, Caller caller) {
        switch (kind) {
            case MAIL_ENABLED_SECURITY, DISTRIBUTION -> throw GraphRefusal.badRequest(
                    "Cannot Update a mail-enabled security groups and or distribution list.");
            case ON_PREMISES_SYNCED -> throw GraphRefusal.badRequest("Unable to update the specified properties for"
                    + " on-premises mastered Directory Sync objects or objects currently undergoing migration.");
            case DYNAMIC -> throw GraphRefusal.insufficientPrivileges();
            case ROLE_ASSIGNABLE -> caller.needAny("RoleManagement.ReadWrite.Directory");
            case RESTRICTED -> {
                if (!caller.hasAny("Directory.Write.Restricted")) {
                    throw GraphRefusal.restrictedUnit();
                }
            }
            default -> {}
        }
    }

    private boolean young(DirectoryObject object) {
        long delay = (object instanceof SandboxGroup ? faults.newGroupDelay() : faults.newObjectDelay()).toNanos();
        return delay > 0 && clock.nanos() < object.createdAt() + delay;
    }
}
