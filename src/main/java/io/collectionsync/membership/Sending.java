package io.collectionsync.membership;

/**
 * The changes of a plan that are to be sent now.
 *
 * @param additions members to add
 * @param removals  members to remove
 */
public record Sending(MemberIds additions, MemberIds removals) {

    /** Nothing is sent. */
    static final Sending NOTHING = new Sending(MemberIds.none(), MemberIds.none());

    int size() {
        return additions.size() + removals.size();
    }
}
