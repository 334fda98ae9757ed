package io.collectionsync.reconcile;

import io.collectionsync.membership.Difference;
import io.collectionsync.membership.Guard;
import io.collectionsync.membership.GuardDecision;
import io.collectionsync.membership.HoldReason;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Plan;
import io.collectionsync.membership.Run;
import io.collectionsync.membership.Trigger;
import io.collectionsync.settings.Settings;
import io.collectionsync.state.Approval;
import io.collectionsync.state.Pause;
import io.collectionsync.state.Pauses;
import io.collectionsync.state.ShownPlans;
import io.collectionsync.state.TenantRemovals;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What stands between a difference and the plan that may be sent: pauses, approvals, the tenant's limit. */
public final class PlanRelease {

    private static final Logger LOG = LoggerFactory.getLogger(PlanRelease.class);
    /** So many members are named where a plan differs from the one that was approved. */
    private static final int NAMED = 5;

    private final Settings settings;
    private final ShownPlans shownPlans;
    private final TenantRemovals tenantRemovals;
    private final Pauses pauses;

    public PlanRelease(Settings settings, ShownPlans shownPlans, TenantRemovals tenantRemovals, Pauses pauses) {
        this.settings = settings;
        this.shownPlans = shownPlans;
        this.tenantRemovals = tenantRemovals;
        this.pauses = pauses;
    }

    /**
     * @param decision of the mapping's own guard
     * @param planner  makes the plan of a decision
     * @param doubtful members that an approval lets go all the same
     * @return the plan that may be sent
     */
    Plan judged(
            Run run,
            Mapping mapping,
            Difference difference,
            GuardDecision decision,
            Function<GuardDecision, Plan> planner,
            MemberIds doubtful) {
        var approval = approval(run, mapping);
        return stop(run, mapping, difference, approval)
                .map(reason -> planner.apply(decision).stopped(reason))
                .orElseGet(() -> judged(run, difference, decision, approval, planner, doubtful));
    }

    /** @return the plan that takes a group back, if it was approved as it is; else nothing of it may be sent */
    Plan approved(Run run, Mapping mapping, Plan plan) {
        var approval = shownPlans.open(mapping.group());
        if (approval.isEmpty()) {
            return plan.stopped(new HoldReason(HoldReason.Word.UNDO, "an undo needs an approval of its own"));
        }
        boolean asShown = plan.difference().isAsShown(approval.get().plan().difference());
        boolean first =
                shownPlans.endApproval(approval.get(), asShown ? Approval.State.USED : Approval.State.REFUSED, run);
        if (!asShown || !first) {
            return plan.stopped(changed(approval.get(), plan.difference()));
        }
        tenantRemovals.count(
                run, mapping.group(), tenant(mapping), plan.removals().size());
        return plan;
    }

    /** @return why nothing at all may be sent */
    private Optional<HoldReason> stop(Run run, Mapping mapping, Difference difference, Optional<Approval> approval) {
        if (difference.isEmpty()) {
            return Optional.empty();
        }
        var pause = pause(mapping);
        if (pause.isPresent()) {
            return pause.map(one -> new HoldReason(
                    HoldReason.Word.PAUSED, one.text() + "; collection-sync resume " + mapping.name() + " ends it"));
        }
        var changed = approval.filter(one -> !difference.isAsShown(one.plan().difference()));
        changed.ifPresent(one -> shownPlans.endApproval(one, Approval.State.REFUSED, run));
        if (run.isPlanOnly() || !run.trigger().is(Trigger.Kind.APPROVAL)) {
            return Optional.empty();
        }
        return approval.isEmpty()
                ? Optional.of(usedUp(mapping, difference))
                : changed.map(one -> changed(one, difference));
    }

    /** Another run was first: whatever is to be done now, nobody has approved it. */
    private HoldReason usedUp(Mapping mapping, Difference difference) {
        return shownPlans.of(mapping.group()).stream()
                .findFirst()
                .filter(one -> !difference.isAsShown(one.plan().difference()))
                .map(one -> changed(one, difference))
                .orElseGet(() -> new HoldReason(
                        HoldReason.Word.PLAN_CHANGED,
                        "the approval has been used up by another"
                                + " run. To release the difference as it is now, approve " + difference.shortHash()));
    }

    /** @return that and how the difference is another one than was approved */
    private static HoldReason changed(Approval approval, Difference difference) {
        return new HoldReason(
                HoldReason.Word.PLAN_CHANGED,
                "plan "
                        + approval.plan().hash().substring(0, Difference.SHOWN)
                        + " was approved, but the difference has changed: "
                        + difference.changeSince(approval.plan().difference(), NAMED)
                        + ". To release it as it is now, approve "
                        + difference.shortHash());
    }

    private Optional<Approval> approval(Run run, Mapping mapping) {
        return run.isPlanOnly() ? Optional.empty() : shownPlans.open(mapping.group());
    }

    /** What waits as a dead letter is not sent, so it does not count against the tenant's limit. */
    private Plan judged(
            Run run,
            Difference difference,
            GuardDecision verdict,
            Optional<Approval> approval,
            Function<GuardDecision, Plan> planner,
            MemberIds doubtful) {
        var removals = difference.removals();
        var plan = planner.apply(verdict);
        var mapping = plan.mapping();
        var release = approval.filter(one -> !removals.isEmpty()
                && verdict.isReleasable()
                && difference.isAsShown(one.plan().difference())
                && shownPlans.endApproval(one, Approval.State.USED, run));
        if (release.isPresent()) {
            LOG.atInfo()
                    .addKeyValue("mapping", mapping.name())
                    .addKeyValue("plan", difference.shortHash())
                    .addKeyValue("by", release.get().by())
                    .addKeyValue("removals", removals.size())
                    .log("plan released");
            var released = planner.apply(GuardDecision.FREE).releasing(doubtful);
            tenantRemovals.count(
                    run, mapping.group(), tenant(mapping), released.removals().size());
            return released;
        }
        return tooMany(run, mapping, plan.removals().size())
                .map(reason -> planner.apply(verdict.hold(removals, reason)))
                .orElse(plan);
    }

    private Optional<HoldReason> tooMany(Run run, Mapping mapping, int removals) {
        var guard = settings.tenantGuard();
        if (removals == 0) {
            return Optional.empty();
        }
        return run.isPlanOnly()
                ? Guard.reasonToHoldInTenant(
                        guard.maxRemovals(), tenantRemovals.within(tenant(mapping), guard.window()), removals)
                : tenantRemovals.reserve(
                        run, mapping.group(), tenant(mapping), removals, guard.maxRemovals(), guard.window());
    }

    /** @return why nothing is written for the mapping now; empty when it is not paused */
    Optional<Pause> pause(Mapping mapping) {
        return pauses.of(mapping.group());
    }

    /** Keeps a plan that may have to be approved. */
    void show(Run run, Plan plan) {
        if (!plan.difference().isEmpty()) {
            shownPlans.show(run, plan.mapping(), plan.difference());
        }
    }

    /** @param removed members that were removed, or may have been: so many count against the tenant's limit */
    void settle(Run run, Mapping mapping, int removed) {
        tenantRemovals.endReservation(run, mapping.group(), removed);
    }

    private UUID tenant(Mapping mapping) {
        return settings.tenants().get(mapping.tenant()).id();
    }
}
