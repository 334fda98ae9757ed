package io.collectionsync.state.db;

/** A commit failed, so it may have happened: the transaction is not repeated. */
final class UnknownCommit extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnknownCommit(RuntimeException failed) {
        super(failed);
    }
}
