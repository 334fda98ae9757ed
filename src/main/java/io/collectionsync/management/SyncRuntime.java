package io.collectionsync.management;

import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.Trigger;
import io.collectionsync.state.Pause;
import io.collectionsync.state.RunSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers for the runtime as a whole. */
final class SyncRuntime implements SyncRuntimeMXBean {

    private static final Logger LOG = LoggerFactory.getLogger(SyncRuntime.class);

    private final Control control;
    private final StateCache state;
    private final Suspensions suspensions;
    private final Runnable follow;
    /** Runs that were asked for here and have not ended. */
    private final AtomicInteger underWay = new AtomicInteger();

    /** @param follow brings the MBeans of mappings in line with the mappings */
    SyncRuntime(Control control, StateCache state, Suspensions suspensions, Runnable follow) {
        this.suspensions = suspensions;
        this.control = control;
        this.state = state;
        this.follow = follow;
    }

    @Override
    public String getVersion() {
        String version = SyncRuntime.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    @Override
    public long getRuns() {
        return state.get().runs();
    }

    @Override
    public boolean isRunInProgress() {
        return underWay.get() > 0 || !control.running().isEmpty();
    }

    @Override
    public double getLastRunSeconds() {
        var run = state.get().lastRun();
        return run == null || run.ended() == null
                ? -1
                : Duration.between(run.started(), run.ended()).toMillis() / 1000.0;
    }

    @Override
    public String getLastRunStatus() {
        RunSummary run = state.get().lastRun();
        return run == null ? null : run.status().word();
    }

    @Override
    public long getDeadLetters() {
        return state.get().openDeadLetters();
    }

    @Override
    public long getSecondsSinceSuccess() {
        var snapshot = state.get();
        Instant oldest = Instant.MAX;
        for (Mapping mapping : control.mappings()) {
            if (mapping.enabled()) {
                var success = snapshot.of(mapping.group()).map(one -> one.run().lastSuccess());
                if (success.isEmpty()) {
                    return -1;
                }
                oldest = success.get().isBefore(oldest) ? success.get() : oldest;
            }
        }
        return oldest.equals(Instant.MAX) ? -1 : state.secondsSince(oldest);
    }

    @Override
    public boolean isApplyEnabled() {
        return control.isApplyEnabled();
    }

    @Override
    public String getMappingsFault() {
        return control.mappingsFault();
    }

    @Override
    public String getStateFault() {
        return state.get().fault();
    }

    @Override
    public String getPaused() {
        return state.get().pauses().stream()
                .filter(pause -> pause.subject().scope() == Pause.Scope.ALL)
                .map(Pause::text)
                .findFirst()
                .orElse(null);
    }

    @Override
    public String runNow() {
        var prepared = control.prepare(Trigger.JMX);
        if (prepared.isEmpty()) {
            return "A run is in progress: nothing was started. Ask again when RunInProgress is false.";
        }
        underWay.incrementAndGet();
        var thread = new Thread(() -> run(prepared.get().work()), "jmx-run-now");
        thread.setDaemon(true);
        thread.start();
        return "Started a run over "
                + (prepared.get().request().names().isEmpty()
                        ? "all enabled mappings."
                        : "the enabled mappings of the tenants that no other run is busy with.")
                + " RunInProgress is true while it goes on; LastRunStatus tells how it ended.";
    }

    private void run(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException failed) {
            LOG.atError().addKeyValue("error", failed.getMessage()).log("run started over JMX failed");
        } finally {
            state.forget();
            underWay.decrementAndGet();
        }
    }

    @Override
    public String reloadMappings() {
        control.reloadMappings();
        follow.run();
        String fault = control.mappingsFault();
        return fault == null
                ? control.mappings().size() + " mappings in use."
                : "Refused, the last good mappings go on: " + fault;
    }

    @Override
    public String suspend() {
        return suspensions.suspendAll();
    }

    @Override
    public String resume() {
        return suspensions.resumeAll();
    }
}
