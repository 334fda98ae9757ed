package io.collectionsync.membership;

import java.util.ArrayList;
import java.util.List;

/** Decides whether the removals of a plan may be sent. Additions are never its business. */
public final class Guard {

    private Guard() {
    }

    /**
     * @param removals what the plan would remove
     * @return every reason to hold them, none if they may go; always none when there is nothing to remove
     */
    public static List<HoldReason> judge(Limits limits, Desired desired, Actual actual, MemberIds removals) {
        if (removals.isEmpty()) {
            return List.of();
        }
        var reasons = new ArrayList<>(desired.doubts());
        if (desired.members().isEmpty() && !limits.allowEmpty()) {
            reasons.add(new HoldReason(HoldReason.Word.EMPTY, "the collections ask for no member at all"));
        }
        if (removals.size() > limits.maxRemovals()) {
            reasons.add(new HoldReason(HoldReason.Word.MAX_REMOVALS,
                    removals.size() + " removals, " + limits.maxRemovals() + " allowed"));
        }
        if (exceedsPercent(limits, actual.members().size(), removals.size())) {
            reasons.add(new HoldReason(HoldReason.Word.MAX_REMOVAL_PERCENT, removals.size() + " removals of "
                    + actual.members().size() + " members, " + limits.maxRemovalPercent() + " % allowed"));
        }
        return List.copyOf(reasons);
    }

    private static boolean exceedsPercent(Limits limits, int members, int removals) {
        return limits.maxRemovalPercent() != Limits.UNLIMITED && members > limits.smallGroup()
                && removals * 100L > (long) limits.maxRemovalPercent() * members;
    }
}
