package io.collectionsync.run;

import io.collectionsync.graph.MissingStep;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.MappingReport;
import io.collectionsync.membership.Run;
import io.collectionsync.reconcile.ReconcileSteps;
import io.collectionsync.reconcile.Reconciliation;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** Takes the mappings of one tenant in a run, one after the other; others take the rest. Used by one thread at a time. */
public final class MappingWorker {

    private final Run run;
    private final Queue<Mapping> waiting;
    private final ReconcileSteps steps;
    private final Runnable through;
    private final List<MappingReport> reports = new ArrayList<>();
    private Reconciliation current;
    private boolean isThrough;

    /**
     * @param waiting the tenant's mappings, shared with its other workers
     * @param through called once when this worker finds no further mapping
     */
    MappingWorker(Run run, Queue<Mapping> waiting, ReconcileSteps steps, Runnable through) {
        this.run = run;
        this.waiting = waiting;
        this.steps = steps;
        this.through = through;
    }

    /** @return whether there may be a next mapping: false as soon as {@link #next} has found none */
    public boolean isOpen() {
        return !isThrough;
    }

    /** @return the next mapping, to be reconciled; null when there is none. The one before has come to its end */
    Reconciliation next() {
        end();
        var mapping = waiting.poll();
        if (mapping != null) {
            current = new Reconciliation(run, mapping);
        } else if (!isThrough) {
            isThrough = true;
            through.run();
        }
        return current;
    }

    /** A mapping without a report would be lost in silence, and its group stay taken. */
    private void end() {
        if (current != null) {
            var report = current.report();
            reports.add(report != null ? report : steps.failed(current, new MissingStep("finish")));
            current = null;
        }
    }

    /** @return the reports of all mappings that this worker has taken */
    List<MappingReport> close() {
        end();
        return reports;
    }
}
