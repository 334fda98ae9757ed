package io.collectionsync.reconcile;

import io.collectionsync.graph.MissingStep;
import io.collectionsync.graph.work.BatchOutcomes;
import io.collectionsync.graph.write.ChangeQueue;
import io.collectionsync.graph.write.ChangeQueues;
import io.collectionsync.membership.Failure;
import io.collectionsync.membership.Failure.Kind;
import io.collectionsync.state.Leases;
import io.collectionsync.state.UnrecordedChanges;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Steps of the routes about changes on their way into the group: sent by permit, recorded, looked at again. */
public final class ChangeSteps {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeSteps.class);

    private final ChangeQueues queues;
    private final PlanBuilder plans;
    private final PlanRelease release;
    private final ChangeRecord record;
    private final UnrecordedChanges unrecorded;
    private final Leases leases;
    private final Progress progress;

    public ChangeSteps(
            ChangeQueues queues,
            PlanBuilder plans,
            PlanRelease release,
            ChangeRecord record,
            UnrecordedChanges unrecorded,
            Leases leases,
            Progress progress) {
        this.queues = queues;
        this.plans = plans;
        this.release = release;
        this.record = record;
        this.unrecorded = unrecorded;
        this.leases = leases;
        this.progress = progress;
    }

    /**
     * @return the changes of the plan, or those that are left of them, still to be sent
     * @throws MissingStep if removals wait for another look
     * @throws io.collectionsync.graph.GraphFault if the tenant's token does not grant what is to be sent
     * @throws io.collectionsync.state.db.StateUnavailable if there is no room for changes that the state database may
     *     not take
     */
    public ChangeQueue changes(Reconciliation mapping) {
        if (!mapping.hasChanges()) {
            var collections = mapping.getCollections();
            var queue = queues.of(
                    mapping.plan(),
                    collections.membersAreUsers(),
                    collections.begun(),
                    mapping.recent().attempted(),
                    mapping.desired().members().and(mapping.actual().members()).stream()
                            .findFirst()
                            .orElse(null),
                    mapping.target(),
                    () -> prove(mapping));
            mapping.changes(
                    queue,
                    unrecorded.prepare(
                            mapping.run(), mapping.mapping(), mapping.plan().changes()));
        } else if (mapping.changes().isOutdated()) {
            throw new MissingStep("look-again");
        }
        return mapping.changes();
    }

    /**
     * The permit of each batch, proved after every wait: every change of this process is on record, the mapping is neither
     * edited since nor paused, and the group is in this run's hands.
     *
     * @throws Withdrawn if one of these does not hold any more
     */
    private void prove(Reconciliation mapping) {
        mapping.requireUnedited();
        unrecorded.requireNone();
        var run = mapping.run();
        release.pause(run, mapping.mapping()).ifPresent(pause -> {
            throw new Withdrawn(new Failure(
                    Kind.PAUSED,
                    "Paused " + pause.text() + ": the changes that were left are not sent; "
                            + pause.subject().resume() + " ends it"));
        });
        if (!leases.stillHeld(mapping.mapping().group(), run.id())) {
            throw new Withdrawn(Failure.of(Kind.TAKEN_OVER));
        }
    }

    /**
     * Writes down what became of changes, before the worker sends its next ones.
     *
     * @throws MissingStep if {@code batch} is null
     */
    public void record(Reconciliation mapping, BatchOutcomes batch) {
        record.record(mapping, require(batch));
    }

    /**
     * Parks what was not done as dead letters.
     *
     * @throws MissingStep if {@code batch} is null
     */
    public void park(Reconciliation mapping, BatchOutcomes batch) {
        record.park(mapping, require(batch));
    }

    private static BatchOutcomes require(BatchOutcomes batch) {
        if (batch == null) {
            throw new MissingStep("setVariable worker");
        }
        return batch;
    }

    /**
     * The collections have been read again before the removals that are left: those that are not wanted any more are
     * dropped, and those that are doubtful now are held.
     *
     * @throws MissingStep if they have not been read again
     */
    public void lookAgain(Reconciliation mapping) {
        var changes = mapping.changes();
        mapping.lookAgain();
        var plan = mapping.plan();
        var narrowed = plans.lookAgain(mapping, changes.removalsLeft());
        var open = changes.keepRemovals(
                narrowed.removals(), mapping.getCollections().begun());
        record.record(mapping, open);
        record.park(mapping, open);
        int dropped = plan.removals().size()
                - narrowed.removals().size()
                - open.outcomes().size();
        mapping.tally().dropRemovals(dropped);
        progress.settled(dropped);
        LOG.atInfo()
                .addKeyValue("mapping", mapping.mapping().name())
                .addKeyValue("not-removed", dropped)
                .log("collections read again before removals");
        mapping.narrowed(narrowed);
    }
}
