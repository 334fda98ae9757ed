package io.collectionsync.site;

import io.collectionsync.membership.Desired;
import io.collectionsync.membership.DirectoryDevice;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.UserIdentity;
import io.collectionsync.settings.SiteReading;
import io.collectionsync.settings.Tenant;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/** The routes' way to the collections of a mapping. */
public final class Collections {

    private final Map<String, Tenant> tenants;
    private final SiteReading reading;
    private final UnaryOperator<String> missing;
    private final Clock clock;

    private volatile BiConsumer<String, String> reader = (id, name) -> {};

    private Collections(Map<String, Tenant> tenants, SiteReading reading, UnaryOperator<String> missing, Clock clock) {
        this.tenants = Map.copyOf(tenants);
        this.reading = reading;
        this.missing = missing;
        this.clock = clock;
    }

    /** @param tenants by name */
    public Collections(Map<String, Tenant> tenants) {
        this(tenants, SiteReading.DEFAULT, CollectionFacts::missing, Clock.systemUTC());
    }

    /**
     * @param tenants  by name
     * @param database asked for the names of its collections when one is not there
     * @param clock    tells when the reading began
     */
    public Collections(Map<String, Tenant> tenants, SiteDatabase database, Clock clock) {
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

    /** @return the place where the desired members of {@code mapping} come together */
    public CollectionReader gather(Mapping mapping) {
        return new CollectionReader(mapping, tenants.get(mapping.tenant()), reading, missing, clock.instant())
                .onFacts(reader);
    }

    /** See {@link CollectionReader#take}. */
    public void take(CollectionReader gathering, Map<UUID, Set<DirectoryDevice>> found) {
        gathering.take(found);
    }

    /** See {@link CollectionReader#takeUsers}. */
    public void takeUsers(CollectionReader gathering, Map<UserIdentity, Set<UUID>> found) {
        gathering.takeUsers(found);
    }

    /**
     * What the rows of single devices would add to the desired members.
     *
     * @param rows  cells as {@code collection-members.sql} names them
     * @param found the directory objects of their device ids
     */
    public Desired judge(Mapping mapping, List<Map<String, Object>> rows, Map<UUID, Set<DirectoryDevice>> found) {
        return gather(mapping).judge(rows, found);
    }
}
