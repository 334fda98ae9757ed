package io.collectionsync.graph;

/**
 * Graph was throttled, at fault or silent: the call may be tried again. Carries the answer for the last time it fails.
 */
public final class GraphUnavailable extends Exception {

    private static final long serialVersionUID = 1;

    private final transient GraphAnswer answer;

    GraphUnavailable(GraphAnswer answer) {
        super(answer.error().line());
        this.answer = answer;
    }

    public GraphAnswer answer() {
        return answer;
    }
}
