package io.collectionsync.membership;

import java.util.List;

/**
 * The members that the collections of a mapping ask for.
 *
 * @param members    directory objects that shall be in the group
 * @param ambiguous  directory objects of which nobody knows which one is meant: neither added nor removed
 * @param unresolved resources that have no directory object to add
 * @param doubts     why removals cannot be trusted to this read; empty after a complete read
 */
public record Desired(MemberIds members, MemberIds ambiguous, List<Unresolved> unresolved, List<HoldReason> doubts) {

    public Desired {
        unresolved = List.copyOf(unresolved);
        doubts = List.copyOf(doubts);
    }
}
