package io.collectionsync.membership;

import java.util.Collection;

/**
 * Hand edits of a group since the runtime wrote it last, as far as they have to be repaired: what somebody edited into
 * what the collections want, or what is to be kept, is none.
 *
 * @param added   members that somebody has added and that would be removed
 * @param removed members that somebody has removed and that would be added
 */
public record Drift(MemberIds added, MemberIds removed) {

    public static final Drift NONE = new Drift(MemberIds.none(), MemberIds.none());

    /**
     * @param left       what the runtime left in the group
     * @param actual     what the group holds now
     * @param difference what has to change
     */
    public static Drift of(MemberIds left, Actual actual, Difference difference) {
        return new Drift(
                difference.removals().minus(left),
                difference.additions().and(left).minus(actual.members()));
    }

    /**
     * @param left  what the runtime left in the group
     * @param since its changes after that, in the order in which it made them
     * @return what it has left there by now
     */
    public static MemberIds left(MemberIds left, Collection<OwnChange> since) {
        var added = new MemberIds.Builder();
        var removed = new MemberIds.Builder();
        ReplicaLag.latest(since).values().stream()
                .map(OwnChange::change)
                .forEach(change -> (change.kind() == Change.Kind.ADDITION ? added : removed).add(change.object()));
        return left.or(added.build()).minus(removed.build());
    }

    /** @return what is left of it when a run has added and removed these members */
    public Drift unrepaired(MemberIds addedBack, MemberIds removedAgain) {
        return new Drift(added.minus(removedAgain), removed.minus(addedBack));
    }

    /**
     * @param after what the group holds after a run
     * @return what to compare it with next time: a hand edit that was not repaired is still one
     */
    public MemberIds base(MemberIds after) {
        return after.minus(added).or(removed);
    }
}
