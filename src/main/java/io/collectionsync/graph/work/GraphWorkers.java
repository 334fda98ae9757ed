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
    public GraphCall next(Object worker) throws InterruptedException {
        return require(worker).next();
    }

    /**
     * See {@link GraphWorker#answered}.
     *
     * @throws MissingStep if {@code answer} is no {@link GraphAnswer}
     */
    public BatchOutcomes answered(Object worker, Object answer) {
        if (answer instanceof GraphAnswer came) {
            return require(worker).answered(came);
        }
        throw new MissingStep("graph-call");
    }

    /** See {@link GraphWorker#failed}. */
    public void failed(Object worker, Exception cause) {
        require(worker).failed(cause);
    }

    /** See {@link GraphWorker#close}. */
    public void close(Object worker) {
        require(worker).close();
    }

    private static GraphWorker require(Object worker) {
        if (worker instanceof GraphWorker begun) {
            return begun;
        }
        throw new MissingStep(worker == null ? "setVariable worker" : "begin");
    }
}
