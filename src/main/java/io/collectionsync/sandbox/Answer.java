package io.collectionsync.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * What the sandbox answers to one request or part.
 *
 * @param status  HTTP status
 * @param headers headers, without those that every answer of Graph bears
 * @param json    JSON body, null for none or for {@code text}
 * @param text    a body that is not JSON, null for none
 */
record Answer(int status, Map<String, String> headers, JsonNode json, String text) {

    static final String JSON_TYPE =
            "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";

    static Answer noContent() {
        return new Answer(204, new LinkedHashMap<>(), null, null);
    }

    static Answer ok(JsonNode body) {
        return json(200, body);
    }

    static Answer json(int status, JsonNode body) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("OData-Version", "4.0");
        headers.put("Content-Type", JSON_TYPE);
        return new Answer(status, headers, body, null);
    }

    static Answer text(int status, String contentType, String text) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", contentType);
        return new Answer(status, headers, null, text);
    }

    /** The error body of fact sheet 1; the 429 body of section 7. */
    static Answer error(GraphRefusal refusal, String clientRequestId) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ObjectNode error = body.putObject("error").put("code", refusal.code());
        String date = LocalDateTime.now(ZoneOffset.UTC)
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        String requestId = UUID.randomUUID().toString();
        if (refusal.status() == 429) {
            error.putObject("innerError")
                    .put("code", "429")
                    .put("date", date)
                    .put("message", "Please retry after")
                    .put("request-id", requestId)
                    .put("status", "429");
            error.put("message", refusal.getMessage());
        } else {
            error.put("message", refusal.getMessage())
                    .putObject("innerError")
                    .put("date", date)
                    .put("request-id", requestId)
                    .put("client-request-id", clientRequestId == null ? requestId : clientRequestId);
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.putAll(refusal.headers());
        return new Answer(refusal.status(), headers, body, null);
    }

    Answer with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    byte[] bytes() {
        if (json != null) {
            return Json.bytes(json);
        }
        return text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
    }
}
