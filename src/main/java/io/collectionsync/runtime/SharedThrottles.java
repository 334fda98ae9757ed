package io.collectionsync.runtime;

import io.collectionsync.graph.throttle.SharedThrottling;
import io.collectionsync.settings.Tenant;
import io.collectionsync.state.Throttles;
import java.time.Duration;
import java.util.Map;

/** Tells other processes through the state database what Graph asks of this one, by the tenant's directory id. */
record SharedThrottles(Throttles throttles, Map<String, Tenant> tenants) implements SharedThrottling {

    @Override
    public Duration left(String tenant) {
        return throttles.left(tenants.get(tenant).id());
    }

    @Override
    public void extend(String tenant, Duration wait) {
        throttles.extend(tenants.get(tenant).id(), wait);
    }
}
