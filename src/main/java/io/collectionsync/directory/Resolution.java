package io.collectionsync.directory;

import com.fasterxml.jackson.databind.JsonNode;
import io.collectionsync.membership.DirectoryDevice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Finds the directory objects of device ids. */
public final class Resolution extends OpenQueries implements Inquiry {

    private static final String DEVICES = "/devices?$select=id,deviceId,trustType,accountEnabled,displayName&$filter=";

    private final List<DirectoryDevice> known;
    private final List<DirectoryDevice> found = new ArrayList<>();
    private final Lane only = getLanes().get(0);

    /**
     * @param tenant    name of the tenant
     * @param root      the tenant's version root, by which next links are told from strangers
     * @param deviceIds the Entra device ids to find
     * @param known     devices that need no query
     * @param retryDelay how long a query waits at first before it is sent again
     */
    public Resolution(String tenant, String root, Collection<UUID> deviceIds, Collection<DirectoryDevice> known,
                      Duration retryDelay) {
        this(tenant, root, "deviceId", deviceIds, known, retryDelay);
    }

    /** @return the queries for devices whose object ids are known */
    static Resolution ofObjects(String tenant, String root, Collection<UUID> objectIds, Duration retryDelay) {
        return new Resolution(tenant, root, "id", objectIds, List.of(), retryDelay);
    }

    private Resolution(String tenant, String root, String property, Collection<UUID> ids,
                       Collection<DirectoryDevice> known, Duration retryDelay) {
        super("Devices", tenant, root, retryDelay);
        this.known = List.copyOf(known);
        ask(DEVICES, property, ids.stream().distinct().map(UUID::toString).toList());
    }

    @Override
    void take(JsonNode item) {
        found.add(new DirectoryDevice(UUID.fromString(item.path("deviceId").asText()),
                UUID.fromString(item.path("id").asText()), item.path("trustType").asText(null),
                item.path("accountEnabled").asBoolean(true), item.path("displayName").asText(null)));
    }

    /** @return the devices that Entra has named */
    public List<DirectoryDevice> getDevices() {
        return List.copyOf(found);
    }

    List<DirectoryDevice> known() {
        return known;
    }

    /** @return the directory objects of each device id; ids that Entra does not know are absent */
    public Map<UUID, Set<DirectoryDevice>> found() {
        requireAnswers();
        return found.stream().collect(Collectors.groupingBy(DirectoryDevice::deviceId, Collectors.toSet()));
    }

    /** @return the next batch, for whoever asks one question after another */
    @Override
    public GraphCall getNext() {
        try {
            return only.isOpen() ? only.getCall() : null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    @Override
    public void take(GraphAnswer answer) {
        only.answered(answer);
    }
}
