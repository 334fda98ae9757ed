package io.collectionsync.reconcile;

import io.collectionsync.graph.read.Resolver;
import io.collectionsync.settings.Tenant;
import io.collectionsync.site.CollectionReaders;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Steps of the routes about the collections: what they ask for, read whole or not at all. */
public final class CollectionSteps {

    private static final Logger LOG = LoggerFactory.getLogger(CollectionSteps.class);

    private final Map<String, Tenant> tenants;
    private final CollectionReaders readers;
    private final Resolver resolver;
    private final Duration untilRows;

    /**
     * @param tenants   by name
     * @param untilRows the longest that the site database takes until the first row of a statement
     */
    public CollectionSteps(
            Map<String, Tenant> tenants, CollectionReaders readers, Resolver resolver, Duration untilRows) {
        this.tenants = Map.copyOf(tenants);
        this.readers = readers;
        this.resolver = resolver;
        this.untilRows = untilRows;
    }

    /**
     * Begins to read the collections, again or for the first time. In a run that is an undo they have no say.
     *
     * @param failure what a read before may have broken off with; null where none did
     */
    public void read(Reconciliation mapping, Exception failure) {
        if (failure != null && mapping.isReadBroken()) {
            LOG.atInfo()
                    .addKeyValue("mapping", mapping.mapping().name())
                    .addKeyValue("after", Failures.of(failure).text())
                    .log("collections read again");
        }
        var reader = mapping.run().isUndo() ? null : readers.of(mapping.mapping());
        mapping.reading(new CollectionRead(
                reader, resolver, tenants.get(mapping.mapping().tenant())));
    }

    /** @param source id or name of the collection that is read next */
    public void begin(Reconciliation mapping, String source) {
        mapping.getCollections().begin(source);
    }

    /** @param facts the collection's row of {@code v_Collection}; see {@link CollectionRead#beginRead} */
    public void beginRead(Reconciliation mapping, Object facts) {
        mapping.getCollections().beginRead(facts);
    }

    /** The rows of the collection are about to be asked for. */
    public void openRows(Reconciliation mapping) {
        mapping.getCollections().openRows(untilRows);
    }

    /** @param rows of the collection; see {@link CollectionRead#accept} */
    public void accept(Reconciliation mapping, Object rows) throws InterruptedException {
        mapping.getCollections().accept(rows);
    }

    /** See {@link CollectionRead#endRead}. */
    public void endRead(Reconciliation mapping) {
        mapping.getCollections().endRead();
    }
}
