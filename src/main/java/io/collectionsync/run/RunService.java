package io.collectionsync.run;

import io.collectionsync.graph.MissingStep;
import io.collectionsync.logging.LogRun;
import io.collectionsync.membership.ApprovalEnd;
import io.collectionsync.membership.Failure.Kind;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.MappingReport;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Run;
import io.collectionsync.membership.RunReport;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.membership.RunRequest.Mode;
import io.collectionsync.reconcile.Failures;
import io.collectionsync.reconcile.Progress;
import io.collectionsync.settings.Mappings;
import io.collectionsync.state.Runs;
import io.collectionsync.state.UnrecordedChanges;
import io.collectionsync.state.db.StateUnavailable;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Begins and ends runs for the route {@code run}. */
public final class RunService {

    /** Property of an exchange that begins a run: the {@link Begun} that is to hear of it. */
    public static final String BEGUN = "begun";

    /** Hears of a run as soon as it is on record. */
    @FunctionalInterface
    public interface Begun {
        void begun(Run run);
    }

    private static final Logger LOG = LoggerFactory.getLogger(RunService.class);

    private final Mappings mappings;
    private final Runs runs;
    private final Runnable beforeWriting;
    private final UnrecordedChanges unrecorded;
    private final boolean applyEnabled;
    private final Clock clock;
    private final Progress progress;
    private final List<Consumer<RunReport>> readers = new CopyOnWriteArrayList<>();
    private final Map<String, Run> running = new ConcurrentHashMap<>();
    private final Map<String, List<String>> warnings = new ConcurrentHashMap<>();
    private final Set<String> logged = ConcurrentHashMap.newKeySet();

    /** @param beforeWriting called at the beginning of each run that is not only a look */
    public RunService(
            Mappings mappings,
            Runs runs,
            UnrecordedChanges unrecorded,
            Runnable beforeWriting,
            boolean applyEnabled,
            Clock clock,
            Progress progress) {
        this.unrecorded = unrecorded;
        this.progress = progress;
        this.mappings = mappings;
        this.runs = runs;
        this.beforeWriting = beforeWriting;
        this.applyEnabled = applyEnabled;
        this.clock = clock;
    }

    /** Has {@code reader} called with the report of every run that ends. */
    public void onFinish(Consumer<RunReport> reader) {
        readers.add(reader);
    }

    /** @return the runs that are going on in this process */
    public Collection<Run> running() {
        return running.values();
    }

    /**
     * @param exchange whose end is the run's end in any case
     * @return the run, over the enabled mappings that the request names; it is on record before anything is read. What
     *     earlier runs could not put on record is put there first, and runs whose process has gone, on whatever node, as
     *     interrupted
     */
    public Run begin(RunRequest request, Exchange exchange) {
        int found = unrecorded.takeUp();
        if (found > 0) {
            LOG.atInfo().addKeyValue("changes", found).log("changes put on record that an earlier run had to keep");
        }
        runs.closeInterrupted();
        var allowed = applyEnabled ? request : request.planOnly();
        if (allowed.mode() == Mode.APPLY) {
            beforeWriting.run();
        }
        var run = runs.begin(allowed, mappings.named(request.names()));
        running.put(run.id(), run);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange any) {
                running.remove(run.id());
                warnings.remove(run.id());
                runs.left(run.id());
            }
        });
        LogRun.begin(run.id());
        progress.begun(run.mappings().size(), running.size() == 1);
        LOG.atInfo()
                .addKeyValue("trigger", run.trigger().word())
                .addKeyValue("mode", run.mode())
                .addKeyValue("mappings", run.mappings().size())
                .log("run started");
        run.approvals().forEach(approval -> LOG.atInfo()
                .addKeyValue("group", approval.group())
                .addKeyValue("plan", approval.shown().shortHash())
                .addKeyValue("by", approval.by())
                .log("plan approved for this run"));
        if (!applyEnabled) {
            LOG.warn("run stops after the plan, apply.enabled is false");
        }
        var begun = exchange.getProperty(BEGUN, Begun.class);
        if (begun != null) {
            begun.begun(run);
        }
        return run;
    }

    /**
     * Warns of mapped groups that the site's own Cloud Sync feeds too; the log has each line once.
     *
     * @param rows rows of {@code routes/sql/cloud-sync-mappings.sql}
     */
    public void otherWriters(Run run, List<Map<String, Object>> rows) {
        var lines = OtherWriters.warnings(run.mappings(), rows);
        warnings.put(run.id(), lines);
        lines.stream()
                .filter(logged::add)
                .forEach(line -> LOG.atWarn().addKeyValue("warning", line).log("two programs write one group"));
    }

    /**
     * @param workers who have gone through the mappings
     * @return the report; it is on record before anybody hears of it, unless the state
     *     database has failed a mapping. A run that was stopped is on record as interrupted,
     *     with what it did
     */
    public RunReport finish(Run run, List<MappingWorker> workers) {
        var reports = workers.stream()
                .flatMap(worker -> worker.close().stream())
                .map(one -> one.approval() == null ? ending(run, one) : one)
                .toList();
        var report = new RunReport(
                run,
                whole(run, reports),
                Duration.between(run.started(), clock.instant()),
                warnings.getOrDefault(run.id(), List.of()));
        report.mappings().stream()
                .map(MappingReport::approval)
                .filter(Objects::nonNull)
                .forEach(RunService::log);
        try {
            runs.finished(report);
        } catch (StateUnavailable unrecorded) {
            // a mapping that met it has told it
            if (report.mappings().stream().noneMatch(mapping -> mapping.failedBy(Kind.STATE))) {
                throw unrecorded;
            }
        }
        if (report.isStopped()) {
            LOG.warn("run interrupted");
            return report;
        }
        running.remove(run.id());
        LOG.atInfo()
                .addKeyValue("status", report.status().word())
                .addKeyValue("mappings", report.mappings().size())
                .addKeyValue("seconds", report.took().toMillis() / 1000.0)
                .log("run finished");
        readers.forEach(reader -> reader.accept(report));
        return report;
    }

    /** A mapping without a report would be lost in silence: it is reported as failed. */
    private static List<MappingReport> whole(Run run, List<MappingReport> reports) {
        var all = new ArrayList<>(reports);
        for (Mapping mapping : run.mappings()) {
            if (reports.stream().noneMatch(report -> report.mapping().equals(mapping))) {
                all.add(ending(run, MappingReport.failed(mapping, Failures.of(new MissingStep("reconcile")))));
            }
        }
        return all;
    }

    /** Where nobody has said how the approval of a mapping ended, its run removed nobody of whom anything is known. */
    private static MappingReport ending(Run run, MappingReport report) {
        return report.ending(run.approval(report.mapping().group()), MemberIds.none());
    }

    private static void log(ApprovalEnd end) {
        LOG.atInfo()
                .addKeyValue("group", end.approval().group())
                .addKeyValue("plan", end.approval().shown().shortHash())
                .addKeyValue("by", end.approval().by())
                .addKeyValue("end", end.outcome())
                .addKeyValue("changes", end.made())
                .addKeyValue("not-needed", end.left())
                .log("approval is over");
    }
}
