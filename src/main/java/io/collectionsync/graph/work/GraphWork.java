package io.collectionsync.graph.work;

import java.util.List;

/** Requests to Graph that belong together, as the route {@code graph-worker} has them sent. */
public interface GraphWork {

    /** @return those who send them side by side; each is used by one thread */
    List<GraphWorker> getWorkers();
}
