package io.collectionsync.collection;

import io.collectionsync.membership.Desired;
import io.collectionsync.membership.DirectoryDevice;
import io.collectionsync.membership.HoldReason;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Resource;
import io.collectionsync.membership.Unresolved;
import io.collectionsync.membership.Unresolved.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Gathers the desired members of one mapping from its collections, chunk by chunk. A collection whose rows disagree
 * with its MemberCount is read a second time; if they still do, removals are held. Used by one thread at a time.
 */
public final class Gathering {

    private static final int MOST_READS = 2;

    private final UUID tenantId;
    private final Set<String> joinTypes;
    private final MemberIds.Builder members = new MemberIds.Builder();
    private final MemberIds.Builder ambiguous = new MemberIds.Builder();
    private final MemberIds.Builder deviceIds = new MemberIds.Builder();
    private final MemberIds.Builder excluded = new MemberIds.Builder();
    private final Map<String, MemberIds> sources = new LinkedHashMap<>();
    private final Map<Long, Unresolved> unresolved = new LinkedHashMap<>();
    private final List<HoldReason> doubts = new ArrayList<>();

    private MemberIds.Builder source = new MemberIds.Builder();
    private String collection;
    private CollectionFacts facts;
    private int reads;
    private int rows;
    private boolean complete;

    /**
     * @param tenantId  directory id of the mapping's tenant: devices of others are no members
     * @param joinTypes join types that are synchronised
     */
    public Gathering(UUID tenantId, Set<String> joinTypes) {
        this.tenantId = tenantId;
        this.joinTypes = Set.copyOf(joinTypes);
    }

    /** Begins with a collection. */
    public void begin(String collectionId) {
        collection = collectionId;
        source = new MemberIds.Builder();
        reads = 0;
        complete = false;
    }

    public String getCollection() {
        return collection;
    }

    /** @return whether the collection must be read, again or at all */
    public boolean isOpen() {
        return !complete;
    }

    /**
     * Begins a read of the collection's rows.
     *
     * @param facts rows of {@code v_Collection} with its id
     * @throws CollectionFault if it does not exist or is no device collection
     */
    public void startRead(List<Map<String, Object>> facts) {
        this.facts = CollectionFacts.of(collection, facts);
        reads++;
        rows = 0;
    }

    /**
     * @param chunk rows of {@code collection-members.sql}
     * @return the resources that may be members, still to be resolved; the others are noted with their reason
     */
    public List<Resource> sift(List<Map<String, Object>> chunk) {
        rows += chunk.size();
        var resources = new ArrayList<Resource>(chunk.size());
        for (var cells : chunk) {
            var row = DeviceRow.of(cells);
            row.fault(tenantId).ifPresentOrElse(this::note, () -> resources.add(row.toResource()));
        }
        return resources;
    }

    /**
     * @param resources a chunk that {@link #sift} gave
     * @param found     the directory objects of its device ids
     */
    public void take(List<Resource> resources, Map<UUID, Set<DirectoryDevice>> found) {
        for (var resource : resources) {
            deviceIds.add(resource.deviceId());
            var devices = found.getOrDefault(resource.deviceId(), Set.of());
            if (devices.isEmpty()) {
                note(resource, Reason.UNKNOWN_TO_ENTRA);
            } else if (devices.size() > 1) {
                note(resource, Reason.AMBIGUOUS);
                devices.forEach(device -> ambiguous.add(device.objectId()));
            } else {
                take(resource, devices.iterator().next());
            }
        }
    }

    private void take(Resource resource, DirectoryDevice device) {
        if (joinTypes.contains(String.valueOf(device.joinType()))) {
            members.add(device.objectId());
            source.add(device.objectId());
        } else {
            excluded.add(device.objectId());
            note(resource, Reason.JOIN_TYPE);
        }
    }

    /** Ends a read of the collection's rows. */
    public void endRead() {
        boolean agrees = rows == facts.memberCount();
        complete = agrees || reads == MOST_READS;
        sources.put(collection, source.build());
        if (complete && !agrees) {
            doubt(HoldReason.Word.MEMBER_COUNT, "collection " + collection + " has " + facts.memberCount()
                    + " members by its own count, but " + rows + " rows");
        }
        if (complete && !facts.isReady()) {
            doubt(HoldReason.Word.COLLECTION_NOT_READY, "collection " + collection + " is being evaluated (status "
                    + facts.status() + ")");
        }
    }

    /** Judges a few rows of the open collection by themselves, without regard to how many the collection has. */
    Desired judge(List<Map<String, Object>> rows, Map<UUID, Set<DirectoryDevice>> found) {
        take(sift(rows), found);
        complete = true;
        return desired();
    }

    /**
     * @return the desired members
     * @throws IllegalStateException while a collection is open
     */
    public Desired desired() {
        if (isOpen()) {
            throw new IllegalStateException("Collection " + collection + " has not been read completely");
        }
        return new Desired(members.build(), ambiguous.build(), List.copyOf(unresolved.values()), doubts,
                deviceIds.build(), excluded.build(), sources);
    }

    private void doubt(HoldReason.Word word, String detail) {
        doubts.add(new HoldReason(word, detail));
    }

    private void note(Resource resource, Reason reason) {
        note(new Unresolved(resource.resourceId(), resource.name(), resource.deviceId().toString(), reason));
    }

    private void note(Unresolved member) {
        unresolved.putIfAbsent(member.resourceId(), member);
    }
}
