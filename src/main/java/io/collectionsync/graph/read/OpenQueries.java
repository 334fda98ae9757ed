package io.collectionsync.graph.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.collectionsync.graph.BatchAnswer;
import io.collectionsync.graph.GraphAnswer;
import io.collectionsync.graph.GraphCall;
import io.collectionsync.graph.GraphFault;
import io.collectionsync.graph.MissingStep;
import io.collectionsync.graph.work.Backoff;
import io.collectionsync.graph.work.SharedWork;
import io.collectionsync.membership.Outcome;
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

/**
 * Queries for many objects by their properties: {@value #CLAUSES} clauses a query, {@value #QUERIES} queries a batch
 * (Microsoft docs: limits of $filter and of $batch). Several workers send them side by side. They may be asked for in
 * chunks, while the workers are at it, and are taken in the same order.
 *
 * @param <T> what an object is read as
 */
public abstract class OpenQueries<T> extends SharedWork<OpenQueries.Batch<T>> {

    static final int CLAUSES = 15;
    static final int QUERIES = 20;
    static final int MOST_ATTEMPTS = 5;
    private static final int MOST_STARTS = 3;

    /** What was asked for at once. */
    private static final class Chunk<T> {

        private final List<T> found = new ArrayList<>();
        private final Set<String> links = new HashSet<>();
        private int open;
    }

    /**
     * One page of a query.
     *
     * @param first    the page that it began with
     * @param attempts how often the page was asked for
     * @param starts   how often the query was begun anew
     */
    private record Query<T>(String url, String first, int attempts, int starts, Chunk<T> chunk) {

        static <T> Query<T> of(String url, Chunk<T> chunk) {
            return new Query<>(url, url, 0, 0, chunk);
        }

        Query<T> again() {
            return new Query<>(url, first, attempts + 1, starts, chunk);
        }

        Query<T> following(String link) {
            return new Query<>(link, first, 0, starts, chunk);
        }

        Query<T> anew() {
            return new Query<>(first, first, 0, starts + 1, chunk);
        }

        boolean isFollowing() {
            return !url.equals(first);
        }
    }

    /** Queries on their way, by the id of their part. */
    record Batch<T>(GraphCall call, Map<String, Query<T>> queries) implements Sent {}

    private final String what;
    private final String tenant;
    private final String root;
    private final Backoff backoff;
    private final Deque<Query<T>> queries = new ArrayDeque<>();
    private final Deque<Chunk<T>> chunks = new ArrayDeque<>();
    private boolean ended;
    private boolean hasAsker;
    private String asker = "collection-rows";
    private long askerDue = System.nanoTime();
    private long due = System.nanoTime();

    /**
     * @param what       is looked for, such as {@code Devices}
     * @param tenant     name of the tenant
     * @param root       the tenant's version root, by which its own next links are known
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
     * @return the queries that find them
     */
    static List<String> queries(String url, String property, Collection<String> values) {
        var rest = new ArrayDeque<>(values);
        var urls = new ArrayList<String>();
        while (!rest.isEmpty()) {
            var clauses = new ArrayList<String>(CLAUSES);
            while (!rest.isEmpty() && clauses.size() < CLAUSES) {
                clauses.add(property + " eq '" + rest.poll() + "'");
            }
            urls.add(url + GraphCall.escape(String.join(" or ", clauses)));
        }
        return urls;
    }

    /** Asks for one more chunk. */
    public final synchronized void ask(List<String> urls) {
        hasAsker = true;
        var chunk = new Chunk<T>();
        chunk.open = urls.size();
        chunks.add(chunk);
        urls.forEach(url -> queries.add(Query.of(url, chunk)));
        notifyAll();
    }

    /**
     * Somebody is about to ask.
     *
     * @param longest how long it may take until then
     */
    public final synchronized void willAsk(Duration longest) {
        askerDue = System.nanoTime() + longest.toNanos();
        asker = "accept-rows";
    }

    /** Somebody asks from now on, until the {@link #end}. */
    public final synchronized void begin() {
        hasAsker = true;
    }

    @Override
    protected boolean hasAsker() {
        return hasAsker || ended || System.nanoTime() - askerDue < 0;
    }

    @Override
    protected String asker() {
        return asker;
    }

    /** Nothing more will be asked: the workers end when everything is answered. */
    public final synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Whoever asks is through, or has broken off: what is still open is not asked. */
    public final synchronized void close() {
        queries.clear();
        end();
    }

    /** @return whether a chunk was asked for beyond the one that is taken next */
    public final synchronized boolean isAhead() {
        return chunks.size() > 1;
    }

    /** @return whether a chunk is left to take */
    public final synchronized boolean isLeft() {
        return !chunks.isEmpty();
    }

    /**
     * Waits until the oldest chunk is answered, and takes it.
     *
     * @return everything that was found of it
     */
    final synchronized List<T> takeChunk() throws InterruptedException {
        long since = System.nanoTime();
        requireWhole();
        while (chunks.element().open > 0) {
            awaitAnswers(since);
            requireWhole();
        }
        return chunks.remove().found;
    }

    /**
     * @return everything that was found and not taken yet
     * @throws MissingStep while queries are open: nobody has worked on them
     */
    final synchronized List<T> all() {
        requireWhole();
        if (isOpen()) {
            throw new MissingStep("graph-worker");
        }
        return chunks.stream().flatMap(chunk -> chunk.found.stream()).toList();
    }

    @Override
    protected int width() {
        return MOST_WORKERS;
    }

    @Override
    public synchronized boolean isOpen() {
        return !ended || !queries.isEmpty();
    }

    @Override
    protected long untilDue() {
        return queries.isEmpty() ? Long.MAX_VALUE : due - System.nanoTime();
    }

    @Override
    protected Batch<T> next() {
        if (queries.isEmpty() || untilDue() > 0) {
            return null;
        }
        var sent = new LinkedHashMap<String, Query<T>>();
        var batch = JsonNodeFactory.instance.objectNode();
        var requests = batch.putArray("requests");
        while (!queries.isEmpty() && sent.size() < QUERIES) {
            String id = String.valueOf(sent.size() + 1);
            sent.put(id, queries.poll());
            requests.addObject()
                    .put("id", id)
                    .put("method", "GET")
                    .put("url", sent.get(id).url());
        }
        return new Batch<>(GraphCall.batch(tenant, batch.toString(), sent.size()), sent);
    }

    /** @throws GraphFault if a query is refused, or failed too often: then nothing of this work is to be used */
    @Override
    protected List<Outcome> classify(Batch<T> sent, GraphAnswer answer) {
        if (!answer.isOk() && !answer.isRetryable() && answer.status() != 424) {
            throw fault("in Entra: " + answer.error().line(), null);
        }
        var batch = new BatchAnswer(answer);
        sent.queries()
                .forEach((id, query) -> take(
                        query,
                        batch.part(id)
                                .orElseGet(() -> answer.isRetryable()
                                        ? answer
                                        : GraphAnswer.none("Graph's answer lacks this query"))));
        return List.of();
    }

    private void take(Query<T> query, GraphAnswer part) {
        var items = part.json().path("value");
        if (part.isOk() && items.isArray()) {
            items.forEach(item -> query.chunk().found.addAll(readItem(item)));
            query.chunk().open--;
            follow(part.json().path("@odata.nextLink"), query);
        } else if (isExpired(query, part)) {
            query.chunk().links.remove(root + query.url());
            queries.addFirst(query.anew());
        } else if ((part.isOk() || part.isRetryable() || part.status() == 424)
                && query.attempts() + 1 < MOST_ATTEMPTS) {
            queries.addFirst(query.again());
            due = System.nanoTime() + backoff.nanos(query.attempts() + 1);
        } else {
            throw fault("in Entra: " + part.error().line(), null);
        }
    }

    /** What was found before is found again, and counts once. */
    private static boolean isExpired(Query<?> query, GraphAnswer part) {
        return !part.isOk()
                && query.isFollowing()
                && query.starts() < MOST_STARTS
                && MemberPages.EXPIRED.equals(part.error().code());
    }

    /** @throws IllegalArgumentException if an id is missing or none */
    abstract List<T> read(JsonNode item);

    private List<T> readItem(JsonNode item) {
        try {
            return read(item);
        } catch (IllegalArgumentException malformed) {
            throw fault(": Graph lists one without id", malformed);
        }
    }

    /** The parts of a batch are relative to the version root, next links are absolute. */
    private void follow(JsonNode link, Query<T> query) {
        if (link.isTextual()) {
            if (!link.textValue().startsWith(root + "/")) {
                throw fault(": a next link leads away from " + root, null);
            }
            if (!query.chunk().links.add(link.textValue())) {
                throw fault(": a page repeats", null);
            }
            queries.addFirst(query.following(link.textValue().substring(root.length())));
            query.chunk().open++;
        }
    }

    private GraphFault fault(String why, Throwable cause) {
        return new GraphFault(what + " could not be resolved" + (why.startsWith(":") ? "" : " ") + why, cause);
    }
}
