package io.collectionsync.collection;

import io.collectionsync.membership.Desired;
import io.collectionsync.membership.HoldReason;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Unresolved;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What has been found so far: members, those that other collections take away, and resources without a member. */
final class Members {

    private final MemberIds.Builder members = new MemberIds.Builder();
    private final MemberIds.Builder ambiguous = new MemberIds.Builder();
    private final MemberIds.Builder excluded = new MemberIds.Builder();
    private final Map<Long, Unresolved> unresolved = new LinkedHashMap<>();
    private boolean excluding;

    /** @param excluding whether what follows is taken away */
    void excluding(boolean excluding) {
        this.excluding = excluding;
    }

    boolean isExcluding() {
        return excluding;
    }

    void add(UUID object) {
        members.add(object);
    }

    /** Whatever the objects are: nobody who is named there shall become a member. */
    void exclude(Collection<UUID> objects) {
        objects.forEach(excluded::add);
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
        var away = excluded.build();
        return new Desired(members.build().minus(away), ambiguous.build(), List.copyOf(unresolved.values()), doubts);
    }
}
