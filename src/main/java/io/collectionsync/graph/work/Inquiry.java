package io.collectionsync.graph.work;

import io.collectionsync.graph.GraphAnswer;
import io.collectionsync.graph.GraphCall;
import io.collectionsync.graph.GraphFault;

/**
 * Questions to Graph that follow from one another, asked by the route {@code graph-inquiry} one by one. Used by one
 * thread.
 */
public interface Inquiry {

    /** @return whether there is a further question */
    boolean isOpen();

    /** @return the question to ask now; only while {@link #isOpen()} */
    GraphCall getNext();

    /**
     * @param answer the answer to {@link #getNext()}
     * @throws GraphFault if nothing can be made of it
     */
    void take(GraphAnswer answer);
}
