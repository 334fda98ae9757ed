package io.collectionsync.membership;

import java.util.Set;
import java.util.stream.Collectors;

/**
 * How the run of an approval ended, and the approval with it.
 *
 * @param approval what was approved, and by whom
 * @param how      in one word
 * @param why      the words of what was in the way; empty where nothing was
 * @param made     changes of the approved plan that were made; removals alone, unless it was the way back of a run
 * @param left     those of them that were not needed any more
 */
public record ApprovalEnd(Approval approval, How how, String why, int made, int left) {

    /** How an approval can end. */
    public enum How implements Worded {
        /** What it allowed was sent; dead letters tell what Graph did not do of it. */
        USED("used"),
        NOTHING_TO_DO("nothing to do"),
        /** Another plan by now, or a mapping that is paused. */
        REFUSED("refused"),
        /** What was read cannot be trusted. */
        DOUBTFUL("doubtful"),
        FAILED("failed"),
        /** Another run, a pause or an edit took the group out of the run's hands. */
        GIVEN_UP("given up"),
        /** Its process was stopped or died. */
        INTERRUPTED("interrupted");

        private final String word;

        How(String word) {
            this.word = word;
        }

        @Override
        public String word() {
            return word;
        }
    }

    private static final Set<HoldReason.Word> REFUSALS =
            Set.of(HoldReason.Word.PLAN_CHANGED, HoldReason.Word.PAUSED, HoldReason.Word.UNDO);
    private static final Set<Failure.Kind> GIVEN_UP =
            Set.of(Failure.Kind.GROUP_BUSY, Failure.Kind.TAKEN_OVER, Failure.Kind.PAUSED, Failure.Kind.EDITED);

    /**
     * @param report  how the run left the mapping
     * @param removed members that it removed
     */
    public static ApprovalEnd of(Approval approval, MappingReport report, MemberIds removed) {
        boolean isUndo = approval.shown().undone() != null;
        int made = isUndo && report.outcomes() != null ? report.outcomes().done() : removed.size();
        return new ApprovalEnd(
                approval, how(report, removed), why(report), made, left(approval.shown(), report, removed));
    }

    private static How how(MappingReport report, MemberIds removed) {
        if (report.failure() != null) {
            return ofFailure(report.failure().kind());
        }
        var plan = report.plan();
        if (plan.isHeld()) {
            boolean refused = plan.reasons().stream().map(HoldReason::word).anyMatch(REFUSALS::contains);
            return refused ? How.REFUSED : How.DOUBTFUL;
        }
        var difference = plan.difference();
        boolean nothing = difference.undone() == null ? difference.removals().isEmpty() : difference.isEmpty();
        return nothing && removed.isEmpty() ? How.NOTHING_TO_DO : How.USED;
    }

    private static How ofFailure(Failure.Kind kind) {
        return kind == Failure.Kind.STOPPED ? How.INTERRUPTED : GIVEN_UP.contains(kind) ? How.GIVEN_UP : How.FAILED;
    }

    private static String why(MappingReport report) {
        return report.failure() != null
                ? report.failure().kind().word()
                : report.plan().reasons().stream()
                        .map(reason -> reason.word().word())
                        .distinct()
                        .collect(Collectors.joining(", "));
    }

    private static int left(Difference shown, MappingReport report, MemberIds removed) {
        if (report.plan() == null) {
            return 0;
        }
        var now = report.plan().difference();
        int additions = shown.undone() == null
                ? 0
                : shown.additions().minus(now.additions()).size();
        return additions + shown.removals().minus(now.removals()).minus(removed).size();
    }

    /** @return the word, and what was in the way, such as {@code refused (plan-changed)} */
    public String outcome() {
        return how.word() + (why.isEmpty() ? "" : " (" + why + ")");
    }

    /** @return one line for people */
    public String text() {
        var shown = approval.shown();
        boolean isUndo = shown.undone() != null;
        int all = shown.removals().size() + (isUndo ? shown.additions().size() : 0);
        return "the approval of plan " + shown.shortHash() + " by " + approval.by() + " is over: " + outcome() + ", "
                + made + " of " + all + (isUndo ? " changes" : " removals") + " made"
                + (left == 0 ? "" : ", " + left + " not needed any more");
    }
}
