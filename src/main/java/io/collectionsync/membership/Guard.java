package io.collectionsync.membership;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decides whether the removals of a plan may be sent. Additions are never its business. */
public final class Guard {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    /** What is changed back less often within the window may be people. */
    private static final int MOST_REVERSALS = 2;

    private Guard() {}

    /**
     * @param removals what the plan would remove
     * @return every reason to hold them, none if they may go; always none when there is nothing to remove
     */
    static List<HoldReason> reasonsToHold(
            Limits limits, Desired desired, Actual actual, MemberIds removals, RemovalWindow window) {
        if (removals.isEmpty()) {
            return List.of();
        }
        var reasons = new ArrayList<>(reasonsOfRead(limits.allowEmpty(), desired));
        if (removals.size() > limits.maxRemovals()) {
            reasons.add(new HoldReason(
                    HoldReason.Word.MAX_REMOVALS, removals.size() + " removals, " + limits.maxRemovals() + " allowed"));
        }
        if (window.usage(limits, actual).isPassedBy(removals.size())) {
            reasons.add(new HoldReason(
                    HoldReason.Word.MAX_REMOVAL_PERCENT, ofWindow(limits, actual, removals.size(), window)));
        }
        return List.copyOf(reasons);
    }

    private static List<HoldReason> reasonsOfRead(boolean mayBeEmpty, Desired desired) {
        var reasons = new ArrayList<>(desired.doubts());
        if (desired.members().isEmpty() && !mayBeEmpty) {
            reasons.add(new HoldReason(HoldReason.Word.EMPTY, "the collections ask for no member at all"));
        }
        return reasons;
    }

    /**
     * Limits in numbers were judged before.
     *
     * @param mayBeEmpty whether the collections may ask for nobody
     * @param desired    what they ask for now
     * @param removals   those that are left
     * @param doubtful   what is odd about them
     */
    public static GuardDecision decideAgain(
            boolean mayBeEmpty, Desired desired, MemberIds removals, DoubtfulRemovals doubtful) {
        var reasons = removals.isEmpty() ? List.<HoldReason>of() : reasonsOfRead(mayBeEmpty, desired);
        return doubtful(
                new GuardDecision(reasons.isEmpty() ? MemberIds.none() : removals, reasons), removals, doubtful);
    }

    private static String ofWindow(Limits limits, Actual actual, int removals, RemovalWindow window) {
        var usage = window.usage(limits, actual);
        var before = usage.used() == 0 ? "" : " after " + usage.used() + " within " + hours(window);
        return removals + " removals" + before + " of " + usage.base() + " members, " + limits.maxRemovalPercent()
                + " % allowed"
                + window.opens(limits, actual, removals)
                        .map(time ->
                                "; from " + TIME.format(time.plusSeconds(59).truncatedTo(ChronoUnit.MINUTES))
                                        + " on they go by themselves, unless the mapping is paused")
                        .orElse("");
    }

    private static String hours(RemovalWindow window) {
        long minutes = window.length().toMinutes();
        return minutes % 60 == 0 ? minutes / 60 + " h" : minutes + " min";
    }

    /**
     * @param removals what the plan would remove
     * @param record   what is on record of the mapping
     * @param kinds    what the removals are
     * @param doubtful what is odd about them
     * @return all removals held where a limit is passed, the read is doubtful or the mapping is not known, else those
     *     that are doubtful themselves
     */
    public static GuardDecision decide(
            Limits limits,
            Desired desired,
            Actual actual,
            MemberIds removals,
            RemovalRecord record,
            RemovalKinds kinds,
            DoubtfulRemovals doubtful) {
        var window = record.window();
        var reasons = new ArrayList<>(reasonsToHold(limits, desired, actual, removals, window));
        // whose resource is wanted stays anyhow: that alone keeps no mapping unknown
        boolean hasOthers = !removals.minus(doubtful.cannotTell()).isEmpty();
        if (hasOthers && !record.isKnown() && limits.firstRun() == FirstRun.HOLD) {
            reasons.add(0, new HoldReason(HoldReason.Word.FIRST_RUN, kinds.text()));
        }
        var decision = new GuardDecision(
                reasons.isEmpty() ? MemberIds.none() : removals, reasons, window.usage(limits, actual));
        return doubtful(decision, removals, doubtful);
    }

    /** @return {@code decision}, and what is doubtful of {@code removals} held beside */
    private static GuardDecision doubtful(GuardDecision decision, MemberIds removals, DoubtfulRemovals doubtful) {
        var lost = removals.and(doubtful.lost().or(doubtful.unnamed()));
        var nobodyKnows = removals.and(doubtful.cannotTell());
        var judged = lost.isEmpty()
                ? decision
                : decision.hold(
                        lost,
                        new HoldReason(
                                HoldReason.Word.LOST_DEVICE_ID,
                                lost.size()
                                        + " members that may be in the collections: what identifies them is lost in the site,"
                                        + " or not found in Entra"));
        return nobodyKnows.isEmpty()
                ? judged
                : judged.hold(
                        nobodyKnows,
                        new HoldReason(
                                HoldReason.Word.CANNOT_TELL,
                                nobodyKnows.size()
                                        + " members whose resources are still in the collections: nobody can say that"
                                        + " these stand for other members now"));
    }

    /**
     * @param decision  on the removals for all other reasons
     * @param removals  what the plan would remove
     * @param reversals how many runs within the window have found that what this program had done to the group was
     *                  changed back
     * @return that decision; with all removals held, even if there is none now, where somebody else writes the group
     */
    public static GuardDecision besideOtherWriter(GuardDecision decision, MemberIds removals, int reversals) {
        return reversals <= MOST_REVERSALS
                ? decision
                : decision.hold(
                        removals,
                        new HoldReason(
                                HoldReason.Word.OTHER_WRITER,
                                "somebody else writes this group: " + reversals
                                        + " runs within guard.window found changed back what this program had added or"
                                        + " removed"));
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
}
