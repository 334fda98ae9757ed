package io.collectionsync.graph.work;

import io.collectionsync.graph.GraphAnswer;
import io.collectionsync.graph.GraphCall;
import io.collectionsync.graph.MissingStep;

/** A worker on {@link SharedWork}. */
final class SharedWorker<S extends SharedWork.Sent> implements GraphWorker {

    private final SharedWork<S> work;
    private S sent;
    private BatchOutcomes last = BatchOutcomes.NONE;
    private boolean isOpen = true;

    SharedWorker(SharedWork<S> work) {
        this.work = work;
    }

    @Override
    public boolean isOpen() {
        return isOpen;
    }

    @Override
    public GraphCall next() throws InterruptedException {
        if (sent != null) {
            throw new MissingStep("answered");
        }
        last.requireOnRecord();
        sent = work.take();
        isOpen = sent != null;
        return sent == null ? null : sent.call();
    }

    @Override
    public BatchOutcomes answered(GraphAnswer answer) {
        if (sent == null) {
            throw new MissingStep("next");
        }
        var answered = sent;
        sent = null;
        last = work.answered(answered, answer);
        return last;
    }

    @Override
    public BatchOutcomes getOutcomes() {
        return last;
    }

    @Override
    public boolean isOffRecord() {
        return !last.isOnRecord();
    }

    @Override
    public void failed(Throwable cause) {
        var outdated = OutdatedRead.in(cause);
        if (outdated != null && sent != null) {
            work.takeBack(sent, outdated.isTried());
        } else {
            work.fail(sent, cause);
        }
        sent = null;
    }

    @Override
    public void close() {
        if (sent != null) {
            failed(new MissingStep("graph-call"));
        }
    }
}
