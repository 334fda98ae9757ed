package io.collectionsync.directory;

/** A lane on {@link SharedWork}. */
final class WorkLane<S extends SharedWork.Sent, R> implements Lane {

    private final SharedWork<S, R> work;
    private S sent;
    private boolean tried;

    WorkLane(SharedWork<S, R> work) {
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
