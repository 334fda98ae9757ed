package io.collectionsync.graph.work;

import io.collectionsync.graph.GraphAnswer;
import io.collectionsync.graph.GraphCall;

/**
 * One of several workers on the same work, as the routes see it: while {@link #isOpen()}, send {@link #getCall()} and
 * hand the answer to {@link #answered}. Used by one thread.
 */
public interface GraphWorker {

    /**
     * Waits for the next request.
     *
     * @return false when nothing is left to send, by this lane or another
     */
    boolean isOpen() throws InterruptedException;

    /** @return the request to send */
    GraphCall getCall();

    /**
     * Asked when the request may go out at last, however long it has waited.
     *
     * @throws RuntimeException if it may not be sent any more: {@link #fail} with it ends this lane, not the work
     */
    void requireFresh();

    /** @return what the answer comes to: for changes, the outcomes that are final now */
    Object answered(GraphAnswer answer);

    /**
     * This lane broke: the others stop too, and the work as a whole fails with {@code cause}, unless that comes from
     * {@link #requireFresh}.
     */
    void fail(Throwable cause);
}
