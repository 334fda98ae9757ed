package io.collectionsync.graph;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What came back for a {@link GraphCall}. */
public final class GraphAnswer {

    /** What a 401 says that came in spite of a new token. */
    public static final String NO_TOKEN_HELPS =
            "A new token does not help: see in Entra whether the application is disabled"
                    + " or blocked by Conditional Access, and whether tenant.NAME.cloud or .graph-url names another cloud";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final int status;
    private final Map<String, String> headers;
    private final String failure;
    private final String text;
    private final boolean isRepeated;
    /** The text as JSON, read when it is first asked for: pages are large, and several ask. */
    private JsonNode json;

    /**
     * @param status  HTTP status; 0 where no answer came
     * @param headers header values by name
     * @param body    the text; may be null
     * @param failure why no answer came, or what is told in place of Graph's message; mostly null
     */
    public GraphAnswer(int status, Map<String, String> headers, String body, String failure) {
        this(status, headers, body == null ? "" : body, null, failure, false);
    }

    private GraphAnswer(
            int status, Map<String, String> headers, String text, JsonNode json, String failure, boolean isRepeated) {
        var lower = new TreeMap<String, String>();
        headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
        this.status = status;
        this.headers = Collections.unmodifiableMap(lower);
        this.text = text;
        this.json = json;
        this.failure = failure;
        this.isRepeated = isRepeated;
    }

    /** @return a part of a batch's answer */
    static GraphAnswer part(int status, Map<String, String> headers, JsonNode body) {
        return new GraphAnswer(
                status, headers, "", body.isContainerNode() ? body : MissingNode.getInstance(), null, false);
    }

    public int status() {
        return status;
    }

    /** @return header values by lower-case name */
    public Map<String, String> headers() {
        return headers;
    }

    /** @return why no answer came; mostly null */
    public String failure() {
        return failure;
    }

    /** No answer came: the request may have been carried out all the same. */
    public static GraphAnswer none(String failure) {
        return new GraphAnswer(0, Map.of(), "", failure);
    }

    /** @return this answer, which came in spite of a new token, for that is what a 401 in it or in its parts tells */
    GraphAnswer refusedAnew() {
        return new GraphAnswer(
                status, headers, text, json, (error().message() + " " + NO_TOKEN_HELPS).strip(), isRepeated);
    }

    /** @return this answer, before which an attempt of the same call may have been carried out */
    GraphAnswer repeated() {
        return new GraphAnswer(status, headers, text, json, failure, true);
    }

    /** @return whether an attempt of the same call before may have been carried out */
    public boolean isRepeated() {
        return isRepeated;
    }

    boolean isRefusedAnew() {
        return failure != null && failure.endsWith(NO_TOKEN_HELPS);
    }

    public boolean isOk() {
        return status >= 200 && status < 300;
    }

    /** @return whether trying again may help: throttled, the server at fault, or no answer (fact: Graph error table) */
    public boolean isRetryable() {
        return status == 429 || isUncertain();
    }

    /** @return whether what was asked may have been carried out in spite of this answer, or for want of one */
    public boolean isUncertain() {
        return status == 0 || status == 408 || status >= 500;
    }

    /** @return whether this is a success whose body is no JSON: cut off, or from a proxy */
    boolean isMangled() {
        return isOk() && !text.isBlank() && json().isMissingNode();
    }

    /** @return the body as JSON; a missing node where it is none */
    public synchronized JsonNode json() {
        if (json == null) {
            json = read(text);
        }
        return json;
    }

    private static JsonNode read(String text) {
        try {
            return text.isBlank() ? MissingNode.getInstance() : JSON.readTree(text);
        } catch (JsonProcessingException notJson) {
            return MissingNode.getInstance();
        }
    }

    public GraphError error() {
        return GraphError.of(status, json(), headers.getOrDefault("request-id", null), failure);
    }
}
