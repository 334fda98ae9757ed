package io.collectionsync.graph.read;

import io.collectionsync.graph.GraphAnswer;
import io.collectionsync.graph.GraphCall;
import io.collectionsync.graph.GraphFault;
import io.collectionsync.graph.work.GraphWorker;
import io.collectionsync.graph.work.Inquiry;
import io.collectionsync.membership.DirectoryDevice;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Finds the directory objects of a few device ids in one tenant, then the groups that hold each as a direct member.
 * Nothing is taken from memory: this is what Entra says now.
 */
public final class DeviceLookup extends Inquiry {

    private static final Duration RETRY_DELAY = Duration.ofMillis(250);

    private final String tenant;
    private final Resolution resolution;
    private final GraphWorker resolver;
    private final Deque<UUID> objects = new ArrayDeque<>();
    private final Map<UUID, Set<UUID>> groups = new HashMap<>();
    private final Set<String> links = new HashSet<>();
    private boolean resolved;
    private GraphCall next;

    /**
     * @param tenant    name of the tenant
     * @param root      its version root
     * @param deviceIds Entra device ids
     */
    public DeviceLookup(String tenant, String root, Collection<UUID> deviceIds) {
        this.tenant = tenant;
        this.resolution = Resolution.ofDevices(tenant, root, deviceIds, RETRY_DELAY);
        this.resolver = resolution.getWorkers().get(0);
    }

    @Override
    protected GraphCall question() {
        if (next == null && !resolved) {
            next = nextQuery();
        }
        return next;
    }

    private GraphCall nextQuery() {
        try {
            var call = resolver.next();
            if (call == null) {
                resolved = true;
                devices().values().forEach(devices -> devices.forEach(device -> objects.add(device.objectId())));
                nextObject();
                return next;
            }
            return call;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    @Override
    protected void take(GraphAnswer answer) {
        if (!resolved) {
            next = null;
            resolver.answered(answer);
            return;
        }
        var items = answer.json().path("value");
        if (!answer.isOk() || !items.isArray()) {
            throw new GraphFault("Groups of device " + objects.peek() + " could not be read: "
                    + answer.error().line());
        }
        items.forEach(group ->
                groups.get(objects.peek()).add(UUID.fromString(group.path("id").asText())));
        String link = answer.json().path("@odata.nextLink").asText(null);
        if (link != null && !links.add(link)) {
            throw new GraphFault("Groups of device " + objects.peek() + " could not be read: a page repeats");
        }
        if (link != null) {
            next = GraphCall.get(tenant, link, 1);
        } else {
            objects.poll();
            nextObject();
        }
    }

    private void nextObject() {
        next = objects.isEmpty() ? null : GraphCall.groupsOfDevice(tenant, objects.peek());
        if (next != null) {
            groups.put(objects.peek(), new HashSet<>());
        }
    }

    /** @return the directory objects of each device id; ids that Entra does not know are absent */
    public Map<UUID, Set<DirectoryDevice>> devices() {
        return resolution.found();
    }

    /** @return whether {@code object} is a direct member of {@code group} */
    public boolean isMember(UUID object, UUID group) {
        return groups.getOrDefault(object, Set.of()).contains(group);
    }
}
