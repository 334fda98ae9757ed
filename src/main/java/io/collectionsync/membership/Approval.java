package io.collectionsync.membership;

import java.util.UUID;

/**
 * Somebody's word that the removals of a plan may go as they were shown. It belongs to the one run that it starts, and
 * is over with it, however that ends.
 *
 * @param shown what they saw
 * @param by    their name
 */
public record Approval(Difference shown, String by) {

    /** So many members are named where a plan differs from the one that was approved. */
    private static final int NAMED = 5;

    public UUID group() {
        return shown.group();
    }

    /** @return whether it lets this difference go: who need not go any more is no change */
    public boolean covers(Difference now) {
        return now.isWithin(shown);
    }

    /** @return that and how {@code now}, which it does not cover, is another one than was approved */
    public HoldReason changed(Difference now) {
        return new HoldReason(
                HoldReason.Word.PLAN_CHANGED,
                "plan " + shown.shortHash() + " was approved, but the plan has changed: "
                        + now.changeSince(shown, NAMED) + ". It is now plan " + now.shortHash());
    }
}
