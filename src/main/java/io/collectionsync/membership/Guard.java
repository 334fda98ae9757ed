package io.collectionsync.membership;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decides whether the removals of a plan may be sent. Additions are never its business. */
public final class Guard {

    private Guard() {}

    /**
     * @param removals what the plan would remove
     * @return every reason to hold them, none if they may go; always none when there is nothing to remove
     */
    static List<HoldReason> reasonsToHold(Limits limits, Desired desired, Actual actual, MemberIds removals) {
        if (removals.isEmpty()) {
            return List.of();
        }
        var reasons = new ArrayList<>(desired.doubts());
        if (desired.members().isEmpty() && !limits.allowEmpty()) {
            reasons.add(new HoldReason(HoldReason.Word.EMPTY, "the collections ask for no member at all"));
        }
        if (removals.size() > limits.maxRemovals()) {
            reasons.add(new HoldReason(
                    HoldReason.Word.MAX_REMOVALS, removals.size() + " removals, " + limits.maxRemovals() + " allowed"));
        }
        if (exceedsPercent(limits, actual.members().size(), removals.size())) {
            reasons.add(new HoldReason(
                    HoldReason.Word.MAX_REMOVAL_PERCENT,
                    removals.size() + " removals of " + actual.members().size() + " members, "
                            + limits.maxRemovalPercent() + " % allowed"));
        }
        return List.copyOf(reasons);
    }

    /**
     * @param lost members among the removals that a collection may hold: see {@link DoubtfulRemovals#held}
     * @return all removals held where a limit is passed or the read is doubtful, else those of {@code lost} alone
     */
    public static GuardDecision decide(
            Limits limits, Desired desired, Actual actual, MemberIds removals, MemberIds lost) {
        var reasons = reasonsToHold(limits, desired, actual, removals);
        var decision = reasons.isEmpty() ? GuardDecision.FREE : new GuardDecision(removals, reasons);
        var doubtful = removals.and(lost);
        return doubtful.isEmpty()
                ? decision
                : decision.hold(
                        doubtful,
                        new HoldReason(
                                HoldReason.Word.LOST_DEVICE_ID,
                                doubtful.size()
                                        + " members that may be in the collections: what identifies them is lost in the site,"
                                        + " or not found in Entra"));
    }

    /**
     * @param most    the most removals in a tenant within the window
     * @param already removals there that are counted already
     * @return why {@code removals} more are too many; empty if they are not
     */
    public static Optional<HoldReason> reasonToHoldInTenant(int most, long already, int removals) {
        if (removals == 0 || most == Limits.UNLIMITED || already + removals <= most) {
            return Optional.empty();
        }
        return Optional.of(new HoldReason(
                HoldReason.Word.TENANT_MAX_REMOVALS,
                removals + " removals after " + already + " in this tenant within the window, " + most + " allowed"));
    }

    private static boolean exceedsPercent(Limits limits, int members, int removals) {
        return limits.maxRemovalPercent() != Limits.UNLIMITED
                && members > limits.smallGroup()
                && removals * 100L > (long) limits.maxRemovalPercent() * members;
    }
}
