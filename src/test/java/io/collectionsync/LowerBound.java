package io.collectionsync;

import io.collectionsync.directory.SharedWork;

/**
 * The least time in which a run can be done, CPU and databases at no cost: each mapping asks for its group, resolves its
 * devices, reads its members, and then writes; four requests of a mapping and eight mappings go at once; no write beyond
 * the quota.
 *
 * @param speed     of the sandbox's clock
 * @param groups    mappings of the same size
 * @param resolved  devices a group that are not known yet
 * @param pages     of members a group
 * @param additions over all groups
 * @param removals  over all groups
 */
record LowerBound(int speed, int groups, int resolved, int pages, int additions, int removals) {

    private static final double LATENCY = 0.1;
    private static final double QUOTA = 3_000;
    private static final double WINDOW = 150;
    private static final int WORKERS = 8;

    double seconds() {
        return Math.max(latency(), quota());
    }

    String binding() {
        return quota() > latency() ? "quota" : "latency";
    }

    private double latency() {
        double batches = rounds(Math.ceil(additions / 20.0 / groups) / 20) + rounds(Math.ceil((double) removals / groups) / 20);
        return Math.ceil((double) groups / WORKERS) * (read() + LATENCY * batches);
    }

    private double quota() {
        double writes = Math.ceil(additions / 20.0) + removals;
        return read() + Math.max(0, writes - QUOTA) / (QUOTA / WINDOW) / speed;
    }

    private double read() {
        return LATENCY * (1 + rounds(resolved / 300.0) + pages);
    }

    private static double rounds(double batches) {
        return Math.ceil(Math.ceil(batches) / SharedWork.MOST_LANES);
    }
}
