package io.collectionsync.reconcile;

import io.collectionsync.membership.Actual;
import io.collectionsync.membership.ChangeReasons;
import io.collectionsync.membership.Desired;
import io.collectionsync.membership.Difference;
import io.collectionsync.membership.DirectoryDevice;
import io.collectionsync.membership.DoubtfulRemovals;
import io.collectionsync.membership.Drift;
import io.collectionsync.membership.ForeignMembers;
import io.collectionsync.membership.Guard;
import io.collectionsync.membership.GuardDecision;
import io.collectionsync.membership.HoldReason;
import io.collectionsync.membership.Limits;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Outcome;
import io.collectionsync.membership.Plan;
import io.collectionsync.membership.PlanContext;
import io.collectionsync.membership.Planner;
import io.collectionsync.membership.ReplicaLag;
import io.collectionsync.membership.Run;
import io.collectionsync.settings.Settings;
import io.collectionsync.state.Approval;
import io.collectionsync.state.Changes;
import io.collectionsync.state.Drifts;
import io.collectionsync.state.KnownDevices;
import io.collectionsync.state.MappingStates;
import io.collectionsync.state.Pause;
import io.collectionsync.state.Pauses;
import io.collectionsync.state.ShownPlans;
import io.collectionsync.state.TenantRemovals;
import io.collectionsync.state.deadletter.DeadLetters;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From two reads and what is on record to a plan that may be sent: what the pure functions need to know, in order. */
public final class PlanBuilder {

    /** Asks for the run that an approval releases: it writes nothing if the difference is another one by then. */
    public static final String APPROVAL = "approval";

    private static final Logger LOG = LoggerFactory.getLogger(PlanBuilder.class);
    /** So many members are named where a plan differs from the one that was approved. */
    private static final int NAMED = 5;

    private final Settings settings;
    private final Clock clock;
    private final Changes changes;
    private final KnownDevices knownDevices;
    private final MappingStates states;
    private final DeadLetters deadLetters;
    private final ShownPlans shownPlans;
    private final TenantRemovals tenantRemovals;
    private final Pauses pauses;
    private final Drifts drifts;

    public PlanBuilder(
            Settings settings,
            Clock clock,
            Changes changes,
            KnownDevices knownDevices,
            MappingStates states,
            DeadLetters deadLetters,
            ShownPlans shownPlans,
            TenantRemovals tenantRemovals,
            Pauses pauses,
            Drifts drifts) {
        this.settings = settings;
        this.clock = clock;
        this.changes = changes;
        this.knownDevices = knownDevices;
        this.states = states;
        this.deadLetters = deadLetters;
        this.shownPlans = shownPlans;
        this.tenantRemovals = tenantRemovals;
        this.pauses = pauses;
        this.drifts = drifts;
    }

    Actual settled(Mapping mapping, Actual actual) {
        var from = clock.instant().minus(settings.graph().replicaLag());
        return ReplicaLag.settled(actual, changes.recent(mapping.group(), from));
    }

    List<UUID> strangers(Mapping mapping, Desired desired, Actual actual) {
        if (desired == UndoPlan.DESIRED) {
            return List.of();
        }
        var candidates = candidates(mapping, desired, actual);
        var known = MemberIds.of(
                knownDevices.of(tenant(mapping).toString(), candidates.stream().toList()).stream()
                        .map(DirectoryDevice::objectId)
                        .toList());
        return candidates.minus(known).stream()
                .filter(member -> !actual.otherTypes().containsKey(member))
                .toList();
    }

    private MemberIds candidates(Mapping mapping, Desired desired, Actual actual) {
        return Planner.candidates(mapping, desired, actual, explained(mapping));
    }

    private MemberIds explained(Mapping mapping) {
        return mapping.foreignMembers() == ForeignMembers.KEEP ? states.explained(mapping.group()) : MemberIds.none();
    }

    /** @param strangers the devices among {@link #strangers}, as Entra has just named them */
    Plan plan(Run run, Mapping mapping, Desired desired, Actual actual, List<DirectoryDevice> strangers) {
        if (run.isUndo()) {
            return new UndoPlan(changes, shownPlans, tenantRemovals, tenant(mapping)).plan(run, mapping, actual);
        }
        var explained = explained(mapping);
        var candidates = Planner.candidates(mapping, desired, actual, explained);
        var devices = devices(mapping, candidates, strangers);
        var suspicions = suspicions(mapping, desired, actual, candidates, devices);
        var known = new PlanContext(explained, deadLetters.waiting(mapping.group()), suspicions);
        var difference = Planner.difference(mapping, desired, actual, known);
        var verdict = Guard.verdict(mapping.limits(), desired, actual, difference.removals(), suspicions.held());
        if (!run.isPlanOnly() && mapping.foreignMembers() == ForeignMembers.KEEP) {
            states.explained(mapping.group(), explained.or(desired.members()));
        }
        var why = ChangeReasons.of(
                desired, actual, drift(mapping, actual, difference), difference.removals(), suspicions, devices);
        if (!run.isPlanOnly()) {
            drifts.note(run, mapping, why);
        }
        Function<GuardDecision, Plan> planner =
                judged -> Planner.plan(mapping, desired, actual, difference, known.waiting(), judged)
                        .explained(why);
        var approval = approval(run, mapping);
        var plan = stop(run, mapping, difference, approval)
                .map(reason -> planner.apply(verdict).stopped(reason))
                .orElseGet(() -> judged(run, difference, verdict, approval, planner, suspicions.held()));
        if (!run.isPlanOnly() && desired.deviceIds().isEmpty()) {
            acceptUnidentified(desired, actual, plan);
        }
        return plan;
    }

    /**
     * What a later look at the collections leaves of the removals: who has come back stays, and what is doubtful only
     * now is held. Numbers were judged before, and so was what an approval lets go.
     *
     * @param left removals of {@code plan} that were not sent yet
     */
    Plan lookAgain(
            Plan plan, MemberIds left, Desired before, Desired now, Actual actual, List<DirectoryDevice> strangers) {
        var mapping = plan.mapping();
        var wanted =
                Planner.candidates(mapping, now, actual, explained(mapping)).and(left);
        var devices = devices(mapping, wanted, strangers);
        var suspicions = suspicions(mapping, now, actual, wanted, devices);
        var removals = wanted.minus(suspicions.wanted());
        var limits = new Limits(
                Limits.UNLIMITED,
                Limits.UNLIMITED,
                mapping.limits().smallGroup(),
                mapping.limits().allowEmpty() || before.members().isEmpty());
        return plan.narrowed(
                left.minus(removals),
                Guard.verdict(limits, now, actual, removals, newlyHeld(plan, suspicions, before, now)));
    }

    /** Any row of a user may mean each user: an approval holds for the rows that it was given on. */
    private static MemberIds newlyHeld(Plan plan, DoubtfulRemovals suspicions, Desired before, Desired now) {
        var held = suspicions.held().minus(plan.released());
        boolean sameRows = Set.copyOf(before.unresolved()).containsAll(now.unresolved());
        return sameRows ? held : held.or(suspicions.users());
    }

    private List<DirectoryDevice> devices(Mapping mapping, MemberIds members, List<DirectoryDevice> strangers) {
        var devices = new ArrayList<>(
                knownDevices.of(tenant(mapping).toString(), members.stream().toList()));
        devices.addAll(strangers);
        return devices;
    }

    /** Before anything is sent: a user who is found at last, and added, must be missed when he is lost again. */
    private void acceptUnidentified(Desired desired, Actual actual, Plan plan) {
        var mapping = plan.mapping();
        var before = states.unidentified(mapping.group());
        var accepted = DoubtfulRemovals.accepted(
                desired,
                actual.members().minus(desired.members()).minus(mapping.keep()).minus(plan.removals()),
                before);
        if (!accepted.equals(before)) {
            states.unidentified(mapping.group(), accepted);
        }
    }

    private Drift drift(Mapping mapping, Actual actual, Difference difference) {
        var group = mapping.group();
        return states.applied(group)
                .map(applied -> Drift.left(applied.members(), changes.recent(group, applied.time())))
                .map(left -> Drift.of(left, actual, difference))
                .orElse(Drift.NONE);
    }

    /** What is remembered of devices that turn out to be wanted under another object is forgotten. */
    private DoubtfulRemovals suspicions(
            Mapping mapping, Desired desired, Actual actual, MemberIds candidates, List<DirectoryDevice> devices) {
        String tenant = tenant(mapping).toString();
        var suspicions = DoubtfulRemovals.of(
                desired,
                actual,
                candidates,
                devices,
                desired.deviceIds().isEmpty() ? states.unidentified(mapping.group()) : Set.of());
        if (!suspicions.wanted().isEmpty()) {
            var byObject = devices.stream()
                    .collect(Collectors.toMap(DirectoryDevice::objectId, Function.identity(), (one, other) -> other));
            var stale = knownDevices.find(tenant, suspicions.staleDeviceIds(byObject), Instant.EPOCH);
            knownDevices.forget(
                    tenant,
                    stale.values().stream().map(DirectoryDevice::objectId).toList());
            LOG.warn(
                    "members not removed, their devices are in the collection: mapping=\"{}\" members={}",
                    mapping.name(),
                    suspicions.wanted());
        }
        return suspicions;
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
        changed.ifPresent(one -> shownPlans.settle(one, Approval.State.REFUSED, run));
        if (run.isPlanOnly() || !run.trigger().equals(APPROVAL)) {
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
    static HoldReason changed(Approval approval, Difference difference) {
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
                && shownPlans.settle(one, Approval.State.USED, run));
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
                ? Guard.judgeTenant(
                        guard.maxRemovals(), tenantRemovals.within(tenant(mapping), guard.window()), removals)
                : tenantRemovals.reserve(
                        run, mapping.group(), tenant(mapping), removals, guard.maxRemovals(), guard.window());
    }

    /** @return why nothing is written for the mapping now; empty when it is not paused */
    Optional<Pause> pause(Mapping mapping) {
        return pauses.of(mapping.group());
    }

    /** @return the plan with the names of its members, as far as they are known */
    Plan named(Plan plan) {
        var members = plan.difference().additions().or(plan.difference().removals());
        return plan.explained(
                plan.why().withNames(ids -> knownDevices.names(ids.stream().toList()), members));
    }

    /** Keeps a plan that may have to be approved. */
    void show(Run run, Plan plan) {
        if (!plan.difference().isEmpty()) {
            shownPlans.show(run, plan.mapping(), plan.difference());
        }
    }

    /** @return the names of members that were changed, as far as they are known */
    Map<UUID, String> names(ChangeReasons why, List<Outcome> outcomes) {
        var members =
                outcomes.stream().map(outcome -> outcome.change().object()).toList();
        var names = new HashMap<>(knownDevices.names(members));
        members.stream()
                .filter(member -> why.name(member) != null)
                .forEach(member -> names.put(member, why.name(member)));
        return names;
    }

    /** Every change of the plan has its outcome. */
    void done(Plan plan, ChangeTally tally) {
        states.applied(plan.mapping().group(), plan.why().drift().base(tally.after()));
    }

    /** @param removed members that were removed, or may have been: so many count against the tenant's limit */
    void settle(Run run, Mapping mapping, int removed) {
        tenantRemovals.settle(run, mapping.group(), removed);
    }

    private UUID tenant(Mapping mapping) {
        return settings.tenants().get(mapping.tenant()).id();
    }
}
