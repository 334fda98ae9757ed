package io.collectionsync.site;

import io.collectionsync.membership.Desired;
import io.collectionsync.membership.DirectoryDevice;
import io.collectionsync.membership.HoldReason;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.Resource;
import io.collectionsync.membership.UserIdentity;
import io.collectionsync.membership.UserResource;
import io.collectionsync.settings.SiteReading;
import io.collectionsync.settings.SiteReading.DeviceSource;
import io.collectionsync.settings.Tenant;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Gathers the desired members of one mapping from its collections, chunk by chunk. A collection whose rows disagree
 * with its MemberCount is read a second time; if they still do, removals are held. A collection that takes members away
 * must agree: a doubtful one would add those whom it should keep out. Used by one thread at a time.
 */
public final class CollectionReader {

    private static final int MOST_READS = 2;

    private final List<String> sources;
    private final Set<String> exclude;
    private final SiteReading reading;
    private final UnaryOperator<String> missing;
    private final Instant begun;
    private final Members members = new Members();
    private final DeviceMembers devices;
    private final UserMembers users;
    private final List<HoldReason> doubts = new ArrayList<>();
    /** Chunks whose directory objects are still looked for. */
    private final Deque<List<Resource>> filtered = new ArrayDeque<>();

    private final Deque<List<UserResource>> filteredUsers = new ArrayDeque<>();

    private String collection;
    private CollectionFacts facts;
    private Boolean ofUsers;
    private BiConsumer<String, String> reader = (id, name) -> {};
    private int reads;
    private ResourceIds rows = new ResourceIds();
    private boolean complete;
    private int finished;

    /**
     * @param tenantId  directory id of the mapping's tenant: devices of others are no members
     * @param joinTypes join types that are synchronised
     */
    public CollectionReader(UUID tenantId, Set<String> joinTypes) {
        this(
                List.of(),
                Set.of(),
                SiteReading.DEFAULT,
                CollectionFacts::missing,
                tenantId,
                joinTypes,
                true,
                Instant.now());
    }

    CollectionReader(
            Mapping mapping, Tenant tenant, SiteReading reading, UnaryOperator<String> missing, Instant begun) {
        this(
                Stream.concat(mapping.collections().stream(), mapping.exclude().stream())
                        .toList(),
                Set.copyOf(mapping.exclude()),
                reading,
                missing,
                tenant.id(),
                mapping.joinTypes().isEmpty() ? tenant.joinTypes() : mapping.joinTypes(),
                tenant.disabledToo(),
                begun);
    }

    private CollectionReader(
            List<String> sources,
            Set<String> exclude,
            SiteReading reading,
            UnaryOperator<String> missing,
            UUID tenantId,
            Set<String> joinTypes,
            boolean disabledToo,
            Instant begun) {
        this.sources = sources;
        this.exclude = exclude;
        this.reading = reading;
        this.missing = missing;
        this.begun = begun;
        this.devices = new DeviceMembers(members, tenantId, joinTypes, disabledToo);
        this.users = new UserMembers(members, reading.userKeys());
    }

    /** Has {@code reader} called with id and name of every collection that is read. */
    CollectionReader onFacts(BiConsumer<String, String> reader) {
        this.reader = reader;
        return this;
    }

    /** @return when the reading began: the members are as old as that */
    public Instant getBegun() {
        return begun;
    }

    /** @return ids or names of the collections to read, those that take members away last */
    public List<String> getSources() {
        return sources;
    }

    /** Begins with a collection. */
    public void begin(String source) {
        collection = source;
        facts = null;
        members.begin(source, exclude.contains(source));
        reads = 0;
        complete = false;
    }

    /** @return id or name of the collection at hand, as the mapping has it */
    public String getCollection() {
        return collection;
    }

    /** @return its id */
    public String getCollectionId() {
        return facts.id();
    }

    /** @return whether the collection must be read, again or at all */
    public boolean isOpen() {
        return !complete;
    }

    /** @return whether the collections hold users */
    public boolean isUsers() {
        return Boolean.TRUE.equals(ofUsers);
    }

    /** @return whether device ids come from the clients' keys */
    public boolean isByClientKey() {
        return reading.deviceSource() == DeviceSource.CLIENT_KEY_DATA;
    }

    /**
     * Begins a read of the collection's rows.
     *
     * @param found rows of {@code v_Collection} with its id or name
     * @throws CollectionFault if it does not exist, several bear its name, or it is of another kind than the others
     */
    public void startRead(List<Map<String, Object>> found) {
        if (found.isEmpty()) {
            throw new CollectionFault(missing.apply(collection));
        }
        facts = CollectionFacts.of(collection, found);
        if (ofUsers != null && ofUsers != facts.isUser()) {
            throw new CollectionFault("Collection " + collection + " holds " + (facts.isUser() ? "users" : "devices")
                    + ", the mapping's others do not: a mapping holds collections of one kind, make another one");
        }
        ofUsers = facts.isUser();
        reader.accept(facts.id(), facts.name());
        reads++;
        rows = new ResourceIds();
        members.startRead();
    }

    /**
     * @param chunk rows of the query that lists devices
     * @return the resources that may be members, still to be resolved; the others are noted with their reason
     */
    public List<Resource> filter(List<Map<String, Object>> chunk) {
        rows.add(chunk);
        var resources = devices.filter(chunk);
        filtered.add(resources);
        return resources;
    }

    /**
     * @param found the directory objects of the device ids of the oldest chunk that {@link #filter} gave and that was not
     *              taken yet
     */
    public void accept(Map<UUID, Set<DirectoryDevice>> found) {
        devices.accept(filtered.remove(), found);
    }

    /** The same for rows of the query that lists users. */
    public List<UserResource> filterUsers(List<Map<String, Object>> chunk) {
        rows.add(chunk);
        var resources = users.filter(chunk);
        filteredUsers.add(resources);
        return resources;
    }

    /** The same for users: object ids by what identifies them. */
    public void acceptUsers(Map<UserIdentity, Set<UUID>> found) {
        users.accept(filteredUsers.remove(), found);
    }

    /**
     * Ends a read of the collection's rows.
     *
     * @throws IllegalStateException if a chunk was not taken
     * @throws CollectionFault if the collection takes members away and cannot be trusted
     */
    public void endRead() {
        if (!filtered.isEmpty() || !filteredUsers.isEmpty()) {
            throw new IllegalStateException("Rows of collection " + collection + " have not been looked for");
        }
        int found = rows.distinct();
        boolean agrees = found == facts.memberCount();
        complete = agrees || reads == MOST_READS;
        finished += complete ? 1 : 0;
        members.endRead(complete);
        if (complete && !agrees) {
            doubt(
                    HoldReason.Word.MEMBER_COUNT,
                    "collection " + collection + " has " + facts.memberCount() + " members by its own count, but "
                            + found + " rows");
        }
        if (complete && !facts.isReady()) {
            doubt(
                    HoldReason.Word.COLLECTION_NOT_READY,
                    "collection " + collection + " is being evaluated (status " + facts.status() + ")");
        }
    }

    private void doubt(HoldReason.Word word, String detail) {
        if (members.isExcluding()) {
            throw new CollectionFault(
                    "It is not sure whom 'exclude' keeps out, and nothing is changed until it is: " + detail);
        }
        doubts.add(new HoldReason(word, detail));
    }

    /** Judges a few rows of the open collection by themselves, without regard to how many the collection has. */
    public Desired judge(List<Map<String, Object>> rows, Map<UUID, Set<DirectoryDevice>> found) {
        filter(rows);
        accept(found);
        return members.desired(doubts);
    }

    /** @return whether every collection has been read */
    public boolean isComplete() {
        return complete && finished >= sources.size();
    }

    /**
     * @return the desired members
     * @throws IllegalStateException while a collection is open, or one has not been begun
     */
    public Desired desired() {
        if (!isComplete()) {
            throw new IllegalStateException("After collection " + collection + " not everything has been read");
        }
        return members.desired(doubts);
    }
}
