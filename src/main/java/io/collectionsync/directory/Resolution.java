package io.collectionsync.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.collectionsync.membership.DirectoryDevice;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/**
 * Finds the directory objects of device ids: {@value #CLAUSES} clauses a query, {@value #QUERIES} queries a batch
 * (Microsoft docs: limits of $filter and of $batch). Used by one thread: take {@link #getNext()}, send it, hand the
 * answer to {@link #take}.
 */
public final class Resolution implements Inquiry {

    static final int CLAUSES = 15;
    static final int QUERIES = 20;
    static final int MOST_ATTEMPTS = 5;
    private static final long FIRST_PAUSE_MILLIS = 500;
    private static final String DEVICES = "/devices?$select=id,deviceId,trustType,accountEnabled,displayName&$filter=";

    private record Query(String url, int attempts) {
    }

    private final String tenant;
    private final String root;
    private final List<DirectoryDevice> known;
    private final Deque<Query> queries = new ArrayDeque<>();
    private final Map<String, Query> inFlight = new LinkedHashMap<>();
    private final List<DirectoryDevice> found = new ArrayList<>();
    private int attempts;

    /**
     * @param tenant    name of the tenant
     * @param root      the tenant's version root, by which next links are told from strangers
     * @param deviceIds the Entra device ids to find
     * @param known     devices that need no query
     */
    public Resolution(String tenant, String root, Collection<UUID> deviceIds, Collection<DirectoryDevice> known) {
        this(tenant, root, "deviceId", deviceIds, known);
    }

    /** @return the queries for devices whose object ids are known */
    static Resolution ofObjects(String tenant, String root, Collection<UUID> objectIds) {
        return new Resolution(tenant, root, "id", objectIds, List.of());
    }

    private Resolution(String tenant, String root, String property, Collection<UUID> ids,
                       Collection<DirectoryDevice> known) {
        this.tenant = tenant;
        this.root = root;
        this.known = List.copyOf(known);
        var rest = new ArrayDeque<>(new HashSet<>(ids));
        while (!rest.isEmpty()) {
            var clauses = new ArrayList<String>(CLAUSES);
            while (!rest.isEmpty() && clauses.size() < CLAUSES) {
                clauses.add(property + " eq '" + rest.poll() + "'");
            }
            queries.add(new Query(DEVICES + GraphCall.escape(String.join(" or ", clauses)), 0));
        }
    }

    @Override
    public boolean isOpen() {
        return !queries.isEmpty();
    }

    /** @return milliseconds to wait before {@link #getNext()}: growing and jittered after a failed part */
    public long getPause() {
        long longest = attempts == 0 ? 0 : FIRST_PAUSE_MILLIS << (attempts - 1);
        return longest == 0 ? 0 : ThreadLocalRandom.current().nextLong(longest / 2, longest + 1);
    }

    /** @return a batch of up to {@value #QUERIES} queries */
    @Override
    public GraphCall getNext() {
        inFlight.clear();
        var batch = JsonNodeFactory.instance.objectNode();
        var requests = batch.putArray("requests");
        while (!queries.isEmpty() && inFlight.size() < QUERIES) {
            String id = String.valueOf(inFlight.size() + 1);
            inFlight.put(id, queries.poll());
            requests.addObject().put("id", id).put("method", "GET").put("url", inFlight.get(id).url());
        }
        return GraphCall.post(tenant, "/$batch", batch.toString(), inFlight.size(), 0);
    }

    /**
     * @param answer the answer to the last {@link #getNext()}
     * @throws DirectoryFault if a query is refused, or failed too often: then nothing of this resolution is to be used
     */
    @Override
    public void take(GraphAnswer answer) {
        boolean holdsParts = answer.isOk() || answer.status() == 424;
        if (!holdsParts && !answer.isRetryable()) {
            throw refused(answer);
        }
        var batch = new BatchAnswer(answer);
        attempts = 0;
        inFlight.forEach((id, query) -> take(query, batch.part(id)
                .orElseGet(() -> holdsParts ? GraphAnswer.none("Graph's answer lacks this query") : answer)));
    }

    private void take(Query query, GraphAnswer part) {
        var items = part.json().path("value");
        if (part.isOk() && items.isArray()) {
            items.forEach(this::takeDevice);
            follow(part.json().path("@odata.nextLink"));
        } else if ((part.isOk() || part.isRetryable() || part.status() == 424) && query.attempts() + 1 < MOST_ATTEMPTS) {
            queries.addFirst(new Query(query.url(), query.attempts() + 1));
            attempts = Math.max(attempts, query.attempts() + 1);
        } else {
            throw refused(part);
        }
    }

    private void takeDevice(JsonNode item) {
        try {
            found.add(new DirectoryDevice(UUID.fromString(item.path("deviceId").asText()),
                    UUID.fromString(item.path("id").asText()), item.path("trustType").asText(null),
                    item.path("accountEnabled").asBoolean(true), item.path("displayName").asText(null)));
        } catch (IllegalArgumentException malformed) {
            throw new DirectoryFault("Devices could not be resolved: Graph lists one without id or deviceId", malformed);
        }
    }

    /** The parts of a batch are relative to the version root, next links are absolute. */
    private void follow(JsonNode link) {
        if (link.isTextual()) {
            if (!link.textValue().startsWith(root + "/")) {
                throw new DirectoryFault("Devices could not be resolved: a next link leads away from " + root);
            }
            queries.addFirst(new Query(link.textValue().substring(root.length()), 0));
        }
    }

    private static DirectoryFault refused(GraphAnswer answer) {
        return new DirectoryFault("Devices could not be resolved in Entra: " + answer.error().line());
    }

    /** @return the devices that Entra has named */
    public List<DirectoryDevice> getDevices() {
        return List.copyOf(found);
    }

    List<DirectoryDevice> known() {
        return known;
    }

    /**
     * @return the directory objects of each device id; ids that Entra does not know are absent
     * @throws IllegalStateException while queries are open
     */
    public Map<UUID, Set<DirectoryDevice>> found() {
        if (isOpen()) {
            throw new IllegalStateException("Queries are open");
        }
        return found.stream().collect(Collectors.groupingBy(DirectoryDevice::deviceId, Collectors.toSet()));
    }
}
