package io.collectionsync.membership;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What makes one group equal to its collections, as computed from one read of both sides; while it is carried out, a
 * later read of the collections may only take removals away.
 *
 * @param mapping    the mapping
 * @param read       what both sides showed
 * @param sending    the changes to be made now; no removals when all are held
 * @param decision   removals that the guard withholds, and why
 * @param postponed  changes that are wanted and wait as dead letters for their next attempt
 * @param difference everything in which the group differs, whether it is sent, held or waits as a dead letter
 * @param why        the reason of each change
 * @param released   doubtful members that an approval lets go all the same
 */
public record Plan(
        Mapping mapping,
        Read read,
        Sending sending,
        GuardDecision decision,
        Set<Change> postponed,
        Difference difference,
        ChangeReasons why,
        MemberIds released) {

    public Plan {
        postponed = Set.copyOf(postponed);
    }

    /** The plan whose difference consists of its parts, of which no reason is known. */
    public Plan(Mapping mapping, Read read, Sending sending, GuardDecision decision, Set<Change> postponed) {
        this(
                mapping,
                read,
                sending,
                decision,
                postponed,
                new Difference(
                        mapping.group(),
                        sending.additions().or(ids(postponed, Change.Kind.ADDITION)),
                        sending.removals().or(decision.held()).or(ids(postponed, Change.Kind.REMOVAL))),
                ChangeReasons.UNKNOWN,
                MemberIds.none());
    }

    private static MemberIds ids(Set<Change> postponed, Change.Kind kind) {
        return MemberIds.of(postponed.stream()
                .filter(change -> change.kind() == kind)
                .map(Change::object)
                .toList());
    }

    public int desired() {
        return read.desired();
    }

    public int actual() {
        return read.actual();
    }

    public List<Unresolved> unresolved() {
        return read.unresolved();
    }

    public MemberIds additions() {
        return sending.additions();
    }

    public MemberIds removals() {
        return sending.removals();
    }

    public MemberIds held() {
        return decision.held();
    }

    public List<HoldReason> reasons() {
        return decision.reasons();
    }

    public int changes() {
        return sending.size();
    }

    /** @return whether there is nothing to send */
    public boolean isEmpty() {
        return changes() == 0;
    }

    public boolean isHeld() {
        return !reasons().isEmpty();
    }

    /** @return this plan with nothing to send and every removal held for {@code reason} */
    public Plan stopped(HoldReason reason) {
        var all = new GuardDecision(difference.removals(), List.of(reason), decision.usage());
        return new Plan(mapping, read, Sending.NOTHING, all, Set.of(), difference, why, MemberIds.none());
    }

    /**
     * @param back     members that are wanted again
     * @param doubt    on the removals that are left
     * @param doubtful those of them of which nobody can say any more that the members are not wanted
     * @return this plan, without the removals of {@code back} and with those held that {@code doubt} holds
     */
    public Plan narrowed(MemberIds back, GuardDecision doubt, MemberIds doubtful) {
        var left = new Sending(additions(), removals().minus(back).minus(doubt.held()), sending.replaced());
        return new Plan(
                mapping,
                read,
                left,
                decision.and(doubt),
                postponed,
                difference.without(back).doubting(doubtful),
                why,
                released);
    }

    /** @return this plan, whose difference lacks what has been removed: an approval of the rest is to find it so */
    public Plan after(MemberIds removed) {
        return new Plan(mapping, read, sending, decision, postponed, difference.without(removed), why, released);
    }

    /** @return this plan, which an approval lets go although {@code doubtful} members are among its removals */
    public Plan releasing(MemberIds doubtful) {
        return new Plan(mapping, read, sending, decision, postponed, difference, why, doubtful);
    }

    /** @return this plan, in which the removals named there go only when their members are in the group */
    public Plan replacing(Map<UUID, Set<UUID>> replaced) {
        var conditional = new Sending(additions(), removals(), replaced);
        return new Plan(mapping, read, conditional, decision, postponed, difference, why, released);
    }

    /** @return this plan with the reason of each change */
    public Plan withReasons(ChangeReasons reasons) {
        return new Plan(mapping, read, sending, decision, postponed, difference, reasons, released);
    }
}
