package io.collectionsync.graph.work;

/** A removal was not sent, because the collections were read too long ago. */
public final class OutdatedRead extends RuntimeException {

    private static final long serialVersionUID = 1;

    public OutdatedRead() {
        super("Removals were not sent, because the collections were read too long ago");
    }
}
