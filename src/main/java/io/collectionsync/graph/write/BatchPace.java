package io.collectionsync.graph.write;

import io.collectionsync.graph.work.SharedWork;

/**
 * How much goes to one group at once: it grows while answers are clean, and shrinks when Graph reports a conflict;
 * first the batches, and where there is but one, its steps, for Graph carries them out side by side. Guarded by its
 * owner.
 */
final class BatchPace {

    /** Most steps in a batch (Microsoft docs). */
    static final int MOST_STEPS = 20;
    /** PATCHes of 20 that a batch begins with; 20 of them drew 503 in the field, 5 did not (Microsoft's GMM). */
    private static final int FIRST_PATCHES = 5;

    private final Pace workers = new Pace(1, SharedWork.MOST_WORKERS);
    private final Pace patches = new Pace(FIRST_PATCHES, MOST_STEPS);
    private final Pace steps = new Pace(MOST_STEPS, MOST_STEPS);

    /** @return batches in flight at once */
    int workers() {
        return workers.now();
    }

    /** @return PATCHes in a batch */
    int patches() {
        return patches.now();
    }

    /** @return steps in a batch, PATCHes included */
    int steps() {
        return steps.now();
    }

    void adapt(Traffic traffic) {
        switch (traffic) {
            case CLEAN -> {
                workers.clean();
                patches.clean();
                steps.clean();
            }
            case THROTTLED -> {}
            case CONFLICT -> (workers.now() > 1 ? workers : steps).trouble();
            case CROWDED -> {
                patches.trouble();
                steps.trouble();
            }
            case BROKEN -> {
                workers.trouble();
                patches.trouble();
            }
        }
    }
}
