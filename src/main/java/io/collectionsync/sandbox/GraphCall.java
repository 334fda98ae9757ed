package io.collectionsync.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * One Graph request, alone or as a part of a batch.
 *
 * @param method  HTTP method, upper case
 * @param target  what was sent after the version root: path and query, not decoded, with a leading slash
 * @param headers the request's or part's own headers, names in any case
 * @param body    JSON body, null where there is none
 * @param caller  whose token came with it
 * @param inBatch whether it is a part
 */
record GraphCall(
        String method, String target, Map<String, String> headers, JsonNode body, Caller caller, boolean inBatch) {

    String path() {
        int mark = target.indexOf('?');
        return decode(mark < 0 ? target : target.substring(0, mark));
    }

    String rawQuery() {
        int mark = target.indexOf('?');
        return mark < 0 ? "" : target.substring(mark + 1);
    }

    /** Query options by name; the dollar sign is part of the name. */
    Map<String, String> query() {
        Map<String, String> options = new LinkedHashMap<>();
        for (String pair : rawQuery().split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                options.put(
                        decode(pair.substring(0, equals)),
                        decode(pair.substring(equals + 1).replace("+", "%20")));
            }
        }
        return options;
    }

    boolean eventual() {
        return "eventual".equalsIgnoreCase(headers.get("ConsistencyLevel"));
    }

    SandboxTenant tenant() {
        return caller.tenant();
    }

    @Override
    public String toString() {
        return method + " " + target;
    }

    static Map<String, String> newHeaders() {
        return new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw GraphRefusal.malformed("Bad Request - Error in query syntax.");
        }
    }
}
