package io.collectionsync.settings;

import static io.collectionsync.settings.SettingKey.GRAPH_DEVICE_MEMORY;
import static io.collectionsync.settings.SettingKey.GRAPH_READ_QUOTA;
import static io.collectionsync.settings.SettingKey.GRAPH_READ_WINDOW;
import static io.collectionsync.settings.SettingKey.GRAPH_REPLICA_LAG;
import static io.collectionsync.settings.SettingKey.GRAPH_RETRY_DELAY;
import static io.collectionsync.settings.SettingKey.GRAPH_WRITE_QUOTA;
import static io.collectionsync.settings.SettingKey.GRAPH_WRITE_WINDOW;

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
 * @param deviceMemory how long Graph's word on a device is believed
 */
public record GraphLimits(
        int writeQuota,
        Duration writeWindow,
        int readQuota,
        Duration readWindow,
        Duration retryDelay,
        Duration replicaLag,
        Duration deviceMemory) {

    /** @return null after a fault */
    static GraphLimits read(Values values) {
        var writes = values.get(GRAPH_WRITE_QUOTA, Rules::positive);
        var writeWindow = values.get(GRAPH_WRITE_WINDOW, Rules::duration);
        var reads = values.get(GRAPH_READ_QUOTA, Rules::positive);
        var readWindow = values.get(GRAPH_READ_WINDOW, Rules::duration);
        var retryDelay = values.get(GRAPH_RETRY_DELAY, Rules::duration);
        var lag = values.get(GRAPH_REPLICA_LAG, Rules::duration);
        var memory = values.get(GRAPH_DEVICE_MEMORY, Rules::duration);
        return writes == null || reads == null
                ? null
                : new GraphLimits(writes, writeWindow, reads, readWindow, retryDelay, lag, memory);
    }
}
