package io.collectionsync.sandbox;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One kind of request that Graph knows.
 *
 * @param method  HTTP method
 * @param kind    name in the counters: the path with {@code {id}} for what varies
 * @param pattern matches the decoded path below the version root; its groups are handed to the handler
 * @param units   resource units (fact sheet 7), before $select and $top
 * @param write   whether it is charged against the write quota
 * @param options query options that it takes
 * @param handler answers it
 */
record Route(
        String method, String kind, Pattern pattern, int units, boolean write, Set<String> options, Handler handler) {

    /** Answers a call of a route. */
    interface Handler {
        Answer answer(GraphCall call, Matcher path);
    }

    static Route read(String kind, String path, int units, String options, Handler handler) {
        return new Route("GET", kind, Pattern.compile(path), units, false, Set.of(options.split(" ")), handler);
    }

    static Route write(String method, String kind, String path, Handler handler) {
        return new Route(method, kind, Pattern.compile(path), 1, true, Set.of(), handler);
    }

    /** Resource units of a call: $select and a $top below 20 make it cheaper, never below 1 (fact sheet 7). */
    int unitsOf(GraphCall call) {
        if (write) {
            return 1;
        }
        String top = call.query().get("$top");
        int saved = (call.query().containsKey("$select") ? 1 : 0) + (top != null && top.matches("1?\\d") ? 1 : 0);
        return Math.max(1, units - saved);
    }
}
