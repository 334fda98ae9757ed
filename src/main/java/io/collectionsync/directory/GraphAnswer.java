package io.collectionsync.directory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came back for a {@link GraphCall}.
 *
 * @param status  HTTP status; 0 where no answer came
 * @param headers header values by lower-case name
 * @param body    the text; never null
 * @param failure why no answer came; null where one did
 */
public record GraphAnswer(int status, Map<String, String> headers, String body, String failure) {

    private static final ObjectMapper JSON = new ObjectMapper();

    public GraphAnswer {
        var lower = new TreeMap<String, String>();
        headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
        headers = lower;
        body = body == null ? "" : body;
    }

    /** No answer came: the request may have been carried out all the same. */
    public static GraphAnswer none(String failure) {
        return new GraphAnswer(0, Map.of(), "", failure);
    }

    public boolean isOk() {
        return status >= 200 && status < 300;
    }

    /** @return whether trying again may help: throttled, the server at fault, or no answer (fact: Graph error table) */
    public boolean isRetryable() {
        return status == 0 || status == 408 || status == 429 || status >= 500;
    }

    /** @return whether this is a success whose body is no JSON: cut off, or from a proxy */
    boolean isMangled() {
        return isOk() && !body.isBlank() && json().isMissingNode();
    }

    /** @return the body as JSON; a missing node where it is none */
    public JsonNode json() {
        try {
            return body.isBlank() ? MissingNode.getInstance() : JSON.readTree(body);
        } catch (JsonProcessingException notJson) {
            return MissingNode.getInstance();
        }
    }

    public GraphError error() {
        return GraphError.of(status, json(), headers.getOrDefault("request-id", null), failure);
    }
}
