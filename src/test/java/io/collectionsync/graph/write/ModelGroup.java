package io.collectionsync.graph.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.collectionsync.graph.GraphAnswer;
import io.collectionsync.graph.GraphCall;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** One group as Graph holds it, which answers batches well or, as often as it is told, badly. */
final class ModelGroup {

    static final String ROOT = "https://graph.test/v1.0";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final GraphAnswer RESET = GraphAnswer.none("Connection reset");

    final UUID id = UUID.randomUUID();
    final Set<UUID> members;
    final Set<UUID> deletedObjects = new HashSet<>();
    final Set<UUID> refusedObjects = new HashSet<>();
    /** Graph denies each change of them, or of all. */
    final Set<UUID> deniedObjects = new HashSet<>();

    boolean isDenied;
    /** They have just left, and a read may still show them. */
    final Set<UUID> left = new HashSet<>();
    /** Nobody may be removed who is among them. */
    final Set<UUID> forbidden = new HashSet<>();

    final List<String> violations = new ArrayList<>();
    /** How many of a hundred answers are bad. */
    int faults;

    int quota = Integer.MAX_VALUE;
    boolean patchForbidden;
    /** Requests until the group is deleted; negative for never. */
    int deletedAfter = -1;

    int requests;
    int asked;
    private boolean removing;
    private final Random random;

    ModelGroup(Collection<UUID> members, Random random) {
        this.members = new TreeSet<>(members);
        this.random = random;
    }

    GraphAnswer answer(GraphCall call) {
        requests++;
        if (call.method().equals("GET")) {
            check(call.url().startsWith("/groups/" + id + "?$select=id,"), "unexpected " + call.url());
            return bad()
                    ? outerFault()
                    : isDeleted()
                            ? new GraphAnswer(404, Map.of(), gone().toString(), null)
                            : new GraphAnswer(200, Map.of(), "{\"id\":\"" + id + "\"}", null);
        }
        check(call.url().equals("/$batch") && call.method().equals("POST"), "unexpected " + call);
        if (bad() && random.nextBoolean()) {
            return outerFault();
        }
        var body = carryOut(read(call.body()).path("requests"), call);
        return bad() ? mangled(body) : new GraphAnswer(200, Map.of(), body.toString(), null);
    }

    /** Now and then a replica hides a member, or shows one that has left. */
    private ObjectNode groupsOf(String url) {
        asked++;
        check(url.matches("/devices/[0-9a-f-]{36}/memberOf\\?\\$select=id&\\$top=999"), "GET " + url);
        var object = UUID.fromString(url.split("/")[2]);
        var answer = JSON.createObjectNode().put("status", 200);
        var groups = answer.putObject("body").putArray("value");
        groups.addObject().put("id", new UUID(7, 7).toString());
        if (members.contains(object) ? random.nextInt(30) > 0 : left.contains(object) && random.nextBoolean()) {
            groups.addObject().put("id", id.toString());
        }
        return answer;
    }

    /** Nothing is carried out: each part met another writer. */
    GraphAnswer conflict(GraphCall call) {
        var body = JSON.createObjectNode();
        var responses = body.putArray("responses");
        read(call.body())
                .path("requests")
                .forEach(request -> responses.add(part(409, "Directory_ConcurrencyViolation", "")
                        .put("id", request.path("id").asText())));
        return new GraphAnswer(200, Map.of(), body.toString(), null);
    }

    boolean isRemoval(GraphCall call) {
        return call.isBatch() && read(call.body()).findValuesAsText("method").contains("DELETE");
    }

    private boolean isDeleted() {
        return deletedAfter >= 0 && requests > deletedAfter;
    }

    private boolean bad() {
        return random.nextInt(100) < faults;
    }

    private GraphAnswer outerFault() {
        return switch (random.nextInt(5)) {
            case 0 -> new GraphAnswer(429, Map.of("Retry-After", "1"), "", null);
            case 1 -> new GraphAnswer(503, Map.of(), "<html>Service Unavailable</html>", null);
            case 2 -> new GraphAnswer(500, Map.of(), "", null);
            case 3 -> new GraphAnswer(200, Map.of(), "<html>Please sign in to the proxy</html>", null);
            default -> RESET;
        };
    }

    /** The batch was carried out; its answer suffers on the way. */
    private GraphAnswer mangled(ObjectNode body) {
        var responses = (ArrayNode) body.path("responses");
        String text = body.toString();
        switch (random.nextInt(6)) {
            case 0 -> {
                return RESET;
            }
            case 1 -> text = text.substring(0, random.nextInt(text.length()));
            case 2 -> {
                responses.remove(random.nextInt(responses.size()));
                text = body.toString();
            }
            case 3 -> {
                var doubled = (ObjectNode)
                        responses.get(random.nextInt(responses.size())).deepCopy();
                responses.add(doubled.put("status", random.nextBoolean() ? 204 : 400));
                text = body.toString();
            }
            case 4 -> {
                return new GraphAnswer(504, Map.of(), "<html>Gateway Timeout</html>", null);
            }
            default -> text = "";
        }
        return new GraphAnswer(random.nextBoolean() ? 200 : 424, Map.of(), text, null);
    }

    private ObjectNode carryOut(JsonNode requests, GraphCall call) {
        check(!requests.isEmpty() && requests.size() <= 20, requests.size() + " steps in a batch");
        int told = call.writes() + call.patches().size();
        long changes = StreamSupport.stream(requests.spliterator(), false)
                .filter(request -> !request.path("method").asText().equals("GET"))
                .count();
        check(changes == told, "the gate is told " + told + " writes of " + changes);
        check(requests.size() == call.reads(), "the gate is told " + call.reads() + " of " + requests.size());
        var parts = new ArrayList<JsonNode>();
        for (var request : requests) {
            String fault = bad() ? "before" : bad() ? "after" : "";
            var part = fault.equals("before") ? partFault() : carryOut(request);
            parts.add((fault.equals("after") ? part(500, "InternalServerError", "") : part)
                    .put("id", request.path("id").asText()));
        }
        Collections.shuffle(parts, random);
        var body = JSON.createObjectNode();
        body.putArray("responses").addAll(parts);
        return body;
    }

    private ObjectNode partFault() {
        return switch (random.nextInt(5)) {
            case 0 -> part(429, "TooManyRequests", "Please retry again later.");
            case 1 -> part(409, "Directory_ConcurrencyViolation", "Error due to concurrent requests being made.");
            case 2 -> part(503, "ServiceUnavailable", "");
            case 3 -> part(400, "Request_BadRequest", "Something that nobody has seen before.");
            default -> part(424, "FailedDependency", "");
        };
    }

    private ObjectNode carryOut(JsonNode request) {
        String url = request.path("url").asText();
        String members = "/groups/" + id + "/members/";
        return switch (request.path("method").asText()) {
            case "GET" -> groupsOf(url);
            case "PATCH" -> {
                check(url.equals("/groups/" + id), "PATCH " + url);
                var objects = new ArrayList<UUID>();
                request.path("body").path("members@odata.bind").forEach(reference -> objects.add(object(reference)));
                check(!objects.isEmpty() && objects.size() <= 20, objects.size() + " references in a PATCH");
                check(new HashSet<>(objects).size() == objects.size(), "a reference twice in a PATCH");
                yield patchForbidden
                        ? part(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
                        : add(objects);
            }
            case "POST" -> {
                check(url.equals(members + "$ref"), "POST " + url);
                yield add(List.of(object(request.path("body").path("@odata.id"))));
            }
            case "DELETE" -> {
                check(url.startsWith(members) && url.endsWith("/$ref"), "DELETE " + url);
                removing = true;
                yield remove(UUID.fromString(url.substring(members.length(), url.length() - "/$ref".length())));
            }
            default -> throw new AssertionError("unexpected " + request);
        };
    }

    private static ObjectNode denied() {
        return part(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
    }

    private ObjectNode add(List<UUID> objects) {
        check(!removing || members.containsAll(objects), "an addition after a removal");
        if (isDeleted()) {
            return notFound(id);
        }
        if (isDenied || objects.stream().anyMatch(deniedObjects::contains)) {
            return denied();
        }
        for (UUID object : objects) {
            if (deletedObjects.contains(object)) {
                return notFound(random.nextBoolean() ? object : id);
            }
            if (refusedObjects.contains(object)) {
                return part(400, "Request_BadRequest", "The member's type is not allowed in this group.");
            }
        }
        if (members.size() + objects.size() > quota) {
            return part(
                    403,
                    "Directory_QuotaExceeded",
                    "Unable to perform operation as '121' would exceed the maximum"
                            + " quota count '100' for forward-link owners.");
        }
        if (objects.stream().anyMatch(members::contains)) {
            return part(
                    400,
                    "Request_BadRequest",
                    "One or more added object references already exist for the following"
                            + " modified properties: 'members'.");
        }
        members.addAll(objects);
        return part(204, null, null);
    }

    private ObjectNode remove(UUID object) {
        check(!forbidden.contains(object), "the removal of a member who is to stay");
        if (isDeleted()) {
            return notFound(id);
        }
        if (isDenied || deniedObjects.contains(object)) {
            return denied();
        }
        return members.remove(object)
                ? part(204, null, null)
                : random.nextBoolean()
                        ? notFound(object)
                        : part(
                                400,
                                "Request_BadRequest",
                                "One or more removed object references do not exist for the following"
                                        + " modified properties: 'members'.");
    }

    private static ObjectNode notFound(UUID named) {
        return part(
                404,
                "Request_ResourceNotFound",
                "Resource '" + named + "' does not exist or one of its queried"
                        + " reference-property objects are not present.");
    }

    private ObjectNode gone() {
        return (ObjectNode) notFound(id).path("body");
    }

    private static ObjectNode part(int status, String code, String message) {
        var part = JSON.createObjectNode().put("status", status);
        part.putObject("headers").put("Cache-Control", "no-cache");
        var error = part.putObject("body");
        if (code != null) {
            error.putObject("error")
                    .put("code", code)
                    .put("message", message)
                    .putObject("innerError")
                    .put("request-id", "request-" + status);
        }
        return part;
    }

    private static UUID object(JsonNode reference) {
        return UUID.fromString(reference.asText().substring((ROOT + "/directoryObjects/").length()));
    }

    private void check(boolean rule, String violation) {
        if (!rule) {
            violations.add(violation);
        }
    }

    private static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
