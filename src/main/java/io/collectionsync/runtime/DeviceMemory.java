package io.collectionsync.runtime;

import io.collectionsync.graph.read.Resolver;
import io.collectionsync.membership.DirectoryDevice;
import io.collectionsync.state.KnownDevices;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What the state database remembers of devices, as long as Graph's word on them is {@code believed}. */
record DeviceMemory(KnownDevices devices, Duration believed) implements Resolver.Memory {

    @Override
    public Map<UUID, DirectoryDevice> find(UUID tenantId, Collection<UUID> deviceIds) {
        return devices.young(tenantId.toString(), deviceIds, believed);
    }

    @Override
    public void save(UUID tenantId, List<DirectoryDevice> found) {
        devices.remember(tenantId.toString(), found);
    }
}
