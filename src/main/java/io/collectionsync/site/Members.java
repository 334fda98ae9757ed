package io.collectionsync.site;

import io.collectionsync.membership.Desired;
import io.collectionsync.membership.HoldReason;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.ResourceObjects;
import io.collectionsync.membership.Unresolved;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What has been found so far: members, those that other collections take away, and resources without a member. */
final class Members {

    private final MemberIds.Builder members = new MemberIds.Builder();
    private final MemberIds.Builder ambiguous = new MemberIds.Builder();
    private MemberIds excluded = MemberIds.none();
    private MemberIds.Builder excludedNow = new MemberIds.Builder();
    private final Map<Long, Unresolved> unresolved = new LinkedHashMap<>();
    private final MemberIds.Builder deviceIds = new MemberIds.Builder();
    private final Map<String, MemberIds> sources = new LinkedHashMap<>();
    private final ResourceObjects.Builder resources = new ResourceObjects.Builder();
    private Set<Long> excludedResources = new HashSet<>();
    private Set<Long> excludedResourcesNow = new HashSet<>();
    private final MemberIds.Builder unwanted = new MemberIds.Builder();
    private MemberIds.Builder source = new MemberIds.Builder();
    private String collection;
    private boolean excluding;

    /**
     * @param collection where what follows comes from
     * @param excluding  whether it is taken away
     */
    void begin(String collection, boolean excluding) {
        this.collection = collection;
        this.excluding = excluding;
        this.source = new MemberIds.Builder();
    }

    void startRead() {
        excludedNow = new MemberIds.Builder();
        excludedResourcesNow = new HashSet<>();
    }

    /** @param complete whether this read counts; who was excluded in one that does not is not kept out for it */
    void endRead(boolean complete) {
        if (excluding && complete) {
            excluded = excluded.or(excludedNow.build());
            excludedResources.addAll(excludedResourcesNow);
        } else if (!excluding) {
            sources.put(collection, source.build());
        }
    }

    boolean isExcluding() {
        return excluding;
    }

    void add(long resource, UUID object) {
        resources.add(resource, object);
        members.add(object);
        source.add(object);
    }

    /** A collection holds it, and yet it shall be no member. */
    void unwanted(UUID object) {
        unwanted.add(object);
    }

    /** Of a resource that may be a member, resolved or not. */
    void addDeviceId(UUID deviceId) {
        if (!excluding) {
            deviceIds.add(deviceId);
        }
    }

    /** A row of a collection that takes members away. */
    void exclude(long resource) {
        excludedResourcesNow.add(resource);
    }

    /** Whatever the objects are: nobody who is named there shall become a member. */
    void exclude(Collection<UUID> objects) {
        objects.forEach(excludedNow::add);
    }

    void ambiguous(Collection<UUID> objects) {
        objects.forEach(ambiguous::add);
    }

    /** Who is taken away needs no reason. */
    void note(Unresolved member) {
        if (!excluding) {
            unresolved.putIfAbsent(member.resourceId(), member);
        }
    }

    Desired desired(List<HoldReason> doubts) {
        sources.replaceAll((any, found) -> found.minus(excluded));
        var wanted = members.build().minus(excluded);
        return new Desired(
                wanted,
                ambiguous.build(),
                unresolved.values().stream()
                        .filter(one -> !excludedResources.contains(one.resourceId()))
                        .toList(),
                doubts,
                deviceIds.build(),
                unwanted.build().or(excluded),
                sources,
                resources.build().filter(pair -> !excludedResources.contains(pair.resource())));
    }
}
