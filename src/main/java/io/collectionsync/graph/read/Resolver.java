package io.collectionsync.graph.read;

import io.collectionsync.graph.GraphClient;
import io.collectionsync.membership.DirectoryDevice;
import io.collectionsync.membership.Resource;
import io.collectionsync.settings.Tenant;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Resolves chunks of resources: from memory first, the rest through Graph. */
public final class Resolver {

    /** What is known of devices from earlier runs. */
    public interface Memory {

        /** @return the remembered devices among {@code deviceIds} that are young enough to be believed */
        Map<UUID, DirectoryDevice> find(UUID tenantId, Collection<UUID> deviceIds);

        /** Remembers devices that one directory object alone bears. */
        void save(UUID tenantId, List<DirectoryDevice> devices);
    }

    private final Memory memory;
    private final GraphClient client;
    private final Duration retryDelay;

    /** @param retryDelay how long a query waits at first before it is sent again */
    public Resolver(Memory memory, GraphClient client, Duration retryDelay) {
        this.memory = memory;
        this.client = client;
        this.retryDelay = retryDelay;
    }

    /** @return the place where resources are looked up, chunk by chunk */
    public Resolution begin(Tenant tenant) {
        return new Resolution(tenant.name(), client.root(tenant.name()), retryDelay);
    }

    /** @return the same for users */
    public UserResolution beginUsers(Tenant tenant) {
        return new UserResolution(tenant.name(), client.root(tenant.name()), retryDelay);
    }

    /** @return the queries that ask which of {@code members} are devices, and which ones */
    public Resolution identify(Tenant tenant, List<UUID> members) {
        return Resolution.ofObjects(tenant.name(), client.root(tenant.name()), members, retryDelay);
    }

    /** Asks for those of one more chunk that memory does not know. */
    public void ask(Tenant tenant, Resolution resolution, List<Resource> resources) {
        var unknown = new HashSet<UUID>();
        resources.forEach(resource -> unknown.add(resource.deviceId()));
        var known = unknown.isEmpty() ? Map.<UUID, DirectoryDevice>of() : memory.find(tenant.id(), unknown);
        unknown.removeAll(known.keySet());
        resolution.ask(unknown, known.values());
    }

    /**
     * Waits for the oldest chunk, and takes it.
     *
     * @return the directory objects of each device id, remembered ones included
     */
    public Map<UUID, Set<DirectoryDevice>> oldest(Tenant tenant, Resolution resolution) throws InterruptedException {
        var chunk = resolution.oldest();
        var found = new HashMap<>(chunk.found());
        memory.save(
                tenant.id(),
                found.values().stream()
                        .filter(devices -> devices.size() == 1)
                        .map(devices -> devices.iterator().next())
                        .toList());
        chunk.known().forEach(device -> found.put(device.deviceId(), Set.of(device)));
        return found;
    }
}
