package io.collectionsync.benchmark;

import io.collectionsync.graph.work.SharedWork;

/**
 * The least time in which a run can be done, CPU and databases at no cost and nothing failing. Counted is each round
 * trip that the protocol and the order of {@code reconcile} force: the group's facts, then beside each other the devices
 * that are not known yet and the pages of members one after the other, then the additions, then the removals; a token is
 * there. Four requests of a mapping, a page beside them, and eight mappings go at once, from the first moment on; no write
 * beyond the quota, which is whole when the writing begins.
 *
 * @param speed of the sandbox's clock
 * @param work  what there is to do
 */
record LowerBound(double speed, Work work) {

    /**
     * @param groups    mappings of the same size
     * @param resolved  devices a group that are not known yet
     * @param pages     of members a group
     * @param additions over all groups
     * @param removals  over all groups
     */
    record Work(int groups, int resolved, int pages, int additions, int removals) {}

    /** Seconds that an answer takes in the mean. */
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
        double patches = Math.ceil((double) work.additions() / work.groups() / 20);
        double batches = rounds(patches / 20) + rounds((double) work.removals() / work.groups() / 20);
        return Math.ceil((double) work.groups() / WORKERS) * (read() + LATENCY * batches);
    }

    /** The last write that the quota lets pass must be answered too. */
    private double quota() {
        double writes = work.groups() * Math.ceil((double) work.additions() / work.groups() / 20) + work.removals();
        return read() + Math.max(0, writes - QUOTA) / (QUOTA / WINDOW) / speed + LATENCY;
    }

    private double read() {
        return LATENCY * (1 + Math.max(rounds(work.resolved() / 300.0), Math.max(1, work.pages())));
    }

    private static double rounds(double batches) {
        return Math.ceil(Math.ceil(batches) / SharedWork.MOST_WORKERS);
    }
}
