package io.collectionsync.state;

import io.collectionsync.membership.Status;
import io.collectionsync.membership.Worded;

/** How a run on record stands: as its report says, or interrupted. */
public enum RunStatus implements Worded {
    SUCCESS(Status.SUCCESS.word()),
    PARTIAL_SUCCESS(Status.PARTIAL_SUCCESS.word()),
    FAILED(Status.FAILED.word()),
    IN_PROGRESS(Status.IN_PROGRESS.word()),
    HELD(Status.HELD.word()),
    /** It was stopped, or its process ended before it did. */
    INTERRUPTED("Interrupted");

    private final String word;

    RunStatus(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}
