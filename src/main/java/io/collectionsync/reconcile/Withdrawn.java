package io.collectionsync.reconcile;

import io.collectionsync.membership.Failure;

/** The group may not be written by this run, or not any more. */
final class Withdrawn extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Failure failure;

    Withdrawn(Failure failure) {
        super(failure.text());
        this.failure = failure;
    }

    Failure failure() {
        return failure;
    }
}
