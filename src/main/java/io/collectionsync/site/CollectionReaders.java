package io.collectionsync.site;

import io.collectionsync.membership.Mapping;
import io.collectionsync.settings.SiteReading;
import io.collectionsync.settings.Tenant;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/** Makes the readers of mappings' collections. */
public final class CollectionReaders {

    private final Map<String, Tenant> tenants;
    private final SiteReading reading;
    private final UnaryOperator<String> missing;
    private final Clock clock;

    private volatile BiConsumer<String, String> reader = (id, name) -> {};

    private CollectionReaders(
            Map<String, Tenant> tenants, SiteReading reading, UnaryOperator<String> missing, Clock clock) {
        this.tenants = Map.copyOf(tenants);
        this.reading = reading;
        this.missing = missing;
        this.clock = clock;
    }

    /** @param tenants by name */
    public CollectionReaders(Map<String, Tenant> tenants) {
        this(tenants, SiteReading.DEFAULT, CollectionFacts::missing, Clock.systemUTC());
    }

    /**
     * @param tenants  by name
     * @param database asked for the names of its collections when one is not there
     * @param clock    tells when the reading began
     */
    public CollectionReaders(Map<String, Tenant> tenants, SiteDatabase database, Clock clock) {
        this(tenants, database.settings().reading(), word -> missing(database, word), clock);
    }

    private static String missing(SiteDatabase database, String word) {
        try (var connection = database.getConnection()) {
            return SiteCollections.read(connection, database.names()).missing(word);
        } catch (SQLException lost) {
            return CollectionFacts.missing(word);
        }
    }

    /** Has {@code reader} called with id and name of every collection that is read. */
    public void onFacts(BiConsumer<String, String> reader) {
        this.reader = reader;
    }

    /** @return a reader of the collections of {@code mapping}, which has read nothing yet */
    public CollectionReader of(Mapping mapping) {
        return new CollectionReader(mapping, tenants.get(mapping.tenant()), reading, missing, clock.instant())
                .onFacts(reader);
    }
}
