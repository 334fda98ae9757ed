package io.collectionsync.settings;

import java.time.Duration;

/**
 * What Graph allows an application in a tenant, and how soon it is asked again.
 *
 * @param writeQuota  writes allowed within the window
 * @param writeWindow the time in which the quota counts
 * @param replicaLag  how long reads may lag behind our own writes
 * @param readQuota   resource units allowed within their window
 * @param readWindow  the time in which they count
 * @param retryDelay  first wait before a request is sent again
 */
public record GraphLimits(int writeQuota, Duration writeWindow, Duration replicaLag, int readQuota,
                          Duration readWindow, Duration retryDelay) {
}
