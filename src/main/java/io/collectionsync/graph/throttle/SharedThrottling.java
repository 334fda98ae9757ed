package io.collectionsync.graph.throttle;

import java.time.Duration;

/** What processes that ask the same tenants tell each other. Thread-safe. */
public interface SharedThrottling {

    /**
     * @param tenant name of the tenant
     * @return how long Graph wants to be left alone, whichever process it has told; zero or less where it does not
     * @throws RuntimeException if that is not known
     */
    Duration left(String tenant);

    /**
     * Never fails: an answer of Graph's is at hand.
     *
     * @param tenant name of the tenant
     * @param wait   what Graph has asked of this process
     */
    void extend(String tenant, Duration wait);
}
