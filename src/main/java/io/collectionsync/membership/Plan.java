package io.collectionsync.membership;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What makes one group equal to its collections, as computed from one read of both sides; while it is carried out, a
 * later read of the collections may only take removals away.
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
 * @param difference everything in which the group differs, whether it is sent, held or waits as a dead letter
 * @param why        the reason of each change
 * @param released   doubtful members that an approval lets go all the same
 */
public record Plan(
        Mapping mapping,
        int desired,
        int actual,
        MemberIds additions,
        MemberIds removals,
        MemberIds held,
        List<HoldReason> reasons,
        Set<Change> postponed,
        List<Unresolved> unresolved,
        Difference difference,
        ChangeReasons why,
        MemberIds released) {

    public Plan {
        reasons = List.copyOf(reasons);
        postponed = Set.copyOf(postponed);
        unresolved = List.copyOf(unresolved);
    }

    /** The plan whose difference consists of its parts. */
    public Plan(
            Mapping mapping,
            int desired,
            int actual,
            MemberIds additions,
            MemberIds removals,
            MemberIds held,
            List<HoldReason> reasons,
            Set<Change> postponed,
            List<Unresolved> unresolved) {
        this(
                mapping,
                desired,
                actual,
                additions,
                removals,
                held,
                reasons,
                postponed,
                unresolved,
                new Difference(
                        mapping.group(),
                        additions.or(late(postponed, Change.Kind.ADDITION)),
                        removals.or(held).or(late(postponed, Change.Kind.REMOVAL))),
                ChangeReasons.UNKNOWN,
                MemberIds.none());
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

    private static MemberIds late(Set<Change> postponed, Change.Kind kind) {
        return MemberIds.of(postponed.stream()
                .filter(change -> change.kind() == kind)
                .map(Change::object)
                .toList());
    }

    /** @return this plan with nothing to send and every removal held for {@code reason} */
    public Plan stopped(HoldReason reason) {
        return new Plan(
                mapping,
                desired,
                actual,
                MemberIds.none(),
                MemberIds.none(),
                difference.removals(),
                List.of(reason),
                Set.of(),
                unresolved,
                difference,
                why,
                MemberIds.none());
    }

    /**
     * @param back  members that are wanted again
     * @param doubt on the removals that are left
     * @return this plan, without the removals of {@code back} and with those held that {@code doubt} holds
     */
    public Plan narrowed(MemberIds back, GuardDecision doubt) {
        return new Plan(
                mapping,
                desired,
                actual,
                additions,
                removals.minus(back).minus(doubt.held()),
                held.or(doubt.held()),
                Stream.concat(reasons.stream(), doubt.reasons().stream()).toList(),
                postponed,
                unresolved,
                without(back),
                why,
                released);
    }

    private Difference without(MemberIds members) {
        return new Difference(
                difference.group(),
                difference.additions(),
                difference.removals().minus(members));
    }

    /** @return this plan, whose difference lacks what has been removed: an approval of the rest is to find it so */
    public Plan after(MemberIds removed) {
        return new Plan(
                mapping,
                desired,
                actual,
                additions,
                removals,
                held,
                reasons,
                postponed,
                unresolved,
                without(removed),
                why,
                released);
    }

    /** @return this plan, which an approval lets go although {@code doubtful} members are among its removals */
    public Plan releasing(MemberIds doubtful) {
        return new Plan(
                mapping,
                desired,
                actual,
                additions,
                removals,
                held,
                reasons,
                postponed,
                unresolved,
                difference,
                why,
                doubtful);
    }

    /** @return this plan with the reason of each change */
    public Plan explained(ChangeReasons reasons) {
        return new Plan(
                mapping,
                desired,
                actual,
                additions,
                removals,
                held,
                this.reasons,
                postponed,
                unresolved,
                difference,
                reasons,
                released);
    }
}
