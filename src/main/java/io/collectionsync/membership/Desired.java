package io.collectionsync.membership;

import java.util.List;
import java.util.Map;

/**
 * The members that the collections of a mapping ask for.
 *
 * @param members    directory objects that shall be in the group
 * @param ambiguous  directory objects of which nobody knows which one is meant: neither added nor removed
 * @param unresolved resources that have no directory object to add
 * @param doubts     why removals cannot be trusted to this read; empty after a complete read
 * @param deviceIds  Entra device ids of all resources that may be members, resolved or not
 * @param excluded   directory objects that shall be no members although a collection holds them: by join type,
 *                   disabled, or in a collection that takes members away
 * @param sources    the members by collection, in the order of the mapping
 * @param resources  which resources stand for which objects; those that a collection takes away are neither here nor in
 *                   {@code unresolved}
 */
public record Desired(
        MemberIds members,
        MemberIds ambiguous,
        List<Unresolved> unresolved,
        List<HoldReason> doubts,
        MemberIds deviceIds,
        MemberIds excluded,
        Map<String, MemberIds> sources,
        ResourceObjects resources) {

    public Desired {
        unresolved = List.copyOf(unresolved);
        doubts = List.copyOf(doubts);
    }

    public Desired(MemberIds members, MemberIds ambiguous, List<Unresolved> unresolved, List<HoldReason> doubts) {
        this(
                members,
                ambiguous,
                unresolved,
                doubts,
                MemberIds.none(),
                MemberIds.none(),
                Map.of(),
                ResourceObjects.none());
    }
}
