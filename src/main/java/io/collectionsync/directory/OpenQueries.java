package io.collectionsync.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Queries for many objects by their properties: {@value #CLAUSES} clauses a query, {@value #QUERIES} queries a batch
 * (Microsoft docs: limits of $filter and of $batch). Several lanes send them side by side: see {@link Lane}.
 */
public abstract class OpenQueries extends SharedWork<OpenQueries.Batch, Object> {

    static final int CLAUSES = 15;
    static final int QUERIES = 20;
    static final int MOST_ATTEMPTS = 5;

    private record Query(String url, int attempts) {
    }

    /** Queries on their way, by the id of their part. */
    record Batch(GraphCall call, Map<String, Query> queries) implements Sent {
    }

    private final String what;
    private final String tenant;
    private final String root;
    private final Backoff backoff;
    private final Deque<Query> queries = new ArrayDeque<>();
    private long due = System.nanoTime();

    /**
     * @param what       is looked for, such as {@code Devices}
     * @param tenant     name of the tenant
     * @param root       the tenant's version root, by which next links are told from strangers
     * @param retryDelay how long a query waits at first before it is sent again
     */
    OpenQueries(String what, String tenant, String root, Duration retryDelay) {
        this.what = what;
        this.tenant = tenant;
        this.root = root;
        this.backoff = new Backoff(retryDelay);
    }

    /**
     * @param url    path and query up to the filter
     * @param values what {@code property} may be, as they stand in a filter
     */
    final void ask(String url, String property, Collection<String> values) {
        var rest = new ArrayDeque<>(values);
        while (!rest.isEmpty()) {
            var clauses = new ArrayList<String>(CLAUSES);
            while (!rest.isEmpty() && clauses.size() < CLAUSES) {
                clauses.add(property + " eq '" + rest.poll() + "'");
            }
            queries.add(new Query(url + GraphCall.escape(String.join(" or ", clauses)), 0));
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

    /** @throws DirectoryFault if a query is refused, or failed too often: then nothing of this work is to be used */
    @Override
    Object judge(Batch sent, GraphAnswer answer) {
        if (!answer.isOk() && !answer.isRetryable() && answer.status() != 424) {
            throw fault("in Entra: " + answer.error().line(), null);
        }
        var batch = new BatchAnswer(answer);
        sent.queries().forEach((id, query) -> take(query, batch.part(id)
                .orElseGet(() -> answer.isRetryable() ? answer : GraphAnswer.none("Graph's answer lacks this query"))));
        return null;
    }

    private void take(Query query, GraphAnswer part) {
        var items = part.json().path("value");
        if (part.isOk() && items.isArray()) {
            items.forEach(this::takeItem);
            follow(part.json().path("@odata.nextLink"));
        } else if ((part.isOk() || part.isRetryable() || part.status() == 424) && query.attempts() + 1 < MOST_ATTEMPTS) {
            queries.addFirst(new Query(query.url(), query.attempts() + 1));
            due = System.nanoTime() + backoff.nanos(query.attempts() + 1);
        } else {
            throw fault("in Entra: " + part.error().line(), null);
        }
    }

    /** @throws IllegalArgumentException if an id is missing or none */
    abstract void take(JsonNode item);

    private void takeItem(JsonNode item) {
        try {
            take(item);
        } catch (IllegalArgumentException malformed) {
            throw fault(": Graph lists one without id", malformed);
        }
    }

    /** The parts of a batch are relative to the version root, next links are absolute. */
    private void follow(JsonNode link) {
        if (link.isTextual()) {
            if (!link.textValue().startsWith(root + "/")) {
                throw fault(": a next link leads away from " + root, null);
            }
            queries.addFirst(new Query(link.textValue().substring(root.length()), 0));
        }
    }

    private DirectoryFault fault(String why, Throwable cause) {
        return new DirectoryFault(what + " could not be resolved" + (why.startsWith(":") ? "" : " ") + why, cause);
    }

    /** Fails with what a lane broke with: then nothing of this work is to be used. */
    public final void requireAnswers() {
        requireWhole();
        if (isOpen()) {
            throw new IllegalStateException("Queries are open");
        }
    }
}
