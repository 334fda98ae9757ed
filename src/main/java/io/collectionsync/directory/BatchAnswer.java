package io.collectionsync.directory;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The parts of a {@code $batch} answer by their id. A part that is missing, doubled or malformed is not there. */
final class BatchAnswer {

    private final Map<String, GraphAnswer> parts = new HashMap<>();

    /** @param answer the whole; where a new token was refused too, the parts that are refused with 401 say so */
    BatchAnswer(GraphAnswer answer) {
        var doubled = new HashSet<String>();
        for (var part : answer.json().path("responses")) {
            String id = part.path("id").asText("");
            if (part.path("status").isInt() && parts.put(id, toAnswer(part)) != null) {
                doubled.add(id);
            }
        }
        parts.keySet().removeAll(doubled);
        if (answer.isRefusedAnew()) {
            parts.replaceAll((id, part) -> part.status() == 401 ? part.refusedAnew() : part);
        }
    }

    Optional<GraphAnswer> part(String id) {
        return Optional.ofNullable(parts.get(id));
    }

    Collection<GraphAnswer> parts() {
        return parts.values();
    }

    private static GraphAnswer toAnswer(JsonNode part) {
        var headers = new TreeMap<String, String>();
        part.path("headers").fields().forEachRemaining(header ->
                headers.put(header.getKey(), header.getValue().asText()));
        return GraphAnswer.part(part.path("status").intValue(), headers, part.path("body"));
    }
}
