package io.collectionsync.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads devices, users, the organisation and objects by id (fact sheet 4). */
final class Directory {

    private static final String[] DEVICE_READERS = {
        "Device.Read.All", "Device.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"
    };
    private static final String[] USER_READERS = {
        "User.ReadBasic.All", "User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"
    };
    private static final Set<String> DEVICE_FILTERS =
            Set.of("id", "deviceId", "displayName", "trustType", "operatingSystem", "accountEnabled");
    private static final Set<String> USER_FILTERS = Set.of(
            "id",
            "userPrincipalName",
            "onPremisesSecurityIdentifier",
            "onPremisesImmutableId",
            "onPremisesSamAccountName",
            "displayName",
            "mail");
    /** Object ids a getByIds takes (Microsoft docs). */
    private static final int MOST_IDS = 1_000;

    private final SandboxFaults faults;
    private final SandboxClock clock;
    private final Pages pages;
    private final Rules rules;

    Directory(SandboxFaults faults, SandboxClock clock, Pages pages, Rules rules) {
        this.faults = faults;
        this.clock = clock;
        this.pages = pages;
        this.rules = rules;
    }

    List<Route> routes() {
        String options = "$select $top $filter $search $count $orderby $skiptoken";
        return List.of(
                Route.read("GET /devices", "/devices", 1, options, this::devices),
                Route.read(
                        "GET /devices(deviceId)",
                        "/devices\\((?i:deviceId)='([^']*)'\\)",
                        1,
                        "$select",
                        this::deviceByKey),
                Route.read("GET /devices/{id}", "/devices/([^/()]+)", 1, "$select", this::device),
                Route.read(
                        "GET /devices/{id}/memberOf",
                        "/devices/([^/()]+)/memberOf",
                        1,
                        "$select $top $skiptoken",
                        this::groupsOf),
                Route.read(
                        "GET /users/{id}/memberOf",
                        "/users/([^/()]+)/memberOf",
                        2,
                        "$select $top $skiptoken",
                        this::groupsOf),
                Route.read("GET /users", "/users", 2, options, this::users),
                Route.read("GET /users/{id}", "/users/([^/()]+)", 2, "$select", this::user),
                Route.read("GET /organization", "/organization", 1, "$select", this::organization),
                new Route(
                        "POST",
                        "POST /directoryObjects/getByIds",
                        Pattern.compile("/directoryObjects/(?:microsoft\\.graph\\.)?getByIds"),
                        5,
                        false,
                        Set.of("$select"),
                        this::byIds));
    }

    private Answer devices(GraphCall call, Matcher path) {
        call.caller().needAny(DEVICE_READERS);
        return list(call, "device", DEVICE_FILTERS);
    }

    private Answer users(GraphCall call, Matcher path) {
        call.caller().needAny(USER_READERS);
        if ((call.query().getOrDefault("$filter", "") + call.query().get("$select")).contains("onPremises")) {
            call.caller()
                    .needAny("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All");
        }
        return list(call, "user", USER_FILTERS);
    }

    private Answer list(GraphCall call, String type, Set<String> filters) {
        Set<String> selected = Properties.selected(call, type);
        String filter = call.query().get("$filter");
        List<ODataFilter.Clause> clauses = filter == null ? null : ODataFilter.parse(filter);
        if (clauses != null) {
            clauses.forEach(clause -> refuse(clause, type, filters));
        }
        boolean count = call.eventual() && "true".equals(call.query().get("$count"));
        return pages.page(
                call,
                () -> new Listing(
                        type + "s",
                        clauses == null ? everything(call, type) : found(call, type, clauses),
                        object -> Properties.of((DirectoryObject) object, selected),
                        Listing.pageSize(call),
                        count));
    }

    private void refuse(ODataFilter.Clause clause, String type, Set<String> filters) {
        boolean in = clause.operator().equals("in");
        boolean inRefused = in
                && (clause.property().equals("deviceId") && !faults.deviceIdInAllowed()
                        || clause.values().size() > ODataFilter.MOST_CLAUSES
                        || clause.property().equals("onPremisesSecurityIdentifier"));
        if (!filters.contains(clause.property()) || inRefused) {
            throw GraphRefusal.unsupportedQuery("Unsupported or invalid query filter clause specified for property '"
                    + clause.property() + "' of resource '" + (type.equals("device") ? "Device" : "User") + "'.");
        }
    }

    private List<DirectoryObject> everything(GraphCall call, String type) {
        return call.tenant().all(type).stream()
                .filter(object -> !young(object))
                .sorted(Comparator.comparing(DirectoryObject::id))
                .toList();
    }

    private List<DirectoryObject> found(GraphCall call, String type, List<ODataFilter.Clause> clauses) {
        Map<UUID, DirectoryObject> found = new LinkedHashMap<>();
        List<ODataFilter.Clause> slow = new ArrayList<>();
        for (ODataFilter.Clause clause : clauses) {
            boolean exact = !clause.operator().equals("startswith");
            if (exact && clause.property().equals("deviceId")) {
                ids(clause)
                        .forEach(id -> call.tenant().devicesWith(id).forEach(device -> found.put(device.id(), device)));
            } else if (exact && clause.property().equals("id")) {
                ids(clause).forEach(id -> put(found, type, call.tenant().object(id)));
            } else {
                slow.add(clause);
            }
        }
        if (!slow.isEmpty()) {
            call.tenant().all(type).stream()
                    .filter(object -> slow.stream()
                            .anyMatch(clause -> clause.matches(
                                    name -> object.properties().path(name).asText(null))))
                    .forEach(object -> found.put(object.id(), object));
        }
        return found.values().stream().filter(object -> !young(object)).toList();
    }

    private static List<UUID> ids(ODataFilter.Clause clause) {
        return clause.values().stream()
                .map(Ids::idOrNull)
                .filter(id -> id != null)
                .toList();
    }

    private static void put(Map<UUID, DirectoryObject> found, String type, DirectoryObject object) {
        if (object != null && object.type().equals(type)) {
            found.put(object.id(), object);
        }
    }

    private Answer device(GraphCall call, Matcher path) {
        call.caller().needAny(DEVICE_READERS);
        return one(call, "device", path.group(1), call.tenant().object(Ids.idOrNull(path.group(1))));
    }

    private Answer deviceByKey(GraphCall call, Matcher path) {
        call.caller().needAny(DEVICE_READERS);
        UUID deviceId = Ids.idOrNull(path.group(1));
        List<DirectoryObject.Device> found =
                deviceId == null ? List.of() : call.tenant().devicesWith(deviceId);
        return one(call, "device", path.group(1), found.isEmpty() ? null : found.get(0));
    }

    private Answer groupsOf(GraphCall call, Matcher path) {
        call.caller().needAny(DEVICE_READERS);
        UUID id = Ids.idOrNull(path.group(1));
        if (call.tenant().object(id) == null) {
            throw GraphRefusal.notFound(path.group(1));
        }
        Set<String> selected = Properties.selected(call, "group");
        long longest = faults.lag(call.eventual()).toNanos();
        long lag = longest == 0 ? 0 : ThreadLocalRandom.current().nextLong(longest + 1);
        return pages.page(
                call,
                () -> new Listing(
                        "directoryObjects",
                        call.tenant().groups().stream()
                                .filter(group -> group.containedBefore(id, lag))
                                .toList(),
                        group -> Properties.typed((DirectoryObject) group, selected),
                        Listing.pageSize(call),
                        false));
    }

    private Answer user(GraphCall call, Matcher path) {
        call.caller().needAny(USER_READERS);
        DirectoryObject byId = call.tenant().object(Ids.idOrNull(path.group(1)));
        DirectoryObject user = byId != null
                ? byId
                : call.tenant().all("user").stream()
                        .filter(any ->
                                ((DirectoryObject.User) any).userPrincipalName().equalsIgnoreCase(path.group(1)))
                        .findFirst()
                        .orElse(null);
        return one(call, "user", path.group(1), user);
    }

    private Answer one(GraphCall call, String type, String key, DirectoryObject object) {
        Set<String> selected = Properties.selected(call, type);
        if (object == null || !object.type().equals(type) || young(object)) {
            throw GraphRefusal.notFound(key);
        }
        return Answer.ok(Properties.of(object, selected));
    }

    private Answer organization(GraphCall call, Matcher path) {
        call.caller().needAny("Organization.Read.All", "Directory.Read.All", "Directory.ReadWrite.All");
        ObjectNode body = Json.object();
        ObjectNode item = body.putArray("value").addObject();
        item.put("id", call.tenant().id().toString())
                .put("displayName", call.tenant().name());
        item.putArray("verifiedDomains")
                .addObject()
                .put("name", call.tenant().name() + ".example")
                .put("isDefault", true)
                .put("isInitial", true);
        return Answer.ok(body);
    }

    private Answer byIds(GraphCall call, Matcher path) {
        call.caller().needAny("Directory.Read.All", "Directory.ReadWrite.All");
        JsonNode ids = call.body() == null ? null : call.body().get("ids");
        if (ids == null || !ids.isArray() || ids.size() > MOST_IDS) {
            rules.broken("getByIds takes at most 1,000 ids", call, ids == null ? "no ids" : ids.size() + " ids");
            throw GraphRefusal.badRequest("The collection of ids must hold 1 to " + MOST_IDS + " values.");
        }
        Set<String> types = new HashSet<>();
        call.body().path("types").forEach(type -> types.add(type.asText()));
        ObjectNode body = Json.object();
        ArrayNode value = body.putArray("value");
        Set<String> selected = Properties.selected(call, "directoryObject");
        for (JsonNode id : ids) {
            DirectoryObject object = call.tenant().object(Ids.idOrNull(id.asText()));
            if (object != null && (types.isEmpty() || types.contains(object.type()))) {
                value.add(Properties.typed(object, selected));
            }
        }
        return Answer.ok(body);
    }

    private boolean young(DirectoryObject object) {
        long delay = faults.newObjectDelay().toNanos();
        return delay > 0 && clock.nanos() < object.createdAt() + delay;
    }
}
