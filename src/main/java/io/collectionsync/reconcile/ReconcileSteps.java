package io.collectionsync.reconcile;

import io.collectionsync.graph.write.ChangeQueue;
import io.collectionsync.membership.Actual;
import io.collectionsync.membership.Change;
import io.collectionsync.membership.ChangeReasons;
import io.collectionsync.membership.Desired;
import io.collectionsync.membership.DirectoryDevice;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.MappingReport;
import io.collectionsync.membership.Outcome;
import io.collectionsync.membership.Outcomes;
import io.collectionsync.membership.Plan;
import io.collectionsync.membership.Run;
import io.collectionsync.settings.Tenant;
import io.collectionsync.state.Changes;
import io.collectionsync.state.KnownDevices;
import io.collectionsync.state.Leases;
import io.collectionsync.state.MappingStates;
import io.collectionsync.state.Notices;
import io.collectionsync.state.db.StateUnavailable;
import io.collectionsync.state.deadletter.DeadLetters;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * What the state database knows of a mapping while the routes reconcile it. Each method is one step of the route
 * {@code reconcile} or of one that it calls.
 */
public final class ReconcileSteps {

    private static final Logger LOG = LoggerFactory.getLogger(ReconcileSteps.class);

    private static final Duration LEASE_WAIT = Duration.ofSeconds(30);

    private final Leases leases;
    private final MappingStates states;
    private final Changes changes;
    private final DeadLetters deadLetters;
    private final KnownDevices knownDevices;
    private final Map<String, Tenant> tenants;
    private final PlanBuilder planning;
    private final Notices notices;
    private final Progress progress;
    /** What each run does to each group, by both their ids. */
    private final Map<String, ChangeTally> tallies = new ConcurrentHashMap<>();

    public ReconcileSteps(
            Leases leases,
            MappingStates states,
            Changes changes,
            DeadLetters deadLetters,
            KnownDevices knownDevices,
            Map<String, Tenant> tenants,
            PlanBuilder planning,
            Notices notices,
            Progress progress) {
        this.progress = progress;
        this.notices = notices;
        this.leases = leases;
        this.states = states;
        this.changes = changes;
        this.deadLetters = deadLetters;
        this.knownDevices = knownDevices;
        this.tenants = tenants;
        this.planning = planning;
    }

    /**
     * Takes the lease of the group, unless nothing is to be written; waits a while for a run that has it.
     *
     * @throws IllegalStateException if another run writes the group for longer
     */
    public void open(Run run, Mapping mapping) throws InterruptedException {
        if (run.isPlanOnly()) {
            return;
        }
        long end = System.nanoTime() + LEASE_WAIT.toNanos();
        while (!leases.acquire(mapping.group(), run.id())) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(FailureLine.BUSY);
            }
            TimeUnit.MILLISECONDS.sleep(250);
        }
    }

    /** @return what takes the place of the collections where a run is undone: nothing that could be trusted */
    public Desired undo() {
        return UndoPlan.DESIRED;
    }

    /** @return what the group holds, as far as can be known: reads lag behind our own writes */
    public Actual settled(Mapping mapping, Actual actual) {
        return planning.settled(mapping, actual);
    }

    /** @return members that would be removed and that nothing is known of */
    public List<UUID> strangers(Mapping mapping, Desired desired, Actual actual) {
        return planning.strangers(mapping, desired, actual);
    }

    /** @return the judged difference, without the changes that wait as dead letters */
    public Plan plan(Run run, Mapping mapping, Desired desired, Actual actual, List<DirectoryDevice> strangers) {
        if (!run.isPlanOnly()) {
            deadLetters.settle(
                    mapping,
                    desired.members(),
                    actual.members(),
                    List.of(),
                    desired.doubts().isEmpty());
        }
        var plan = planning.plan(run, mapping, desired, actual, strangers);
        if (!run.isPlanOnly() && desired.doubts().isEmpty()) {
            deadLetters.supersedeRemovals(mapping, plan.difference().removals());
        }
        tallies.put(run.id() + mapping.group(), new ChangeTally(actual, plan));
        progress.planned(run.isPlanOnly() ? 0 : plan.changes());
        return plan;
    }

    /**
     * The collections have been read again before the removals that are left.
     *
     * @param before    what they asked for when the plan was made
     * @param now       what they ask for now
     * @param read      when the reading of that began
     * @param strangers the devices among {@link #strangers}, as Entra has named them
     * @return the plan without the removals that are not wanted any more, and with those held that are doubtful now
     */
    public Plan lookAgain(
            Run run,
            Plan plan,
            ChangeQueue pending,
            Desired before,
            Desired now,
            Instant read,
            Actual actual,
            List<DirectoryDevice> strangers) {
        var narrowed = planning.lookAgain(plan, pending.removalsLeft(), before, now, actual, strangers);
        var open = pending.keepRemovals(narrowed.removals(), read);
        record(run, plan.mapping(), before, actual, open);
        park(run, plan.mapping(), open);
        int dropped = plan.removals().size() - narrowed.removals().size() - open.size();
        tallies.get(run.id() + plan.mapping().group()).dropRemovals(dropped);
        progress.settled(dropped);
        LOG.atInfo()
                .addKeyValue("mapping", plan.mapping().name())
                .addKeyValue("not-removed", dropped)
                .log("collections read again before removals");
        return narrowed;
    }

    /** @return the report of a run that writes nothing */
    public MappingReport planned(Run run, Plan plan) {
        planning.show(run, plan);
        return close(run, MappingReport.planned(planning.named(plan)));
    }

    /**
     * Asked when the next changes may go out, after every wait at the tenant's gate.
     *
     * @throws IllegalStateException if another run has taken the group over, be it done with it by now; or if somebody
     *     has paused the mapping meanwhile. An undo pauses its mapping itself
     */
    public void requireLease(Run run, Mapping mapping) {
        if (!run.isUndo()) {
            planning.pause(mapping).ifPresent(pause -> {
                throw new IllegalStateException("Paused " + pause.text() + ": the changes that were left are not sent");
            });
        }
        if (!leases.stillHeld(mapping.group(), run.id())) {
            throw new IllegalStateException(FailureLine.TAKEN_OVER);
        }
    }

    /** Writes down what became of changes, before the lane sends its next ones. */
    public void record(Run run, Mapping mapping, Desired desired, Actual actual, List<Outcome> outcomes) {
        var tally = tallies.get(run.id() + mapping.group());
        tally.add(outcomes);
        progress.settled(outcomes.size());
        write(run, mapping, outcomes, tally.why());
        if (!outcomes.isEmpty() && deadLetters.countOpen(mapping.group()) > 0) {
            deadLetters.settle(
                    mapping,
                    desired.members(),
                    actual.members(),
                    outcomes,
                    desired.doubts().isEmpty());
        }
    }

    /** Graph has done it: what cannot go on record is told by the log. */
    private void write(Run run, Mapping mapping, List<Outcome> outcomes, ChangeReasons why) {
        try {
            changes.add(run, mapping, outcomes, names(why, outcomes), why::of);
        } catch (RuntimeException failed) {
            outcomes.forEach(outcome -> LOG.atError()
                    .addKeyValue("mapping", mapping.name())
                    .addKeyValue("group", mapping.group())
                    .addKeyValue("object", outcome.change().object())
                    .addKeyValue("kind", outcome.change().kind())
                    .addKeyValue("result", outcome.result())
                    .log("change not on record"));
            throw failed;
        }
    }

    /** A change is on record without its member's name rather than not at all. */
    private Map<UUID, String> names(ChangeReasons why, List<Outcome> outcomes) {
        try {
            return planning.names(why, outcomes);
        } catch (StateUnavailable unread) {
            LOG.warn("names of members cannot be read: {}", unread.getMessage());
            return Map.of();
        }
    }

    /** Parks what was not done; a member that Graph does not know any more is resolved anew next time. */
    public void park(Run run, Mapping mapping, List<Outcome> outcomes) {
        var open =
                outcomes.stream().filter(outcome -> !outcome.result().isDone()).toList();
        deadLetters.park(run, mapping, open);
        var refused = open.stream()
                .filter(outcome -> outcome.result() == Outcome.Result.REFUSED)
                .map(Outcome::change)
                .map(Change::object)
                .toList();
        knownDevices.forget(tenants.get(mapping.tenant()).id().toString(), refused);
        for (var outcome : open) {
            LOG.atWarn()
                    .addKeyValue("mapping", mapping.name())
                    .addKeyValue("object", outcome.change().object())
                    .addKeyValue("kind", outcome.change().kind())
                    .addKeyValue("result", outcome.result())
                    .addKeyValue("code", outcome.code())
                    .addKeyValue("request-id", outcome.requestId())
                    .addKeyValue("reason", outcome.message())
                    .log("change not done");
        }
    }

    /** @return the report of a plan that was sent */
    public MappingReport applied(Run run, Plan plan, Outcomes outcomes) {
        if (!plan.isHeld()) {
            return close(run, MappingReport.applied(plan, outcomes));
        }
        var left = plan.after(tallies.get(run.id() + plan.mapping().group()).removed());
        planning.show(run, left);
        return close(run, MappingReport.applied(left, outcomes));
    }

    /** @return whether a mapping whose read of the collections broke off is worth another read in the same run */
    public boolean mayPass(Exception failure) {
        return FailureLine.mayPass(failure);
    }

    /** Tells that the collections are read once more, and why. */
    public void readAgain(Mapping mapping, Exception failure) {
        LOG.info("collections read again: mapping=\"{}\" after=\"{}\"", mapping.name(), FailureLine.of(failure));
    }

    /**
     * @param plan    null when it did not come to a plan
     * @param pending null when nothing was sent
     * @return the report of a mapping that broke off
     */
    public MappingReport failed(Run run, Mapping mapping, Plan plan, ChangeQueue pending, Exception failure) {
        String line = FailureLine.of(failure);
        LOG.debug("mapping failed: mapping=\"{}\"", mapping.name(), failure);
        if (pending == null) {
            return close(run, MappingReport.failed(mapping, line));
        }
        var sent = pending.outcomes();
        if (!line.equals(FailureLine.STOPPING)) {
            tallies.get(run.id() + mapping.group()).dropRemovals(pending.untriedRemovals());
        }
        return close(
                run,
                MappingReport.applied(
                        plan,
                        new Outcomes(sent.applied(), sent.alreadySo(), sent.refused(), sent.deadLettered(), line)));
    }

    private MappingReport close(Run run, MappingReport report) {
        var mapping = report.mapping();
        log(report);
        progress.mappingDone();
        try {
            var tally = tallies.remove(run.id() + mapping.group());
            if (report.outcomes() != null && report.error() == null) {
                planning.done(report.plan(), tally);
            }
            if (!run.isPlanOnly() && tally != null && tally.hasRemovals()) {
                planning.settle(run, mapping, report.outcomes() == null ? 0 : tally.removals());
            }
            if (!FailureLine.STOPPING.equals(report.error()) && !FailureLine.isOthers(report.error())) {
                states.record(run, report);
                tell(run, report);
            }
        } finally {
            leases.release(mapping.group(), run.id());
        }
        return report;
    }

    /** Whoever is to be told must never disturb a run. */
    private void tell(Run run, MappingReport report) {
        try {
            notices.judge(run, report).ifPresent(notice -> LOG.atInfo()
                    .addKeyValue("mapping", notice.name())
                    .addKeyValue("event", notice.kind().word())
                    .log("mapping changed"));
        } catch (RuntimeException untold) {
            LOG.atWarn()
                    .addKeyValue("mapping", report.mapping().name())
                    .addKeyValue("error", untold.getMessage())
                    .log("nobody is told how the mapping stands");
        }
    }

    /** The one line of a mapping in a run, the same words as in the JSON of plan and apply. */
    private static void log(MappingReport report) {
        if (FailureLine.STOPPING.equals(report.error())) {
            LOG.atInfo().addKeyValue("mapping", report.mapping().name()).log("mapping interrupted");
            return;
        }
        var line = LOG.atLevel(
                        report.error() == null
                                ? Level.INFO
                                : FailureLine.isOthers(report.error()) ? Level.WARN : Level.ERROR)
                .addKeyValue("mapping", report.mapping().name())
                .addKeyValue("status", report.status().word());
        var plan = report.plan();
        if (plan != null) {
            line = line.addKeyValue("desired", plan.desired())
                    .addKeyValue("actual", plan.actual())
                    .addKeyValue("additions", plan.additions().size())
                    .addKeyValue("removals", plan.removals().size())
                    .addKeyValue("held", plan.held().size())
                    .addKeyValue("unresolved", plan.unresolved().size());
        }
        (report.error() == null ? line : line.addKeyValue("error", report.error())).log("mapping reconciled");
    }
}
