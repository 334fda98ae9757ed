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
 * @param failure why no answer came, or what is told in place of Graph's message; mostly null
 */
public record GraphAnswer(int status, Map<String, String> headers, String body, String failure) {

    /** What a 401 says that came in spite of a new token. */
    static final String NO_TOKEN_HELPS = "A new token does not help: see in Entra whether the application is disabled"
            + " or blocked by Conditional Access, and whether tenant.NAME.cloud or .graph-url names another cloud";

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

    /** @return this answer, which came in spite of a new token, for that is what a 401 in it or in its parts tells */
    GraphAnswer refusedAnew() {
        return new GraphAnswer(status, headers, body, (error().message() + " " + NO_TOKEN_HELPS).strip());
    }

    boolean isRefusedAnew() {
        return failure != null && failure.endsWith(NO_TOKEN_HELPS);
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
