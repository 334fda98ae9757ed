package io.collectionsync.graph.work;

import io.collectionsync.graph.MissingStep;
import io.collectionsync.membership.Outcome;
import java.util.List;

/** What became of the changes of one batch, and whether that is on record yet. */
public final class BatchOutcomes {

    /** Of requests that change nothing. */
    static final BatchOutcomes NONE = new BatchOutcomes(List.of());

    private final List<Outcome> outcomes;
    private volatile boolean isCounted;
    private volatile boolean isRecorded;
    private volatile boolean isParked;

    public BatchOutcomes(List<Outcome> outcomes) {
        this.outcomes = List.copyOf(outcomes);
    }

    public List<Outcome> outcomes() {
        return outcomes;
    }

    /** They are counted. @return whether they were before */
    public boolean counted() {
        boolean before = isCounted;
        isCounted = true;
        return before;
    }

    /** They are in the history. */
    public void recorded() {
        isRecorded = true;
    }

    /** Those that were not done are dead letters. */
    public void parked() {
        isParked = true;
    }

    public boolean isRecorded() {
        return isRecorded;
    }

    public boolean isParked() {
        return isParked;
    }

    boolean isOnRecord() {
        return outcomes.isEmpty() || isRecorded && isParked;
    }

    /** @throws MissingStep if a later batch must not go out yet */
    void requireOnRecord() {
        if (!outcomes.isEmpty() && !isRecorded) {
            throw new MissingStep("record");
        }
        if (!outcomes.isEmpty() && !isParked) {
            throw new MissingStep("park");
        }
    }
}
