package io.collectionsync.graph;

import com.fasterxml.jackson.databind.JsonNode;
import io.collectionsync.membership.OneLine;
import java.util.Locale;

/**
 * Status, code and text of an answer that is no success.
 *
 * @param status    HTTP status, 0 for none
 * @param code      Graph's error code, or {@code no-answer}, or {@code http-STATUS} where the body names none
 * @param message   Graph's text on one line, may be empty
 * @param requestId Graph's request id, may be null
 */
public record GraphError(int status, String code, String message, String requestId) {

    private static final int LONGEST = 400;

    static GraphError of(int status, JsonNode body, String requestId, String failure) {
        var error = body.path("error");
        String code = status == 0 ? "no-answer" : error.path("code").asText("http-" + status);
        String text = failure != null ? failure : error.path("message").asText("");
        String id = error.path("innerError").path("request-id").asText(requestId);
        return new GraphError(status, OneLine.of(code), oneLine(text), OneLine.of(id));
    }

    /** @return this error under a word of ours */
    public GraphError as(String word) {
        return new GraphError(status, word, message, requestId);
    }

    public boolean says(String words) {
        return message.toLowerCase(Locale.ROOT).contains(words.toLowerCase(Locale.ROOT));
    }

    /** @return one line such as {@code 403 Authorization_RequestDenied: Insufficient … (request-id 1-2)} */
    public String line() {
        return (status == 0 ? "" : status + " ")
                + code
                + (message.isEmpty() ? "" : ": " + message)
                + (requestId == null ? "" : " (request-id " + requestId + ")")
                + (code.equals("Authorization_RequestDenied") ? "; 'collection-sync check' tells what is missing" : "");
    }

    private static String oneLine(String text) {
        String line = OneLine.of(text.replaceAll("\\s+", " ").strip());
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    }
}
