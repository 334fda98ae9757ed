package io.collectionsync.membership;

import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The changes of a plan that are to be sent now.
 *
 * @param additions members to add
 * @param removals  members to remove
 * @param replaced  of these, those that go only when each of the members named here is in the group
 */
public record Sending(MemberIds additions, MemberIds removals, Map<UUID, Set<UUID>> replaced) {

    /** Nothing is sent. */
    static final Sending NOTHING = new Sending(MemberIds.none(), MemberIds.none());

    public Sending {
        replaced = Map.copyOf(replaced);
    }

    /** No removal waits for an addition. */
    public Sending(MemberIds additions, MemberIds removals) {
        this(additions, removals, Map.of());
    }

    int size() {
        return additions.size() + removals.size();
    }
}
