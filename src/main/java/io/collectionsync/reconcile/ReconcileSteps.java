package io.collectionsync.reconcile;

import io.collectionsync.graph.MissingStep;
import io.collectionsync.graph.throttle.RuntimeStopping;
import io.collectionsync.membership.Failure;
import io.collectionsync.membership.Failure.Kind;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.MappingReport;
import io.collectionsync.membership.Outcomes;
import io.collectionsync.settings.Mappings;
import io.collectionsync.state.Approvals;
import io.collectionsync.state.Leases;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The first and the last steps of the route {@code reconcile}, and its plan. */
public final class ReconcileSteps {

    private static final Logger LOG = LoggerFactory.getLogger(ReconcileSteps.class);

    private static final Duration LEASE_LOOK = Duration.ofMillis(250);
    /** So often an approved run tells the log that it waits. */
    private static final Duration LEASE_LINE = Duration.ofSeconds(30);

    private final Leases leases;
    private final PlanBuilder plans;
    private final PlanRelease release;
    private final ChangeRecord record;
    private final MappingEnd end;
    private final Progress progress;
    private final Approvals approvals;
    private final Duration leaseWait;
    private final Function<Mapping, Mappings.Watch> watch;
    private volatile boolean isStopping;

    /**
     * @param leaseWait how long a mapping waits for another run that writes its group
     * @param watch     begins to watch whether a mapping is edited
     */
    public ReconcileSteps(
            Leases leases,
            PlanBuilder plans,
            PlanRelease release,
            ChangeRecord record,
            MappingEnd end,
            Progress progress,
            Approvals approvals,
            Duration leaseWait,
            Function<Mapping, Mappings.Watch> watch) {
        this.leases = leases;
        this.plans = plans;
        this.release = release;
        this.record = record;
        this.end = end;
        this.progress = progress;
        this.approvals = approvals;
        this.leaseWait = leaseWait;
        this.watch = watch;
    }

    /** The runtime ends: nobody waits for a lease any more. */
    public void stop() {
        isStopping = true;
    }

    /**
     * Takes the lease of the group, unless nothing is to be written; waits a while for a run that has it. What somebody
     * has approved waits as long as that lasts, and tells so: no later run would take it up.
     *
     * @throws Withdrawn if another run writes the group for longer
     */
    public void start(Reconciliation mapping) throws InterruptedException {
        var asItReads = watch.apply(mapping.mapping());
        if (!mapping.isPlanOnly() && !acquire(mapping)) {
            boolean isApproved =
                    mapping.run().approval(mapping.mapping().group()).isPresent();
            progress.waits(true);
            try {
                tellWaiting(mapping, isApproved, true);
                await(mapping, isApproved);
                tellWaiting(mapping, isApproved, false);
            } finally {
                progress.waits(false);
            }
        }
        mapping.started(asItReads);
    }

    private boolean acquire(Reconciliation mapping) {
        return leases.acquire(mapping.mapping().group(), mapping.run().id());
    }

    private void tellWaiting(Reconciliation mapping, boolean isApproved, boolean waits) {
        if (isApproved) {
            approvals.waits(mapping.run(), mapping.mapping().group(), waits);
        }
    }

    private void await(Reconciliation mapping, boolean isApproved) throws InterruptedException {
        long until = System.nanoTime() + leaseWait.toNanos();
        long told = System.nanoTime() - LEASE_LINE.toNanos();
        do {
            if (isStopping) {
                throw new RuntimeStopping();
            }
            if (!isApproved && System.nanoTime() > until) {
                throw new Withdrawn(Failure.of(Kind.GROUP_BUSY));
            }
            if (isApproved && System.nanoTime() - told >= LEASE_LINE.toNanos()) {
                told = System.nanoTime();
                LOG.atInfo()
                        .addKeyValue("mapping", mapping.mapping().name())
                        .log("approved run waits, another run writes the group");
            }
            TimeUnit.MILLISECONDS.sleep(LEASE_LOOK.toMillis());
        } while (!acquire(mapping));
    }

    /** Computes the difference and has the guard judge it; changes that wait as dead letters are left out. */
    public void plan(Reconciliation mapping) {
        mapping.requireStarted();
        if (!mapping.run().isUndo() && !mapping.getCollections().isUsers()) {
            mapping.target().requireWritable();
        }
        mapping.target();
        var plan = plans.plan(mapping);
        mapping.planned(plan, new ChangeTally(mapping.actual(), mapping.desired(), plan));
        progress.planned(mapping.isPlanOnly() ? 0 : plan.changes());
    }

    /**
     * @return the report of a mapping that came to its end
     * @throws MissingStep if the plan was not sent, or not whole
     */
    public MappingReport finish(Reconciliation mapping) {
        var plan = mapping.plan();
        if (mapping.isPlanOnly()) {
            release.show(mapping.run(), plan);
            var planned = MappingReport.planned(plans.named(plan));
            return end.close(mapping, planned.doubting(mapping.recent().doubt()));
        }
        var outcomes = mapping.changes().finished();
        if (outcomes.fault() != null) {
            record.recordLeft(mapping);
            outcomes = mapping.changes().outcomes();
        }
        var left = plan.isHeld() ? plan.after(mapping.tally().removed()) : plan;
        if (plan.isHeld()) {
            release.show(mapping.run(), left);
        }
        plans.denied(mapping.run(), mapping.mapping(), mapping.tally().doubt());
        var doubt = mapping.recent().doubt().or(mapping.tally().doubt());
        return end.close(mapping, MappingReport.sent(left, outcomes).doubting(doubt));
    }

    /** @return whether a read of the collections that broke off is worth another one in the same run */
    public boolean isTransient(Exception failure) {
        return Failures.isTransient(failure);
    }

    /**
     * Never fails itself: the other mappings of the run go on.
     *
     * @return the report of a mapping that broke off
     */
    public MappingReport failed(Reconciliation mapping, Exception cause) {
        LOG.atDebug()
                .setCause(cause)
                .addKeyValue("mapping", mapping.mapping().name())
                .log("mapping failed");
        mapping.abandon(cause);
        var failure = mapping.hasChanges() ? recordLeft(mapping, Failures.of(cause)) : Failures.of(cause);
        var report = brokenOff(mapping, failure);
        try {
            return end.close(mapping, report);
        } catch (RuntimeException unrecorded) {
            mapping.report(report);
            if (!failure.is(Kind.STATE)) {
                mapping.report(MappingReport.failed(mapping.mapping(), Failures.of(unrecorded)));
                LOG.atError()
                        .addKeyValue("mapping", mapping.mapping().name())
                        .addKeyValue("error", Failures.of(unrecorded).text())
                        .log("how the mapping stands is not on record");
            }
            return mapping.report();
        }
    }

    /** @return what broke the mapping; what broke its record, where that is worse */
    private Failure recordLeft(Reconciliation mapping, Failure cause) {
        try {
            record.recordLeft(mapping);
            return cause;
        } catch (RuntimeException unrecorded) {
            return cause.is(Kind.STATE) ? cause : Failures.of(unrecorded);
        }
    }

    private static MappingReport brokenOff(Reconciliation mapping, Failure failure) {
        if (!mapping.hasChanges()) {
            return MappingReport.failed(mapping.mapping(), failure);
        }
        var changes = mapping.changes();
        if (!failure.is(Kind.STOPPED)) {
            mapping.tally().dropRemovals(changes.untriedRemovals());
        }
        var sent = changes.outcomes();
        return MappingReport.sent(
                mapping.plan(),
                new Outcomes(
                        sent.applied(),
                        sent.alreadySo(),
                        sent.refused(),
                        sent.deadLettered(),
                        failure.is(Kind.STOPPED)
                                ? Failure.stopped(sent.done(), mapping.plan().changes())
                                : failure));
    }
}
