package io.collectionsync.settings;

import java.time.Duration;

/**
 * What Graph allows an application in a tenant, how soon it is asked again, and how late its reads may be.
 *
 * @param writeQuota  writes allowed within the window
 * @param writeWindow the time in which the quota counts
 * @param readQuota   resource units allowed within their window
 * @param readWindow  the time in which they count
 * @param retryDelay  first wait before a request is sent again
 * @param replicaLag  how long reads may lag behind our own writes
 */
public record GraphLimits(
        int writeQuota,
        Duration writeWindow,
        int readQuota,
        Duration readWindow,
        Duration retryDelay,
        Duration replicaLag) {}
