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
import io.collectionsync.membership.ListingDoubt;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Outcome;
import io.collectionsync.membership.Plan;
import io.collectionsync.membership.PlanContext;
import io.collectionsync.membership.Planner;
import io.collectionsync.membership.RecentChanges;
import io.collectionsync.membership.ResourceObjects;
import io.collectionsync.membership.Run;
import io.collectionsync.settings.Settings;
import io.collectionsync.state.Changes;
import io.collectionsync.state.Drifts;
import io.collectionsync.state.KnownDevices;
import io.collectionsync.state.MappingStates;
import io.collectionsync.state.deadletter.DeadLetters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From two reads and what is on record to a plan that may be sent: what the pure functions need to know, in order. */
public final class PlanBuilder {

    private static final Logger LOG = LoggerFactory.getLogger(PlanBuilder.class);
    private final Settings settings;
    private final Changes changes;
    private final KnownDevices knownDevices;
    private final MappingStates states;
    private final DeadLetters deadLetters;
    private final Drifts drifts;
    private final RemovalRecords records;
    private final PlanRelease release;

    public PlanBuilder(
            Settings settings,
            Changes changes,
            KnownDevices knownDevices,
            MappingStates states,
            DeadLetters deadLetters,
            Drifts drifts,
            RemovalRecords records,
            PlanRelease release) {
        this.settings = settings;
        this.changes = changes;
        this.knownDevices = knownDevices;
        this.states = states;
        this.deadLetters = deadLetters;
        this.drifts = drifts;
        this.records = records;
        this.release = release;
    }

    /** @return what was done to the group so lately that a listing which begins now need not show it */
    RecentChanges recent(Mapping mapping) {
        return changes.recent(mapping.group(), settings.graph().replicaLag());
    }

    List<UUID> unidentified(Mapping mapping, Desired desired, Actual actual) {
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
        return mapping.foreignMembers() == ForeignMembers.KEEP ? states.everDesired(mapping.group()) : MemberIds.none();
    }

    /**
     * @return the judged difference, without the changes that wait as dead letters; which of these are open is settled
     *     first
     */
    Plan plan(Reconciliation reconciliation) {
        var run = reconciliation.run();
        var mapping = reconciliation.mapping();
        var desired = reconciliation.desired();
        var actual = reconciliation.actual();
        var identified = reconciliation.identified();
        if (run.isPlanOnly()) {
            return plan(run, mapping, desired, actual, identified);
        }
        boolean isTrusted = desired.doubts().isEmpty();
        deadLetters.closeUnneeded(mapping, desired.members(), reconciliation.unconfirmed(), List.of(), isTrusted);
        var plan = plan(run, mapping, desired, actual, identified);
        if (isTrusted) {
            var unconfirmed = reconciliation.recent().doubt().absent().minus(desired.members());
            deadLetters.supersedeRemovals(mapping, plan.difference().removals().or(unconfirmed));
        }
        return plan;
    }

    private Plan plan(Run run, Mapping mapping, Desired desired, Actual actual, List<DirectoryDevice> identified) {
        if (run.isUndo()) {
            return new UndoPlan(changes, release).plan(run, mapping, actual);
        }
        var explained = explained(mapping);
        var waiting = deadLetters.waiting(mapping.group());
        var record = records.of(tenant(mapping), mapping);
        var candidates = Planner.candidates(mapping, desired, actual, explained);
        var devices = devices(mapping, candidates, identified);
        var doubtful = doubtful(
                mapping,
                desired,
                actual,
                candidates,
                devices,
                record.resources(),
                actual.members().or(desired.members().minus(Planner.waitingAdditions(waiting))));
        var known = new PlanContext(explained, waiting, doubtful);
        var difference = Planner.difference(mapping, desired, actual, known);
        var removals = difference.removals();
        var why = ChangeReasons.of(desired, actual, drift(mapping, actual, difference), removals, doubtful, devices);
        var decision = Guard.decide(mapping.limits(), desired, actual, removals, record, why.kinds(), doubtful);
        if (!run.isPlanOnly()) {
            if (mapping.foreignMembers() == ForeignMembers.KEEP) {
                states.rememberDesired(mapping.group(), explained.or(desired.members()));
            }
            records.remember(tenant(mapping), mapping, record, desired, actual);
        }
        if (!run.isPlanOnly()) {
            drifts.note(run, mapping, why);
        }
        Function<GuardDecision, Plan> planner = judged -> Planner.plan(
                        mapping, desired, actual, difference, known.waiting(), judged.with(decision.usage()))
                .replacing(doubtful.replaced())
                .withReasons(why);
        return release.judged(
                run,
                mapping,
                difference,
                besideOtherWriter(run, mapping, difference, decision),
                planner,
                doubtful.held());
    }

    private GuardDecision besideOtherWriter(Run run, Mapping mapping, Difference difference, GuardDecision decision) {
        int reversals = drifts.reversals(mapping.group(), mapping.limits().window());
        var judged = Guard.besideOtherWriter(decision, difference.removals(), reversals);
        if (judged != decision && !run.isPlanOnly()) {
            LOG.atWarn()
                    .addKeyValue("mapping", mapping.name())
                    .addKeyValue("group", mapping.group())
                    .addKeyValue("changed-back", reversals)
                    .log("somebody else writes this group");
        }
        return judged;
    }

    /**
     * What a later look at the collections leaves of the removals: who has come back stays, and what is doubtful only
     * now is held. Numbers were judged before, and so was what an approval lets go.
     *
     * @param left removals of {@code plan} that were not sent yet
     */
    Plan lookAgain(Reconciliation reconciliation, MemberIds left) {
        var plan = reconciliation.plan();
        var mapping = plan.mapping();
        var before = reconciliation.tally().desired();
        var now = reconciliation.desired();
        var actual = reconciliation.actual();
        var wanted =
                Planner.candidates(mapping, now, actual, explained(mapping)).and(left);
        var devices = devices(mapping, wanted, reconciliation.identified());
        var record = records.of(tenant(mapping), mapping);
        var doubtful = doubtful(
                mapping,
                now,
                actual,
                wanted,
                devices,
                record.resources(),
                reconciliation.tally().after());
        var removals = wanted.minus(doubtful.wanted());
        boolean mayBeEmpty = mapping.limits().allowEmpty() || before.members().isEmpty();
        var open = doubtful.except(plan.released());
        return plan.narrowed(
                left.minus(removals), Guard.decideAgain(mayBeEmpty, now, removals, open), removals.and(open.held()));
    }

    private List<DirectoryDevice> devices(Mapping mapping, MemberIds members, List<DirectoryDevice> identified) {
        var devices = new ArrayList<>(
                knownDevices.of(tenant(mapping).toString(), members.stream().toList()));
        devices.addAll(identified);
        return devices;
    }

    private Drift drift(Mapping mapping, Actual actual, Difference difference) {
        var group = mapping.group();
        return states.left(group)
                .map(left -> Drift.left(left.members(), changes.since(group, left.lastChange())))
                .map(left -> Drift.of(left, actual, difference))
                .orElse(Drift.NONE);
    }

    /** What is remembered of devices that turn out to be wanted under another object is forgotten. */
    private DoubtfulRemovals doubtful(
            Mapping mapping,
            Desired desired,
            Actual actual,
            MemberIds candidates,
            List<DirectoryDevice> devices,
            ResourceObjects before,
            MemberIds present) {
        var doubtful = DoubtfulRemovals.of(desired, actual, candidates, devices, before, present);
        if (!doubtful.wanted().isEmpty()) {
            var byObject = devices.stream()
                    .collect(Collectors.toMap(DirectoryDevice::objectId, Function.identity(), (one, other) -> other));
            var stale = knownDevices.find(tenant(mapping).toString(), doubtful.staleDeviceIds(byObject));
            knownDevices.forget(
                    tenant(mapping).toString(),
                    stale.values().stream().map(DirectoryDevice::objectId).toList());
            LOG.atWarn()
                    .addKeyValue("mapping", mapping.name())
                    .addKeyValue("members", doubtful.wanted())
                    .log("members not removed, their devices are in the collection");
        }
        return doubtful;
    }

    /** @return the plan with the names of its members, as far as they are known */
    Plan named(Plan plan) {
        var members = plan.difference().additions().or(plan.difference().removals());
        return plan.withReasons(
                plan.why().withNames(ids -> knownDevices.names(ids.stream().toList()), members));
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

    /** Members that the listing did not show are there: nobody had removed them by hand. */
    void denied(Run run, Mapping mapping, ListingDoubt doubt) {
        if (!doubt.present().isEmpty()) {
            drifts.withdraw(run, mapping.group(), doubt.present());
        }
    }

    /** Every change of the plan has its outcome. */
    void done(Run run, Plan plan, ChangeTally tally) {
        var mapping = plan.mapping();
        var left = plan.why().drift().base(tally.after());
        states.rememberLeft(mapping.group(), left);
        // foreign members that stay are no base of a percentage
        var ours = mapping.foreignMembers() == ForeignMembers.KEEP
                ? left.and(explained(mapping).or(tally.desired().members()))
                : left.minus(mapping.keep().minus(tally.desired().members()));
        records.done(tenant(mapping), run, plan, tally.desired(), tally.removed(), ours.size());
    }

    /** What of the hand edits is left when a run has come to its end. */
    void repaired(Reconciliation reconciliation) {
        var run = reconciliation.run();
        if (!run.isPlanOnly() && !run.isUndo()) {
            drifts.note(run, reconciliation.mapping(), reconciliation.tally().reasonsLeft());
        }
    }

    private UUID tenant(Mapping mapping) {
        return settings.tenants().get(mapping.tenant()).id();
    }
}
