package io.collectionsync.graph.work;

import io.collectionsync.graph.GraphAnswer;
import io.collectionsync.graph.GraphCall;

/** A lane on {@link GraphWork}. */
final class WorkWorker<S extends GraphWork.Sent, R> implements GraphWorker {

    private final GraphWork<S, R> work;
    private S sent;
    private boolean tried;

    WorkWorker(GraphWork<S, R> work) {
        this.work = work;
    }

    @Override
    public boolean isOpen() throws InterruptedException {
        // Camel asks once more after an iteration that failed: without this the lane would wait for itself
        if (sent != null) {
            return false;
        }
        sent = work.take();
        return sent != null;
    }

    @Override
    public GraphCall getCall() {
        return sent.call();
    }

    @Override
    public void requireFresh() {
        work.prove(sent);
        tried = true;
    }

    @Override
    public R answered(GraphAnswer answer) {
        var answered = sent;
        sent = null;
        tried = false;
        return work.answered(answered, answer);
    }

    @Override
    public void fail(Throwable cause) {
        if (cause instanceof OutdatedRead) {
            work.takeBack(sent, tried);
        } else {
            work.fail(sent, cause);
        }
        sent = null;
    }
}
