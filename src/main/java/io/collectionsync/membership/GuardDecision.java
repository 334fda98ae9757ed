package io.collectionsync.membership;

import java.util.List;
import java.util.stream.Stream;

/**
 * The guard's decision on the removals of a difference.
 *
 * @param held    removals that are withheld
 * @param reasons why; empty when none is
 * @param usage   how much of the percentage within the window is used
 */
public record GuardDecision(MemberIds held, List<HoldReason> reasons, RemovalWindow.Usage usage) {

    /** Everything may go. */
    public static final GuardDecision FREE = new GuardDecision(MemberIds.none(), List.of());

    /** The window is not in question. */
    public GuardDecision(MemberIds held, List<HoldReason> reasons) {
        this(held, reasons, RemovalWindow.Usage.NONE);
    }

    public GuardDecision {
        reasons = List.copyOf(reasons);
    }

    /** @return this decision, with all of {@code removals} held for one reason more */
    public GuardDecision hold(MemberIds removals, HoldReason reason) {
        return and(new GuardDecision(removals, List.of(reason)));
    }

    /** @return this decision, with what {@code other} holds beside */
    GuardDecision and(GuardDecision other) {
        return new GuardDecision(
                held.or(other.held),
                Stream.concat(reasons.stream(), other.reasons.stream()).toList(),
                usage);
    }

    /** @return this decision, of a group whose window is used so far */
    public GuardDecision with(RemovalWindow.Usage used) {
        return new GuardDecision(held, reasons, used);
    }

    /** @return whether an approval may set it aside: limits only, no doubt about a read */
    public boolean isReleasable() {
        return reasons.stream().allMatch(reason -> reason.word().isReleasable());
    }
}
