package io.collectionsync.graph.write;

/**
 * A number that grows while answers are clean and halves in trouble. After each trouble it takes twice as many clean
 * answers to grow, so that a limit once met is not tried again and again. Guarded by its owner.
 */
final class Pace {

    private static final int MOST_PATIENCE = 64;

    private final int most;
    private int now;
    private int patience = 1;
    private int clean;

    /** @param first where it begins; @param most where it ends */
    Pace(int first, int most) {
        this.now = first;
        this.most = most;
    }

    int now() {
        return now;
    }

    void clean() {
        if (++clean >= patience) {
            clean = 0;
            now = Math.min(most, patience == 1 ? now * 2 : now + 1);
        }
    }

    void trouble() {
        clean = 0;
        now = Math.max(1, now / 2);
        patience = Math.min(MOST_PATIENCE, patience * 2);
    }
}
