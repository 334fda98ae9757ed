package io.collectionsync.graph.work;

import io.collectionsync.graph.GraphAnswer;
import io.collectionsync.graph.GraphCall;
import io.collectionsync.graph.MissingStep;
import java.util.List;

/** The steps of the route {@code graph-worker}: a worker asks, and takes the answer, until nothing is left. */
public final class GraphWorkers {

    /**
     * @param work a {@link GraphWork}
     * @return its workers
     * @throws MissingStep if it is none
     */
    public List<GraphWorker> begin(Object work) {
        if (work instanceof GraphWork requests) {
            return requests.getWorkers();
        }
        throw new MissingStep("what is asked before 'graph-worker'");
    }

    /** See {@link GraphWorker#next}. */
    public GraphCall next(GraphWorker worker) throws InterruptedException {
        return require(worker).next();
    }

    /**
     * See {@link GraphWorker#answered}.
     *
     * @throws MissingStep if {@code answer} is no {@link GraphAnswer}
     */
    public BatchOutcomes answered(GraphWorker worker, Object answer) {
        if (answer instanceof GraphAnswer came) {
            return require(worker).answered(came);
        }
        throw new MissingStep("graph-call");
    }

    /** See {@link GraphWorker#failed}. */
    public void failed(GraphWorker worker, Exception cause) {
        require(worker).failed(cause);
    }

    /** See {@link GraphWorker#close}. */
    public void close(GraphWorker worker) {
        require(worker).close();
    }

    private static GraphWorker require(GraphWorker worker) {
        if (worker == null) {
            throw new MissingStep("setVariable worker");
        }
        return worker;
    }
}
