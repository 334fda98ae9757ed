package io.collectionsync.settings;

import java.time.Duration;

/**
 * What Graph allows an application in a tenant.
 *
 * @param writeQuota  writes allowed within the window
 * @param writeWindow the time in which the quota counts
 */
public record GraphLimits(int writeQuota, Duration writeWindow) {
}
