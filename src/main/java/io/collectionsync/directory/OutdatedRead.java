package io.collectionsync.directory;

/** A removal was not sent, because the collections were read too long ago. */
final class OutdatedRead extends RuntimeException {

    private static final long serialVersionUID = 1;

    OutdatedRead() {
        super("Removals were not sent, because the collections were read too long ago");
    }
}
