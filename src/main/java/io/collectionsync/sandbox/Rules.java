package io.collectionsync.sandbox;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Collects breaches of Graph's contract. Thread-safe. */
final class Rules {

    private static final int MOST_KEPT = 1_000;

    private final List<Violation> violations = new CopyOnWriteArrayList<>();

    List<Violation> violations() {
        return List.copyOf(violations);
    }

    void clear() {
        violations.clear();
    }

    void broken(String rule, Object request, String detail) {
        add(new Violation(rule, request.toString(), detail, false));
    }

    void fatal(String rule, Object request, String detail) {
        add(new Violation(rule, request.toString(), detail, true));
    }

    /** A nextLink is sent verbatim, with the custom headers of the first request. */
    void nextLink(GraphCall call, String issued, boolean eventual) {
        if (!call.target().equals(issued)) {
            broken("nextLink is sent verbatim", call, "issued as " + issued);
        }
        if (eventual && !call.eventual()) {
            broken("custom headers are sent again with nextLink", call, "ConsistencyLevel is missing");
        }
    }

    private void add(Violation violation) {
        if (violations.size() < MOST_KEPT) {
            violations.add(violation);
        }
    }
}
