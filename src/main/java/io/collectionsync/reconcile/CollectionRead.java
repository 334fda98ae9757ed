package io.collectionsync.reconcile;

import io.collectionsync.graph.MissingStep;
import io.collectionsync.graph.read.OpenQueries;
import io.collectionsync.graph.read.Resolution;
import io.collectionsync.graph.read.Resolver;
import io.collectionsync.graph.read.UserResolution;
import io.collectionsync.membership.Desired;
import io.collectionsync.membership.UserResource;
import io.collectionsync.settings.Tenant;
import io.collectionsync.site.CollectionReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * One read of a mapping's collections: rows come in from the site database, and what they stand for is looked up in
 * Entra meanwhile, a chunk behind. Rows are accepted by one thread; workers answer the queries.
 */
public final class CollectionRead {

    /** Rows that are looked up at once: 400 queries, 20 batches. */
    private static final int CHUNK = 6000;

    private final CollectionReader reader;
    private final Resolver resolver;
    private final Tenant tenant;
    private volatile OpenQueries<?> queries;
    private boolean isReading;
    private boolean areRowsRead;
    private volatile boolean areRowsOpen;
    private volatile Throwable abandoned;

    /** @param reader of the collections; null where they have no say */
    CollectionRead(CollectionReader reader, Resolver resolver, Tenant tenant) {
        this.reader = reader;
        this.resolver = resolver;
        this.tenant = tenant;
    }

    /** @return ids or names of the collections to read, those that take members away last */
    public List<String> getSources() {
        return reader == null ? List.of() : reader.getSources();
    }

    /** @return whether the collection at hand must be read, again or at all */
    public boolean isOpen() {
        return reader.isOpen();
    }

    /** @return id or name of the collection at hand, as the mapping has it */
    public String getCollection() {
        return reader.getCollection();
    }

    /** @return its id */
    public String getCollectionId() {
        return reader.getCollectionId();
    }

    /** @return whether the collections hold users */
    public boolean isUsers() {
        return reader.isUsers();
    }

    /** @return whether device ids come from the clients' keys */
    public boolean isByClientKey() {
        return reader.isByClientKey();
    }

    /** @return what the workers ask */
    public OpenQueries<?> getQueries() {
        return queries;
    }

    /** Begins with a collection. */
    void begin(String source) {
        reader.begin(source);
    }

    /**
     * Begins a read of its rows.
     *
     * @param facts the collection's row of {@code v_Collection}, a list
     * @throws MissingStep if that is none, or the read before has not ended
     */
    @SuppressWarnings("unchecked")
    void beginRead(Object facts) {
        if (isReading) {
            throw new MissingStep("end-read");
        }
        if (!(facts instanceof List<?> rows)) {
            throw new MissingStep("collection.sql");
        }
        if (reader.getCollection() == null) {
            throw new MissingStep("begin-collection");
        }
        reader.startRead((List<Map<String, Object>>) rows);
        isReading = true;
        areRowsRead = false;
        areRowsOpen = false;
        queries = reader.isUsers() ? resolver.beginUsers(tenant) : resolver.begin(tenant);
        if (abandoned != null) {
            queries.abandon(abandoned);
        }
    }

    /**
     * Rows are about to come.
     *
     * @param longest how long the site database may take for the first one
     * @throws MissingStep if no read of them has begun
     */
    void openRows(Duration longest) {
        if (!isReading) {
            throw new MissingStep("begin-read");
        }
        queries.willAsk(longest);
        areRowsOpen = true;
    }

    /**
     * Takes all rows, a chunk at a time, and what was found for them.
     *
     * @param rows an iterator over the collection's rows
     * @throws MissingStep if it is none
     */
    @SuppressWarnings("unchecked")
    void accept(Object rows) throws InterruptedException {
        try {
            if (!areRowsOpen) {
                throw new MissingStep("open-rows");
            }
            if (!(rows instanceof Iterator<?> members)) {
                throw new MissingStep("collection-rows");
            }
            queries.begin();
            accept((Iterator<Map<String, Object>>) members);
        } finally {
            queries.close();
        }
    }

    private void accept(Iterator<Map<String, Object>> rows) throws InterruptedException {
        while (rows.hasNext()) {
            ask(chunk(rows));
            while (queries.isAhead()) {
                take();
            }
        }
        queries.end();
        while (queries.isLeft()) {
            take();
        }
        areRowsRead = true;
    }

    private static List<Map<String, Object>> chunk(Iterator<Map<String, Object>> rows) {
        var chunk = new ArrayList<Map<String, Object>>(CHUNK);
        while (chunk.size() < CHUNK && rows.hasNext()) {
            chunk.add(rows.next());
        }
        return chunk;
    }

    private void ask(List<Map<String, Object>> rows) {
        if (queries instanceof UserResolution users) {
            users.ask(reader.filterUsers(rows).stream()
                    .map(UserResource::identity)
                    .toList());
        } else {
            resolver.ask(tenant, (Resolution) queries, reader.filter(rows));
        }
    }

    private void take() throws InterruptedException {
        if (queries instanceof UserResolution users) {
            reader.acceptUsers(users.oldest());
        } else {
            reader.accept(resolver.oldest(tenant, (Resolution) queries));
        }
    }

    /**
     * Ends a read of the collection's rows.
     *
     * @throws MissingStep if they have not been read
     */
    void endRead() {
        if (!areRowsRead) {
            throw new MissingStep("accept-rows");
        }
        isReading = false;
        reader.endRead();
    }

    /**
     * @return the desired members
     * @throws MissingStep while a collection is open, or one has not been begun
     */
    Desired desired() {
        if (!isComplete()) {
            throw new MissingStep("collection-members");
        }
        return reader == null ? UndoPlan.DESIRED : reader.desired();
    }

    boolean isComplete() {
        return reader == null || reader.isComplete();
    }

    /** @return when the reading began: the members are as old as that; null where the collections have no say */
    Instant begun() {
        return reader == null ? null : reader.getBegun();
    }

    /** @return whether the collections hold users; null where they have no say */
    Boolean membersAreUsers() {
        return reader == null ? null : reader.isUsers();
    }

    void abandon(Throwable cause) {
        abandoned = cause;
        var asked = queries;
        if (asked != null) {
            asked.abandon(cause);
        }
    }
}
