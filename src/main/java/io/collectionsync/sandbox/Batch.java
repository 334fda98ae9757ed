package io.collectionsync.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.collectionsync.sandbox.FaultKind.Place;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Takes a $batch apart, performs its parts and puts their answers together (fact sheet 1). */
final class Batch {

    /** Parts a batch may hold (Microsoft docs). */
    static final int MOST_PARTS = 20;

    private static final Set<String> BODY_METHODS = Set.of("POST", "PATCH", "PUT");

    private final GraphService service;
    private final SandboxFaults faults;
    private final SandboxCounters counters;
    private final Rules rules;
    private final GroupTraffic traffic;
    private final Random random;

    Batch(
            GraphService service,
            SandboxFaults faults,
            SandboxCounters counters,
            Rules rules,
            GroupTraffic traffic,
            long seed) {
        this.service = service;
        this.faults = faults;
        this.counters = counters;
        this.rules = rules;
        this.traffic = traffic;
        this.random = new Random(seed);
    }

    /** One part's answer, under the part's id. */
    private record PartAnswer(String id, Answer answer) {}

    /** The answer to a batch; refused as a whole when its shape is wrong. */
    Answer perform(GraphCall batch) {
        List<JsonNode> parts = parts(batch);
        if (faults.wholeBatchThrottled() && service.quota(batch.caller()).exhausted()) {
            service.quota(batch.caller()).charge(1, 1);
        }
        Map<String, Integer> statuses = new HashMap<>();
        List<PartAnswer> answers = new ArrayList<>();
        int patches = 0;
        boolean throttled = false;
        for (JsonNode part : parts) {
            String id = part.path("id").asText();
            boolean patch = part.path("method").asText().equalsIgnoreCase("PATCH");
            patches += patch ? 1 : 0;
            boolean crowded = patch && patches > faults.patchesPerBatchAllowed();
            Answer answer = failedPrerequisite(part, statuses)
                    ? failedDependency(id, answers)
                    : answer(batch, part, crowded, answers);
            statuses.put(id, answer.status());
            throttled |= answer.status() == 429;
        }
        return together(answers, throttled ? faults.throttledBatchStatus() : 200);
    }

    /** The methods of a batch's parts; none where the body is no batch. */
    static Stream<String> methods(byte[] body) {
        JsonNode batch = Json.parseOrNull(body);
        return batch == null
                ? Stream.empty()
                : StreamSupport.stream(batch.path("requests").spliterator(), false)
                        .map(part -> part.path("method").asText());
    }

    private List<JsonNode> parts(GraphCall batch) {
        JsonNode requests = batch.body() == null ? null : batch.body().get("requests");
        if (requests == null || !requests.isArray() || requests.isEmpty()) {
            rules.broken("a batch holds requests", batch, "no requests");
            throw GraphRefusal.malformed("Invalid batch payload format.");
        }
        if (requests.size() > MOST_PARTS) {
            rules.broken("at most 20 parts a batch", batch, requests.size() + " parts");
            throw GraphRefusal.malformed("Number of requests inside batch exceeds the limit.");
        }
        Set<String> ids = new HashSet<>();
        List<JsonNode> parts = new ArrayList<>();
        requests.forEach(part -> parts.add(checked(batch, part, ids)));
        return parts;
    }

    private JsonNode checked(GraphCall batch, JsonNode part, Set<String> ids) {
        String id = part.path("id").asText();
        String method = part.path("method").asText();
        String url = part.path("url").asText();
        if (id.isEmpty() || method.isEmpty() || url.isEmpty()) {
            rules.broken("a part has id, method and url", batch, part.toString());
            throw GraphRefusal.malformed("Invalid batch payload format.");
        }
        if (!ids.add(id.toLowerCase(Locale.ROOT))) {
            rules.broken("ids of a batch are unique", batch, id);
            throw GraphRefusal.malformed("Request Id " + id + " has to be unique in a batch.");
        }
        if (url.contains("://") || url.contains("$batch")) {
            rules.broken("a part's url is relative and no batch", batch, url);
            throw GraphRefusal.malformed("Invalid batch payload format.");
        }
        boolean hasType = headers(part).containsKey("Content-Type");
        if (BODY_METHODS.contains(method.toUpperCase(Locale.ROOT)) && !(hasType && part.hasNonNull("body"))) {
            rules.broken("a part with a body has Content-Type", batch, part.toString());
            throw GraphRefusal.malformed("Write request id : " + id + " does not contain Content-Type header or body.");
        }
        return part;
    }

    private Answer answer(GraphCall batch, JsonNode part, boolean crowded, List<PartAnswer> answers) {
        counters.part();
        GraphCall call = call(batch, part);
        Optional<Fault> fault = faults.draw(Place.PART, call.method(), call.path());
        FaultKind kind = fault.map(Fault::kind).orElse(null);
        Answer answer;
        if (crowded) {
            answer = error(new GraphRefusal(503, "serviceNotAvailable", "Service Unavailable"));
        } else if (kind == FaultKind.ERROR_BEFORE) {
            answer = error(fault.get().refusal());
        } else if (kind == FaultKind.THROTTLED) {
            answer = error(service.quota(batch.caller()).throttle(fault.get().duration()));
        } else {
            answer = traffic.allows(service.groupWritten(call.method(), call.target()), Thread.currentThread())
                    ? service.perform(call)
                    : error(GraphRefusal.concurrency());
        }
        Answer shown = kind == FaultKind.ERROR_AFTER ? error(fault.get().refusal()) : answer;
        String id = part.path("id").asText();
        int times = kind == FaultKind.MISSING_PART ? 0 : kind == FaultKind.DUPLICATED_PART ? 2 : 1;
        answers.addAll(Collections.nCopies(times, new PartAnswer(id, shown)));
        return shown;
    }

    private static GraphCall call(GraphCall batch, JsonNode part) {
        return new GraphCall(
                part.path("method").asText().toUpperCase(Locale.ROOT),
                target(part),
                headers(part),
                part.get("body"),
                batch.caller(),
                true);
    }

    /** A part's url with the leading slash that may be left out. */
    static String target(JsonNode part) {
        String url = part.path("url").asText();
        return url.startsWith("/") ? url : "/" + url;
    }

    private static Map<String, String> headers(JsonNode part) {
        Map<String, String> headers = GraphCall.newHeaders();
        part.path("headers")
                .properties()
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().asText()));
        return headers;
    }

    private static boolean failedPrerequisite(JsonNode part, Map<String, Integer> statuses) {
        for (JsonNode id : part.path("dependsOn")) {
            if (statuses.getOrDefault(id.asText(), 424) >= 400) {
                return true;
            }
        }
        return false;
    }

    private static Answer failedDependency(String id, List<PartAnswer> answers) {
        Answer answer =
                error(new GraphRefusal(424, "FailedDependency", "A request that this one depends on has failed."));
        answers.add(new PartAnswer(id, answer));
        return answer;
    }

    private static Answer error(GraphRefusal refusal) {
        return Answer.error(refusal, null);
    }

    private Answer together(List<PartAnswer> answers, int status) {
        if (faults.answersShuffled()) {
            synchronized (random) {
                Collections.shuffle(answers, random);
            }
        }
        ObjectNode body = Json.object();
        ArrayNode responses = body.putArray("responses");
        Instant latest = null;
        for (PartAnswer part : answers) {
            String until = part.answer().headers().get(Quota.RetryAfter.UNTIL);
            Instant end = until == null ? null : Instant.parse(until);
            latest = end != null && (latest == null || end.isAfter(latest)) ? end : latest;
            responses.add(render(part));
        }
        Answer whole = Answer.json(status, body);
        return latest == null ? whole : whole.with(Quota.RetryAfter.UNTIL, latest.toString());
    }

    private ObjectNode render(PartAnswer part) {
        ObjectNode node =
                Json.object().put("id", part.id()).put("status", part.answer().status());
        ObjectNode headers = node.putObject("headers");
        headers.put(cased("Cache-Control"), "no-cache");
        part.answer().headers().forEach((name, value) -> {
            if (!name.equals(Quota.RetryAfter.UNTIL)) {
                headers.put(cased(name), value);
            }
        });
        if (part.answer().text() != null) {
            return node.put("body", part.answer().text());
        }
        return node.set("body", part.answer().json());
    }

    private String cased(String name) {
        if (!faults.headerCaseMixed()) {
            return name;
        }
        synchronized (random) {
            return switch (random.nextInt(3)) {
                case 0 -> name.toLowerCase(Locale.ROOT);
                case 1 -> name.toUpperCase(Locale.ROOT);
                default -> name;
            };
        }
    }
}
