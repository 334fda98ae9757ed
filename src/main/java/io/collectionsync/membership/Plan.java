package io.collectionsync.membership;

import java.util.List;
import java.util.Set;

/**
 * What makes one group equal to its collections, as computed from one read of both sides.
 *
 * @param mapping    the mapping
 * @param desired    number of desired members
 * @param actual     number of present members
 * @param additions  members to add now
 * @param removals   members to remove now; empty when held
 * @param held       removals that the guard withholds
 * @param reasons    why it does; empty when nothing is held
 * @param postponed  changes that are wanted and wait as dead letters for their next attempt
 * @param unresolved resources without a directory object
 */
public record Plan(Mapping mapping, int desired, int actual, MemberIds additions, MemberIds removals, MemberIds held,
                   List<HoldReason> reasons, Set<Change> postponed, List<Unresolved> unresolved) {

    public Plan {
        reasons = List.copyOf(reasons);
        postponed = Set.copyOf(postponed);
        unresolved = List.copyOf(unresolved);
    }

    public int changes() {
        return additions.size() + removals.size();
    }

    /** @return whether there is nothing to send */
    public boolean isEmpty() {
        return changes() == 0;
    }

    public boolean isHeld() {
        return !reasons.isEmpty();
    }
}
