package io.collectionsync.membership;

import java.util.Set;

/**
 * What is known of a group beside the two reads.
 *
 * @param everDesired members that a collection of its mapping has ever asked for; asked only where foreign members stay
 * @param waiting    changes that wait as dead letters and are not due
 * @param doubtful   what is odd about members that would be removed
 */
public record PlanContext(MemberIds everDesired, Set<Change> waiting, DoubtfulRemovals doubtful) {

    public PlanContext {
        waiting = Set.copyOf(waiting);
    }
}
