package io.collectionsync.reconcile;

import io.collectionsync.membership.Failure.Kind;
import io.collectionsync.membership.MappingReport;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.state.Leases;
import io.collectionsync.state.MappingStates;
import io.collectionsync.state.Notices;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** The end of a mapping in a run: it is told, recorded, and its group is free again. */
public final class MappingEnd {

    private static final Logger LOG = LoggerFactory.getLogger(MappingEnd.class);

    private final Leases leases;
    private final MappingStates states;
    private final PlanBuilder plans;
    private final PlanRelease release;
    private final Notices notices;
    private final Progress progress;

    public MappingEnd(
            Leases leases,
            MappingStates states,
            PlanBuilder plans,
            PlanRelease release,
            Notices notices,
            Progress progress) {
        this.leases = leases;
        this.states = states;
        this.plans = plans;
        this.release = release;
        this.notices = notices;
        this.progress = progress;
    }

    /** @throws RuntimeException if the end cannot be recorded; a good one is not told then, for it is none */
    MappingReport close(Reconciliation mapping, MappingReport ended) {
        var removed = mapping.isPlanned() ? mapping.tally().removed() : MemberIds.none();
        var report = ended.ending(mapping.run().approval(mapping.mapping().group()), removed);
        boolean isRecorded = false;
        try {
            record(mapping, report);
            mapping.report(report);
            isRecorded = true;
        } finally {
            if (isRecorded || report.failure() != null) {
                log(report);
                progress.mappingDone();
            }
            mapping.close();
            leases.release(mapping.mapping().group(), mapping.run().id());
        }
        return report;
    }

    private void record(Reconciliation mapping, MappingReport report) {
        var run = mapping.run();
        if (report.outcomes() != null && report.failure() == null) {
            plans.done(run, report.plan(), mapping.tally());
        }
        if (!run.isPlanOnly() && mapping.isPlanned() && mapping.tally().hasRemovals()) {
            int removals = report.outcomes() == null ? 0 : mapping.tally().removals();
            release.settle(run, mapping.mapping(), removals);
        }
        if (!isAnothersToTell(report)) {
            if (mapping.isPlanned()) {
                plans.repaired(mapping);
            }
            states.record(
                    run,
                    mapping.isPlanned() ? report.withReasons(mapping.tally().reasonsLeft()) : report);
        }
        if (!report.failedBy(Kind.STOPPED) && !isAnothersToTell(report)) {
            tell(mapping, report);
        }
    }

    private static boolean isAnothersToTell(MappingReport report) {
        return report.failedBy(Kind.STOPPED) && report.outcomes() == null
                || report.failure() != null && report.failure().kind().isOthers();
    }

    /** Whoever is to be told must never disturb a run. */
    private void tell(Reconciliation mapping, MappingReport report) {
        try {
            notices.decide(mapping.run(), report).ifPresent(notice -> LOG.atInfo()
                    .addKeyValue("mapping", notice.name())
                    .addKeyValue("event", notice.kind().word())
                    .log("mapping changed"));
        } catch (RuntimeException untold) {
            LOG.atWarn()
                    .addKeyValue("mapping", mapping.mapping().name())
                    .addKeyValue("error", untold.getMessage())
                    .log("nobody is told how the mapping stands");
        }
    }

    /** The one line of a mapping in a run, the same words as in the JSON of plan and apply. */
    private static void log(MappingReport report) {
        var line = LOG.atLevel(level(report))
                .addKeyValue("mapping", report.mapping().name());
        if (report.failedBy(Kind.STOPPED)) {
            line.log("mapping interrupted");
            return;
        }
        line = withPlan(line.addKeyValue("status", report.status().word()), report);
        withFailure(line, report).log("mapping reconciled");
    }

    private static LoggingEventBuilder withFailure(LoggingEventBuilder line, MappingReport report) {
        return report.failure() == null
                ? line
                : line.addKeyValue("failure", report.failure().kind().word()).addKeyValue("error", report.error());
    }

    private static Level level(MappingReport report) {
        if (report.failure() == null || report.failedBy(Kind.STOPPED)) {
            return Level.INFO;
        }
        boolean isNoError = report.failure().kind().isOthers() || report.failedBy(Kind.LISTING);
        return isNoError ? Level.WARN : Level.ERROR;
    }

    private static LoggingEventBuilder withPlan(LoggingEventBuilder line, MappingReport report) {
        var plan = report.plan();
        return plan == null
                ? line
                : line.addKeyValue("desired", plan.desired())
                        .addKeyValue("actual", plan.actual())
                        .addKeyValue("additions", plan.additions().size())
                        .addKeyValue("removals", plan.removals().size())
                        .addKeyValue("held", plan.held().size())
                        .addKeyValue("unresolved", plan.unresolved().size());
    }
}
