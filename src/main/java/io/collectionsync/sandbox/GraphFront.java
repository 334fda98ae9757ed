package io.collectionsync.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The door of the Graph sandbox: token, pause after a 429, batch or single call. Knows no HTTP. */
final class GraphFront {

    /** Range of x-ms-throttle-limit-percentage (Microsoft docs). */
    private static final double ANNOUNCED_FROM = 0.8;

    private static final double ANNOUNCED_TO = 1.8;

    private final GraphService service;
    private final Batch batch;
    private final Tokens tokens;
    private final GroupTraffic traffic;
    private final SandboxFaults faults;
    private final SandboxCounters counters;
    private final Rules rules;

    GraphFront(
            GraphService service,
            Batch batch,
            Tokens tokens,
            GroupTraffic traffic,
            SandboxFaults faults,
            SandboxCounters counters,
            Rules rules) {
        this.service = service;
        this.batch = batch;
        this.tokens = tokens;
        this.traffic = traffic;
        this.faults = faults;
        this.counters = counters;
        this.rules = rules;
    }

    /** What happens between a request's arrival and its answer, such as half of the latency. */
    interface Interlude {
        void pass();
    }

    /**
     * Answers a request below the version root.
     *
     * @param target path and query without the version root
     */
    Answer answer(String method, String target, Map<String, String> headers, byte[] body, Interlude wayThere) {
        Set<UUID> groups = Set.of();
        try {
            checkHeaders(method, target, headers);
            Caller caller = tokens.caller(headers.get("Authorization"));
            Quota quota = service.quota(caller);
            refuseEarly(quota, method, target);
            JsonNode json = Json.parseOrNull(body);
            GraphCall call = new GraphCall(method, target, headers, json, caller, false);
            groups = groupsWritten(call);
            traffic.enter(groups, headers.get("Authorization"));
            wayThere.pass();
            return perform(call, quota);
        } catch (GraphRefusal refusal) {
            return Answer.error(refusal, headers.get("client-request-id"));
        } finally {
            left(groups);
        }
    }

    private final ThreadLocal<Set<UUID>> writing = ThreadLocal.withInitial(Set::of);

    private void left(Set<UUID> groups) {
        writing.set(groups);
    }

    /** The answer of the request on this thread is about to leave. */
    void answering() {
        traffic.answer(writing.get());
    }

    /** The answer of the request on this thread has left; its groups are free for other writers. */
    void done() {
        traffic.leave(writing.get());
        writing.remove();
    }

    /** A 429 that no quota caused, for injected faults. */
    Answer throttled(Map<String, String> headers, Fault fault) {
        try {
            Quota quota = service.quota(tokens.caller(headers.get("Authorization")));
            return Answer.error(quota.throttle(fault.duration()), null);
        } catch (GraphRefusal refusal) {
            return Answer.error(refusal, null);
        }
    }

    /** Tells the caller's quota that the client is about to learn of a pause. */
    void told(Map<String, String> headers, Answer answer) {
        String until = answer.headers().get(Quota.RetryAfter.UNTIL);
        Caller caller = until == null ? null : tokens.callerOrNull(headers.get("Authorization"));
        if (caller != null) {
            service.quota(caller).told(Instant.parse(until));
        }
    }

    void expire(Map<String, String> headers) {
        tokens.expire(headers.get("Authorization"));
    }

    private Answer perform(GraphCall call, Quota quota) {
        boolean isBatch = call.path().equals("/$batch");
        if (isBatch && !call.method().equals("POST")) {
            throw GraphRefusal.unknownPath();
        }
        if (!isBatch && !groupAllowed(call)) {
            throw GraphRefusal.concurrency();
        }
        Answer answer = isBatch ? countedBatch(call) : service.perform(call);
        double used = quota.used();
        return used < ANNOUNCED_FROM
                ? answer
                : answer.with(
                        "x-ms-throttle-limit-percentage",
                        String.format(Locale.ROOT, "%.1f", Math.min(ANNOUNCED_TO, used)));
    }

    private Answer countedBatch(GraphCall call) {
        counters.kind("POST /$batch");
        return batch.perform(call);
    }

    private boolean groupAllowed(GraphCall call) {
        return traffic.allows(service.groupWritten(call.method(), call.target()), Thread.currentThread());
    }

    private void refuseEarly(Quota quota, String method, String target) {
        if (faults.earlyRetriesPunished() && quota.tooEarly()) {
            counters.earlyRetry();
            rules.broken(
                    "nothing is sent before Retry-After is over", method + " " + target, quota.pause() + " too early");
            throw quota.throttle(quota.pause());
        }
    }

    private Set<UUID> groupsWritten(GraphCall call) {
        Set<UUID> groups = new HashSet<>();
        if (call.path().equals("/$batch") && call.body() != null) {
            for (JsonNode part : call.body().path("requests")) {
                String method = part.path("method").asText().toUpperCase(Locale.ROOT);
                groups.add(service.groupWritten(method, Batch.target(part)));
            }
        } else {
            groups.add(service.groupWritten(call.method(), call.target()));
        }
        groups.remove(null);
        return groups;
    }

    private void checkHeaders(String method, String target, Map<String, String> headers) {
        String id = headers.get("client-request-id");
        if (id != null && Ids.idOrNull(id) == null) {
            rules.broken("client-request-id is a GUID", method + " " + target, id);
        }
        if (!headers.getOrDefault("Authorization", "").startsWith("Bearer ")) {
            rules.broken("a request bears a token", method + " " + target, "no Authorization: Bearer");
        }
    }
}
