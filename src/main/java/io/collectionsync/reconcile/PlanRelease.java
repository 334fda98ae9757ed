package io.collectionsync.reconcile;

import io.collectionsync.membership.Difference;
import io.collectionsync.membership.Guard;
import io.collectionsync.membership.GuardDecision;
import io.collectionsync.membership.HoldReason;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Plan;
import io.collectionsync.membership.Run;
import io.collectionsync.settings.Settings;
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
        return stop(run, mapping, difference)
                .map(reason -> planner.apply(decision).stopped(reason))
                .orElseGet(() -> judged(run, difference, decision, planner, doubtful));
    }

    /** @return the plan that takes a group back, if the run carries the approval of it; else nothing of it may be sent */
    Plan approved(Run run, Mapping mapping, Plan plan) {
        var approval = run.approval(mapping.group());
        if (approval.isEmpty()) {
            return plan.stopped(new HoldReason(HoldReason.Word.UNDO, "an undo needs an approval of its own"));
        }
        var stop = stop(run, mapping, plan.difference());
        if (stop.isPresent()) {
            return plan.stopped(stop.get());
        }
        tenantRemovals.count(
                run, mapping.group(), tenant(mapping), plan.removals().size());
        return plan;
    }

    /** @return why nothing at all may be sent */
    private Optional<HoldReason> stop(Run run, Mapping mapping, Difference difference) {
        if (difference.isEmpty()) {
            return Optional.empty();
        }
        var pause = pause(run, mapping);
        if (pause.isPresent()) {
            return pause.map(one -> new HoldReason(
                    HoldReason.Word.PAUSED, one.text() + "; " + one.subject().resume() + " ends it"));
        }
        return run.approval(mapping.group())
                .filter(approval -> !approval.covers(difference))
                .map(approval -> approval.changed(difference));
    }

    /** What waits as a dead letter is not sent, so it does not count against the tenant's limit. */
    private Plan judged(
            Run run,
            Difference difference,
            GuardDecision verdict,
            Function<GuardDecision, Plan> planner,
            MemberIds doubtful) {
        var removals = difference.removals();
        var plan = planner.apply(verdict);
        var mapping = plan.mapping();
        var approval = run.approval(mapping.group()).filter(one -> one.covers(difference));
        if (approval.isPresent() && !removals.isEmpty() && verdict.isReleasable()) {
            LOG.atInfo()
                    .addKeyValue("mapping", mapping.name())
                    .addKeyValue("plan", approval.get().shown().shortHash())
                    .addKeyValue("by", approval.get().by())
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

    /** @return why this run writes nothing for the mapping now; what an undo has paused, another one may take back */
    Optional<Pause> pause(Run run, Mapping mapping) {
        return pauses.of(mapping).stream()
                .filter(pause -> !run.isUndo() || pause.subject().scope() != Pause.Scope.UNDO)
                .findFirst();
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
