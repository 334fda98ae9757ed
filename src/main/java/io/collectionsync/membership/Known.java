package io.collectionsync.membership;

import java.util.Set;

/**
 * What is known of a group beside the two reads.
 *
 * @param explained  members that a collection of its mapping has ever explained; asked only where foreign members stay
 * @param waiting    changes that wait as dead letters and are not due
 * @param suspicions what is odd about members that would be removed
 */
public record Known(MemberIds explained, Set<Change> waiting, Suspicions suspicions) {

    public Known {
        waiting = Set.copyOf(waiting);
    }

    /** Nothing is known. */
    public static final Known NOTHING = new Known(MemberIds.none(), Set.of(), Suspicions.NONE);
}
