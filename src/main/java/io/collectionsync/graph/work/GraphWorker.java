package io.collectionsync.graph.work;

import io.collectionsync.graph.GraphAnswer;
import io.collectionsync.graph.GraphCall;

/**
 * The one protocol by which anything is asked of Graph in turns: {@link #next}, send it, {@link #answered}, until there
 * is no next one; {@link #failed} when something breaks, {@link #close} in any case. Used by one thread.
 */
public interface GraphWorker {

    /** @return whether there may be a next request: false as soon as {@link #next} has found none */
    boolean isOpen();

    /**
     * Waits for the next request.
     *
     * @return null when nothing is left to send, by this worker or another
     * @throws io.collectionsync.graph.MissingStep if the request before has no answer, or its outcomes are not on
     *     record
     */
    GraphCall next() throws InterruptedException;

    /**
     * @param answer to what {@link #next} gave
     * @return the outcomes that are final now; empty for requests that change nothing
     */
    BatchOutcomes answered(GraphAnswer answer);

    /** @return what it was told last; for the routes */
    BatchOutcomes getOutcomes();

    /** @return whether that must go on record before its next request; for the routes */
    boolean isOffRecord();

    /**
     * Something broke: the other workers stop when what they have on its way is answered, and the work as a whole fails
     * with {@code cause}. An {@link OutdatedRead} ends this worker alone.
     */
    void failed(Throwable cause);

    /** The worker ends; a request that it has taken and that has no answer fails the work. */
    void close();
}
