package io.collectionsync.graph.work;

import io.collectionsync.graph.MissingStep;
import io.collectionsync.membership.Outcome;
import java.util.List;

/** What became of the changes of one batch, and whether that is on record yet. */
public final class BatchOutcomes {

    private final List<Outcome> outcomes;
    private volatile boolean isRecorded;
    private volatile boolean isParked;

    public BatchOutcomes(List<Outcome> outcomes) {
        this.outcomes = List.copyOf(outcomes);
    }

    public List<Outcome> outcomes() {
        return outcomes;
    }

    /** For the routes. */
    public boolean isEmpty() {
        return outcomes.isEmpty();
    }

    /** They are in the history. */
    public void recorded() {
        isRecorded = true;
    }

    /** Those that were not done are dead letters. */
    public void parked() {
        isParked = true;
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
