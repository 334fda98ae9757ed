package io.collectionsync.graph.work;

import io.collectionsync.graph.GraphAnswer;
import io.collectionsync.graph.GraphCall;
import io.collectionsync.graph.MissingStep;
import java.util.List;

/** Questions to Graph that follow from one another, asked by one worker. Used by one thread at a time. */
public abstract class Inquiry implements GraphWork {

    private final Asker only = new Asker();
    private volatile Throwable failure;

    /** @return the question to ask now; null when there is no further one */
    protected abstract GraphCall question();

    /**
     * @param answer the answer to {@link #question}
     * @throws io.collectionsync.graph.GraphFault if nothing can be made of it
     */
    protected abstract void take(GraphAnswer answer);

    @Override
    public List<GraphWorker> getWorkers() {
        return List.of(only);
    }

    /**
     * @throws RuntimeException what it failed with
     * @throws MissingStep      if not everything has been asked
     */
    public final void requireAnswered() {
        SharedWork.rethrow(failure);
        if (question() != null) {
            throw new MissingStep("graph-worker");
        }
    }

    /** Nothing more is to be asked. */
    public final void abandon(Throwable cause) {
        failure = cause;
    }

    private final class Asker implements GraphWorker {

        private boolean isAsking;
        private boolean isOpen = true;

        @Override
        public boolean isOpen() {
            return isOpen;
        }

        @Override
        public GraphCall next() {
            if (isAsking) {
                throw new MissingStep("answered");
            }
            var call = failure == null ? question() : null;
            isAsking = call != null;
            isOpen = isAsking;
            return call;
        }

        @Override
        public BatchOutcomes answered(GraphAnswer answer) {
            if (!isAsking) {
                throw new MissingStep("next");
            }
            isAsking = false;
            try {
                take(answer);
            } catch (RuntimeException broken) {
                failed(broken);
                throw broken;
            }
            return BatchOutcomes.NONE;
        }

        @Override
        public BatchOutcomes getOutcomes() {
            return BatchOutcomes.NONE;
        }

        @Override
        public boolean isOffRecord() {
            return false;
        }

        @Override
        public void failed(Throwable cause) {
            isAsking = false;
            failure = cause;
        }

        @Override
        public void close() {
            if (isAsking) {
                failed(new MissingStep("graph-call"));
            }
        }
    }
}
