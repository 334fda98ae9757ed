package io.collectionsync.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A very small Graph on loopback that holds groups and devices, and gives scripted answers first. */
public final class GraphStub implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern CLAUSE = Pattern.compile("deviceId eq '([0-9a-f-]{36})'");
    private static final int PAGE = 2;
    /** Scripted statuses: half an answer; the request carried out and no answer. */
    public static final int BREAKS_OFF = -1;

    public static final int APPLIES_AND_CUTS = -2;

    /** An answer that is given once to the first request whose line or body contains {@code words}. */
    private record Scripted(String words, int status, String body, Map<String, String> headers) {}

    public final Map<UUID, Set<UUID>> groups = new LinkedHashMap<>();
    public final Map<UUID, List<UUID>> objectsByDeviceId = new LinkedHashMap<>();
    public final List<String> requests = new CopyOnWriteArrayList<>();
    public final List<Instant> arrivals = new CopyOnWriteArrayList<>();
    public final List<Map<String, List<String>>> headers = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedDeque<Scripted> script = new ConcurrentLinkedDeque<>();
    private final HttpServer server;

    public GraphStub() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newFixedThreadPool(4));
        server.createContext("/", this::handle);
        server.start();
    }

    public String root() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1.0";
    }

    public GraphStub device(UUID deviceId, UUID object) {
        objectsByDeviceId.computeIfAbsent(deviceId, id -> new ArrayList<>()).add(object);
        return this;
    }

    public GraphStub group(UUID id, UUID... members) {
        groups.put(id, new TreeSet<>(List.of(members)));
        return this;
    }

    /** @param status what to answer, or one of the scripted statuses */
    public GraphStub answerOnce(String words, int status, String body, Map<String, String> headers) {
        script.add(new Scripted(words, status, body, headers));
        return this;
    }

    public long requestsWith(String words) {
        return requests.stream().filter(request -> request.contains(words)).count();
    }

    private void handle(HttpExchange exchange) throws IOException {
        arrivals.add(Instant.now());
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String request = exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body;
        requests.add(request);
        headers.add(lowerCase(exchange));
        var scripted =
                script.stream().filter(entry -> request.contains(entry.words())).findFirst();
        if (scripted.isPresent()) {
            script.removeFirstOccurrence(scripted.get());
            if (scripted.get().status() == APPLIES_AND_CUTS) {
                batch(JSON.readTree(body));
                exchange.close();
                return;
            }
            scripted.get().headers().forEach((name, values) -> Stream.of(values.split(", "))
                    .forEach(value -> exchange.getResponseHeaders().add(name, value)));
            answer(exchange, scripted.get().status(), scripted.get().body());
            return;
        }
        String path = exchange.getRequestURI().toString().substring("/v1.0".length());
        var part =
                path.equals("/$batch") ? batch(JSON.readTree(body)) : single(exchange.getRequestMethod(), path, null);
        answer(exchange, part.path("status").intValue(), part.path("body").toString());
    }

    private static Map<String, List<String>> lowerCase(HttpExchange exchange) {
        var lower = new LinkedHashMap<String, List<String>>();
        exchange.getRequestHeaders().forEach((name, values) -> lower.put(name.toLowerCase(Locale.ROOT), values));
        return lower;
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        if (status == BREAKS_OFF) {
            exchange.sendResponseHeaders(200, bytes.length + 100);
            exchange.getResponseBody().write(bytes);
            exchange.getResponseBody().flush();
            exchange.close();
            return;
        }
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.getResponseHeaders().add("request-id", "request-" + status);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private ObjectNode batch(JsonNode batch) {
        var body = JSON.createObjectNode();
        var responses = body.putArray("responses");
        for (var request : batch.path("requests")) {
            responses.insert(
                    0,
                    single(request.path("method").asText(), request.path("url").asText(), request.path("body"))
                            .put("id", request.path("id").asText()));
        }
        return part(200, body);
    }

    private ObjectNode single(String method, String path, JsonNode body) {
        if (path.startsWith("/devices")) {
            return devices(URLDecoder.decode(path, StandardCharsets.UTF_8));
        }
        var group = UUID.fromString(path.split("[/?]")[2]);
        var members = groups.get(group);
        if (members == null) {
            return part(
                    404,
                    error(
                            "Request_ResourceNotFound",
                            "Resource '" + group + "' does not exist or one of its"
                                    + " queried reference-property objects are not present."));
        }
        return switch (method) {
            case "POST" -> add(members, List.of(objectOf(body.path("@odata.id"))));
            case "PATCH" -> {
                var objects = new ArrayList<UUID>();
                body.path("members@odata.bind").forEach(reference -> objects.add(objectOf(reference)));
                yield add(members, objects);
            }
            case "DELETE" -> members.remove(UUID.fromString(path.split("/")[4]))
                    ? part(204, null)
                    : part(404, error("Request_ResourceNotFound", "Resource does not exist"));
            default -> path.contains("/members")
                    ? page(group, members, path)
                    : part(
                            200,
                            JSON.createObjectNode()
                                    .put("id", group.toString())
                                    .put("displayName", "Ring")
                                    .put("securityEnabled", true)
                                    .put("mailEnabled", false));
        };
    }

    private static ObjectNode add(Set<UUID> members, List<UUID> objects) {
        if (objects.stream().anyMatch(members::contains)) {
            return part(
                    400,
                    error(
                            "Request_BadRequest",
                            "One or more added object references already exist for the"
                                    + " following modified properties: 'members'."));
        }
        members.addAll(objects);
        return part(204, null);
    }

    private ObjectNode page(UUID group, Set<UUID> members, String path) {
        int from = path.contains("skiptoken") ? Integer.parseInt(path.replaceAll(".*%27(\\d+)%27.*", "$1")) : 0;
        var body = JSON.createObjectNode();
        var value = body.putArray("value");
        members.stream().skip(from).limit(PAGE).forEach(member -> value.addObject()
                .put("@odata.type", "#microsoft.graph.device")
                .put("id", member.toString()));
        if (from + PAGE < members.size()) {
            body.put(
                    "@odata.nextLink",
                    root() + "/groups/" + group + "/members?$select=id&$top=999&$skiptoken=X%27" + (from + PAGE)
                            + "%27%2b+a");
        }
        return part(200, body);
    }

    private static void add(ArrayNode value, UUID deviceId, UUID object) {
        value.addObject()
                .put("id", object.toString())
                .put("deviceId", deviceId.toString().toUpperCase(Locale.ROOT))
                .put("trustType", "AzureAd")
                .put("accountEnabled", true)
                .put("displayName", "PC");
    }

    private ObjectNode devices(String path) {
        var body = JSON.createObjectNode();
        var value = body.putArray("value");
        var clauses = CLAUSE.matcher(path);
        while (clauses.find()) {
            var deviceId = UUID.fromString(clauses.group(1));
            objectsByDeviceId.getOrDefault(deviceId, List.of()).forEach(object -> add(value, deviceId, object));
        }
        objectsByDeviceId.forEach((deviceId, objects) -> objects.stream()
                .filter(object -> path.contains("id eq '" + object + "'"))
                .forEach(object -> add(value, deviceId, object)));
        return part(200, body);
    }

    private static UUID objectOf(JsonNode reference) {
        String text = reference.asText();
        return UUID.fromString(text.substring(text.lastIndexOf('/') + 1));
    }

    private static ObjectNode error(String code, String message) {
        var body = JSON.createObjectNode();
        body.putObject("error").put("code", code).put("message", message);
        return body;
    }

    private static ObjectNode part(int status, JsonNode body) {
        var part = JSON.createObjectNode().put("status", status);
        part.putObject("headers").put("request-id", "part-" + status);
        part.set("body", body == null ? JSON.createObjectNode() : body);
        return part;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
