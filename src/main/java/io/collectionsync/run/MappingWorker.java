package io.collectionsync.run;

import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.MappingReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * One of the lanes that take one tenant's mappings in turn, as the route run sees it: while {@link #isOpen()},
 * reconcile {@link #getNext()} and hand over what is reported.
 */
public final class MappingWorker {

    private final Queue<Mapping> waiting;
    private final Runnable end;
    private final List<MappingReport> reports = new ArrayList<>();
    private Mapping next;

    /**
     * @param waiting the tenant's mappings, shared by its lanes
     * @param end     called once, when this lane is through and nothing waits
     */
    MappingWorker(Queue<Mapping> waiting, Runnable end) {
        this.waiting = waiting;
        this.end = end;
    }

    /** @return whether there is another mapping, which is this lane's from now on */
    public boolean isOpen() {
        next = waiting.poll();
        if (next == null) {
            end.run();
        }
        return next != null;
    }

    /** @return the mapping, as a list to split */
    public List<Mapping> getNext() {
        return List.of(next);
    }

    /** Keeps what was reported of it. */
    public void take(List<MappingReport> reported) {
        reports.addAll(reported);
    }

    /** @return what was reported so far */
    public List<MappingReport> getReports() {
        return reports;
    }
}
