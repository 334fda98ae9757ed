package io.collectionsync.reconcile;

import io.collectionsync.membership.Actual;
import io.collectionsync.membership.Change;
import io.collectionsync.membership.ChangeReasons;
import io.collectionsync.membership.Desired;
import io.collectionsync.membership.ListingDoubt;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Outcome;
import io.collectionsync.membership.Plan;
import java.util.List;

/** What one run does to one group, as its outcomes come in over several workers. Thread-safe. */
final class ChangeTally {

    private final Actual before;
    private final Desired desired;
    private final Plan plan;
    private final MemberIds.Builder added = new MemberIds.Builder();
    private final MemberIds.Builder removed = new MemberIds.Builder();
    private ListingDoubt doubt = ListingDoubt.NONE;
    private int openAdditions;
    private int openRemovals;
    private int gone;

    /**
     * @param before what the group held
     * @param plan   what is sent
     */
    ChangeTally(Actual before, Desired desired, Plan plan) {
        this.before = before;
        this.desired = desired;
        this.plan = plan;
        this.openAdditions = plan.additions().size();
        this.openRemovals = plan.removals().size();
    }

    synchronized void add(List<Outcome> outcomes) {
        doubt = doubt.or(ListingDoubt.of(outcomes));
        for (var outcome : outcomes) {
            boolean removal = outcome.change().kind() == Change.Kind.REMOVAL;
            if (outcome.result().isDone()) {
                (removal ? removed : added).add(outcome.change().object());
            }
            openAdditions -= removal ? 0 : 1;
            openRemovals -= removal ? 1 : 0;
            gone += removal && (outcome.result().isDone() || outcome.mayBeOurs()) ? 1 : 0;
        }
    }

    /** @return what Graph's answers have denied of the listing */
    synchronized ListingDoubt doubt() {
        return doubt;
    }

    /** @return members that were removed */
    synchronized MemberIds removed() {
        return removed.build();
    }

    /** So many removals of the plan are not sent after all. */
    synchronized void dropRemovals(int count) {
        openRemovals -= count;
    }

    Desired desired() {
        return desired;
    }

    ChangeReasons reasons() {
        return plan.why();
    }

    /** @return whether removals are reserved for this run */
    boolean hasRemovals() {
        return !plan.removals().isEmpty();
    }

    /**
     * @return members that were removed, or may have been: those without an outcome may be on their way as soon as no
     *     addition is without one, for additions come first
     */
    synchronized int removals() {
        return gone + (openAdditions > 0 ? 0 : openRemovals);
    }

    /** @return the plan's reasons, with the hand edits that this run has not repaired */
    synchronized ChangeReasons reasonsLeft() {
        return plan.why().withDrift(plan.why().drift().unrepaired(added.build(), removed.build()));
    }

    /** @return what the group holds now */
    synchronized MemberIds after() {
        return before.members().or(added.build()).minus(removed.build());
    }
}
