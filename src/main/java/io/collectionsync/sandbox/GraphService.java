package io.collectionsync.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers one Graph call: finds its route, checks it, charges it, performs it. */
final class GraphService {

    private static final Set<String> BODY_METHODS = Set.of("POST", "PATCH", "PUT");

    private static final Pattern GROUP = Pattern.compile("/groups/([0-9a-fA-F-]{36})(?=[/?]|$)");

    private final SandboxFaults faults;
    private final SandboxClock clock;
    private final SandboxCounters counters;
    private final Rules rules;
    private final AtomicInteger forms = new AtomicInteger();
    private final Map<String, Quota> quotas = new ConcurrentHashMap<>();
    private final List<Route> routes = new ArrayList<>();
    private volatile Consumer<SandboxRequest> reader = request -> {};

    GraphService(
            SandboxFaults faults,
            SandboxClock clock,
            SandboxCounters counters,
            Rules rules,
            Supplier<String> root,
            Supplier<Set<String>> roots) {
        this.faults = faults;
        this.clock = clock;
        this.counters = counters;
        this.rules = rules;
        Pages pages = new Pages(faults, clock, rules, root);
        Members members = new Members(faults, clock, pages, rules, roots);
        routes.addAll(members.routes());
        routes.addAll(new Groups(faults, clock, pages, rules, members).routes());
        routes.addAll(new Directory(faults, clock, pages, rules).routes());
    }

    void onRequest(Consumer<SandboxRequest> reader) {
        this.reader = reader;
    }

    /** The answer to a call, error answers included. */
    Answer perform(GraphCall call) {
        try {
            reader.accept(new SandboxRequest(call.method(), call.path(), call.query(), call.headers(), call.body()));
            return performOrRefuse(call);
        } catch (GraphRefusal refusal) {
            return Answer.error(refusal, call.headers().get("client-request-id"));
        }
    }

    Quota quota(Caller caller) {
        return quotas.computeIfAbsent(
                caller.appId() + "/" + caller.tenant().id(),
                key -> new Quota(
                        faults,
                        clock,
                        counters,
                        forms,
                        caller.appId(),
                        caller.tenant().id()));
    }

    /** The group that a call writes to, null when it writes to none. */
    UUID groupWritten(String method, String target) {
        Matcher path = GROUP.matcher(target);
        return !method.equals("GET") && path.lookingAt() ? Ids.idOrNull(path.group(1)) : null;
    }

    private Answer performOrRefuse(GraphCall call) {
        String path = call.path();
        for (Route route : routes) {
            Matcher matcher = route.pattern().matcher(path);
            if (route.method().equals(call.method()) && matcher.matches()) {
                return perform(call, route, matcher);
            }
        }
        rules.broken("request is one that the contract knows", call, "no such path");
        counters.kind("unknown");
        throw GraphRefusal.unknownPath();
    }

    private Answer perform(GraphCall call, Route route, Matcher path) {
        counters.kind(route.kind());
        checkOptions(call, route);
        checkBody(call);
        int writes = route.write() ? writesOf(call) : 0;
        int units = route.unitsOf(call);
        Quota quota = quota(call.caller());
        quota.charge(writes, units);
        try {
            return route.handler()
                    .answer(call, path)
                    .with("x-ms-resource-unit", Integer.toString(Math.max(units, writes)));
        } catch (GraphRefusal refusal) {
            if (refusal.status() == 400 || refusal.status() == 403) {
                quota.refund(units);
            }
            throw refusal;
        }
    }

    private int writesOf(GraphCall call) {
        boolean patch = call.method().equals("PATCH") && call.body() != null;
        return patch ? faults.costOfPatch(call.body().path("members@odata.bind").size()) : 1;
    }

    private void checkOptions(GraphCall call, Route route) {
        for (String option : call.query().keySet()) {
            if (!route.options().contains(option)) {
                rules.broken("query options are those of the request", call, option);
            }
        }
    }

    private void checkBody(GraphCall call) {
        String type = call.headers().getOrDefault("Content-Type", "");
        if (BODY_METHODS.contains(call.method()) && !type.startsWith("application/json")) {
            rules.broken("a body has Content-Type application/json", call, type);
        }
        if (BODY_METHODS.contains(call.method())
                && (call.body() == null || !call.body().isObject())) {
            rules.broken("a body is a JSON object", call, String.valueOf(call.body()));
            throw GraphRefusal.malformed("Unable to read JSON request payload. Please ensure Content-Type header is"
                    + " set and payload is of valid JSON format.");
        }
    }
}
