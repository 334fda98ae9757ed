package io.collectionsync.graph;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The parts of a {@code $batch} answer by their id. A part that is missing, doubled or malformed is not there. A part
 * without a {@code Date} of its own has that of the whole: the same server wrote it.
 */
public final class BatchAnswer {

    private static final String DATE = "date";

    private final Map<String, GraphAnswer> parts = new HashMap<>();

    /** @param answer the whole; where a new token was refused too, the parts that are refused with 401 say so */
    public BatchAnswer(GraphAnswer answer) {
        var doubled = new HashSet<String>();
        for (var part : answer.json().path("responses")) {
            String id = part.path("id").asText("");
            if (part.path("status").isInt()
                    && parts.put(id, toAnswer(part, answer.headers().get(DATE))) != null) {
                doubled.add(id);
            }
        }
        parts.keySet().removeAll(doubled);
        if (answer.isRefusedAnew()) {
            parts.replaceAll((id, part) -> part.status() == 401 ? part.refusedAnew() : part);
        }
    }

    public Optional<GraphAnswer> part(String id) {
        return Optional.ofNullable(parts.get(id));
    }

    Collection<GraphAnswer> parts() {
        return parts.values();
    }

    private static GraphAnswer toAnswer(JsonNode part, String date) {
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        part.path("headers")
                .properties()
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().asText()));
        if (date != null) {
            headers.putIfAbsent(DATE, date);
        }
        return GraphAnswer.part(part.path("status").intValue(), headers, part.path("body"));
    }
}
