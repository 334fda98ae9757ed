package io.collectionsync.settings;

import java.time.Duration;

/**
 * What Graph allows an application in a tenant.
 *
 * @param writeQuota  writes allowed within the window
 * @param writeWindow the time in which the quota counts
 * @param replicaLag  how long reads may lag behind our own writes
 */
public record GraphLimits(int writeQuota, Duration writeWindow, Duration replicaLag) {

    /** Well above the seconds that replicas usually lag; a hand edit of a member just changed waits as long. */
    private static final Duration USUAL_LAG = Duration.ofMinutes(5);

    GraphLimits(int writeQuota, Duration writeWindow) {
        this(writeQuota, writeWindow, USUAL_LAG);
    }
}
