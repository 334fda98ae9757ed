package io.collectionsync.graph;

/**
 * What a call that changes members cannot be made without. Whoever owns the change gives it out; it is asked for its
 * proof each time before the call goes out, after every wait, whatever the routes do.
 */
@FunctionalInterface
public interface Permit {

    /** For calls that change nothing, and need none. */
    Permit NOT_NEEDED = () -> {};

    /**
     * Proves that the change may be sent now.
     *
     * @throws RuntimeException if it may not: the call is not sent
     */
    void prove();
}
