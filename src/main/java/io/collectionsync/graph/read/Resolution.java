package io.collectionsync.graph.read;

import com.fasterxml.jackson.databind.JsonNode;
import io.collectionsync.membership.DirectoryDevice;
import java.time.Duration;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.stream.Collectors;

/** Finds the directory objects of device ids. */
public final class Resolution extends OpenQueries<DirectoryDevice> {

    /**
     * What became of one chunk.
     *
     * @param found by device id, as Entra has just named them
     * @param known what needed no query
     */
    record Devices(Map<UUID, Set<DirectoryDevice>> found, Collection<DirectoryDevice> known) {}

    private static final String DEVICES = "/devices?$select=id,deviceId,trustType,accountEnabled,displayName&$filter=";

    /** Of each chunk that is not taken yet. */
    private final Deque<Collection<DirectoryDevice>> known = new ConcurrentLinkedDeque<>();

    /**
     * Nothing is asked yet.
     *
     * @param tenant     name of the tenant
     * @param root       the tenant's version root, by which its own next links are known
     * @param retryDelay how long a query waits at first before it is sent again
     */
    public Resolution(String tenant, String root, Duration retryDelay) {
        super("Devices", tenant, root, retryDelay);
    }

    /** @return the queries for these Entra device ids, and no others */
    static Resolution ofDevices(String tenant, String root, Collection<UUID> deviceIds, Duration retryDelay) {
        var resolution = new Resolution(tenant, root, retryDelay);
        resolution.ask(deviceIds, List.of());
        resolution.end();
        return resolution;
    }

    /** @return the queries for devices whose object ids are known, and no others */
    public static Resolution ofObjects(String tenant, String root, Collection<UUID> objectIds, Duration retryDelay) {
        var resolution = new Resolution(tenant, root, retryDelay);
        resolution.ask(queries(DEVICES, "id", texts(objectIds)));
        resolution.end();
        return resolution;
    }

    /**
     * Asks for one more chunk.
     *
     * @param deviceIds      the Entra device ids to find
     * @param withoutQueries devices of this chunk that are known
     */
    void ask(Collection<UUID> deviceIds, Collection<DirectoryDevice> withoutQueries) {
        known.add(List.copyOf(withoutQueries));
        ask(queries(DEVICES, "deviceId", texts(deviceIds)));
    }

    private static List<String> texts(Collection<UUID> ids) {
        return ids.stream().distinct().map(UUID::toString).toList();
    }

    @Override
    List<DirectoryDevice> read(JsonNode item) {
        return List.of(new DirectoryDevice(
                UUID.fromString(item.path("deviceId").asText()),
                UUID.fromString(item.path("id").asText()),
                item.path("trustType").asText(null),
                item.path("accountEnabled").asBoolean(true),
                item.path("displayName").asText(null)));
    }

    /** Waits for the oldest chunk, and takes it. */
    Devices oldest() throws InterruptedException {
        return new Devices(byDeviceId(takeChunk()), known.remove());
    }

    /** @return the devices that Entra has named */
    public List<DirectoryDevice> getDevices() {
        return all();
    }

    /** @return the directory objects of each device id; ids that Entra does not know are absent */
    public Map<UUID, Set<DirectoryDevice>> found() {
        return byDeviceId(all());
    }

    private static Map<UUID, Set<DirectoryDevice>> byDeviceId(List<DirectoryDevice> devices) {
        return devices.stream().collect(Collectors.groupingBy(DirectoryDevice::deviceId, Collectors.toSet()));
    }
}
