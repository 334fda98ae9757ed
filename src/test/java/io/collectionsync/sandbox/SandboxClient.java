package io.collectionsync.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A plain client of the Graph sandbox that sends exactly what a test asks for. */
final class SandboxClient {

    private final Sandbox sandbox;
    private final HttpClient http;
    private String token;

    SandboxClient(Sandbox sandbox) {
        this.sandbox = sandbox;
        http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(sandbox.certificates().clientContext())
                .build();
        renewToken();
    }

    /** An answer; {@code json} is null when the body is none. */
    record Reply(int status, Map<String, List<String>> headers, String text) {

        JsonNode json() {
            return Json.parseOrNull(text.getBytes(StandardCharsets.UTF_8));
        }

        String code() {
            return json().path("error").path("code").asText();
        }

        String message() {
            return json().path("error").path("message").asText();
        }

        String header(String name) {
            return headers.containsKey(name) ? headers.get(name).get(0) : null;
        }
    }

    void renewToken() {
        token = sandbox.graph().token(sandbox.tenant("contoso"));
    }

    void useToken(String other) {
        token = other;
    }

    Reply get(String target, String... headers) {
        return send("GET", target, null, headers);
    }

    Reply delete(String target) {
        return send("DELETE", target, null);
    }

    Reply post(String target, Object body) {
        return send("POST", target, body.toString(), "Content-Type", "application/json");
    }

    Reply patch(String target, Object body) {
        return send("PATCH", target, body.toString(), "Content-Type", "application/json");
    }

    Reply add(SandboxGroup group, UUID member) {
        return post("/groups/" + group.id() + "/members/$ref", reference(member));
    }

    Reply addAll(SandboxGroup group, List<UUID> members) {
        return patch("/groups/" + group.id(), bind(members));
    }

    Reply remove(SandboxGroup group, UUID member) {
        return delete("/groups/" + group.id() + "/members/" + member + "/$ref");
    }

    ObjectNode reference(UUID member) {
        return Json.object().put("@odata.id", url(member));
    }

    ObjectNode bind(List<UUID> members) {
        ObjectNode body = Json.object();
        ArrayNode references = body.putArray("members@odata.bind");
        members.forEach(member -> references.add(url(member)));
        return body;
    }

    String url(UUID member) {
        return sandbox.graph().url() + "/v1.0/directoryObjects/" + member;
    }

    /** Sends a batch of parts; each has been made with {@link #part}. */
    Reply batch(JsonNode... parts) {
        ObjectNode body = Json.object();
        ArrayNode requests = body.putArray("requests");
        for (JsonNode part : parts) {
            requests.add(part);
        }
        return post("/$batch", body);
    }

    static ObjectNode part(String id, String method, String url, JsonNode body) {
        ObjectNode part = Json.object().put("id", id).put("method", method).put("url", url);
        if (body != null) {
            part.putObject("headers").put("Content-Type", "application/json");
            part.set("body", body);
        }
        return part;
    }

    ObjectNode addPart(String id, SandboxGroup group, UUID member) {
        return part(id, "POST", "/groups/" + group.id() + "/members/$ref", reference(member));
    }

    ObjectNode removePart(String id, SandboxGroup group, UUID member) {
        return part(id, "DELETE", "/groups/" + group.id() + "/members/" + member + "/$ref", null);
    }

    /** The parts of a batch's answer by id. */
    static Map<String, JsonNode> parts(Reply batch) {
        Map<String, JsonNode> parts = new HashMap<>();
        batch.json().path("responses").forEach(part -> parts.put(part.path("id").asText(), part));
        return parts;
    }

    /** Ids of a listing, all pages. */
    List<UUID> ids(String target, String... headers) {
        List<UUID> ids = new ArrayList<>();
        Reply page = get(target, headers);
        while (true) {
            page.json()
                    .path("value")
                    .forEach(item -> ids.add(UUID.fromString(item.path("id").asText())));
            JsonNode next = page.json().get("@odata.nextLink");
            if (next == null) {
                return ids;
            }
            page = get(next.asText().substring((sandbox.graph().url() + "/v1.0").length()), headers);
        }
    }

    Reply send(String method, String target, String body, String... headers) {
        try {
            return exchange(method, target, body, headers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Like {@link #send}, with the broken connection as it is. */
    Reply exchange(String method, String target, String body, String... headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(sandbox.graph().url() + "/v1.0" + target))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Reply(answer.statusCode(), answer.headers().map(), answer.body());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
