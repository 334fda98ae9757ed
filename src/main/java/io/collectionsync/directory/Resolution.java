package io.collectionsync.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.collectionsync.membership.DirectoryDevice;
import java.time.Duration;
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
 * (Microsoft docs: limits of $filter and of $batch). Several lanes send them side by side: see {@link Lane}.
 */
public final class Resolution extends SharedWork<Resolution.Batch, Object> implements Inquiry {

    static final int CLAUSES = 15;
    static final int QUERIES = 20;
    static final int MOST_ATTEMPTS = 5;
    private static final String DEVICES = "/devices?$select=id,deviceId,trustType,accountEnabled,displayName&$filter=";

    private record Query(String url, int attempts) {
    }

    /** Queries on their way, by the id of their part. */
    record Batch(GraphCall call, Map<String, Query> queries) implements Sent {
    }

    private final String tenant;
    private final String root;
    private final List<DirectoryDevice> known;
    private final Deque<Query> queries = new ArrayDeque<>();
    private final List<DirectoryDevice> found = new ArrayList<>();
    private final Duration retryDelay;
    private final Lane only = getLanes().get(0);
    private long due;

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
        this.retryDelay = retryDelay;
        this.tenant = tenant;
        this.due = System.nanoTime();
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
    int width() {
        return MOST_LANES;
    }

    @Override
    public synchronized boolean isOpen() {
        return !queries.isEmpty();
    }

    @Override
    long untilDue() {
        return isOpen() ? due - System.nanoTime() : Long.MAX_VALUE;
    }

    @Override
    Batch next() {
        if (queries.isEmpty() || untilDue() > 0) {
            return null;
        }
        var sent = new LinkedHashMap<String, Query>();
        var batch = JsonNodeFactory.instance.objectNode();
        var requests = batch.putArray("requests");
        while (!queries.isEmpty() && sent.size() < QUERIES) {
            String id = String.valueOf(sent.size() + 1);
            sent.put(id, queries.poll());
            requests.addObject().put("id", id).put("method", "GET").put("url", sent.get(id).url());
        }
        return new Batch(GraphCall.batch(tenant, batch.toString(), sent.size(), 0, Map.of()), sent);
    }

    /** @throws DirectoryFault if a query is refused, or failed too often: then nothing of this resolution is to be used */
    @Override
    Object judge(Batch sent, GraphAnswer answer) {
        if (!answer.isOk() && !answer.isRetryable() && answer.status() != 424) {
            throw refused(answer);
        }
        var batch = new BatchAnswer(answer);
        sent.queries().forEach((id, query) -> take(query, batch.part(id)
                .orElseGet(() -> answer.isRetryable() ? answer : GraphAnswer.none("Graph's answer lacks this query"))));
        return null;
    }

    private void take(Query query, GraphAnswer part) {
        var items = part.json().path("value");
        if (part.isOk() && items.isArray()) {
            items.forEach(this::takeDevice);
            follow(part.json().path("@odata.nextLink"));
        } else if ((part.isOk() || part.isRetryable() || part.status() == 424) && query.attempts() + 1 < MOST_ATTEMPTS) {
            queries.addFirst(new Query(query.url(), query.attempts() + 1));
            due = System.nanoTime() + jittered(query.attempts());
        } else {
            throw refused(part);
        }
    }

    /** @return nanoseconds to wait after so many failed attempts: doubled each time */
    private long jittered(int attempts) {
        long most = retryDelay.toNanos() << attempts;
        return ThreadLocalRandom.current().nextLong(most / 2, most + 1);
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

    /** Fails with what a lane broke with: then nothing of this resolution is to be used. */
    public void requireAnswers() {
        requireWhole();
        if (isOpen()) {
            throw new IllegalStateException("Queries are open");
        }
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
