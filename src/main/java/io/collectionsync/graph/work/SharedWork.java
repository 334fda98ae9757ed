package io.collectionsync.graph.work;

import io.collectionsync.graph.GraphAnswer;
import io.collectionsync.graph.GraphCall;
import io.collectionsync.graph.MissingStep;
import io.collectionsync.membership.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Work that several workers share: each takes a request, has it answered, and takes the next, until nothing is left or
 * the work has failed. Thread-safe; the subclass is only called under its lock.
 *
 * @param <S> a request on its way with what must be known when its answer comes
 */
public abstract class SharedWork<S extends SharedWork.Sent> implements GraphWork {

    /**
     * Most requests of one piece of work in flight. Parallel writes to one group provoke 409 and 503 (captured); four
     * fill the quota of a tenant at Graph's usual latency: 4 batches of 20 in 150 ms are 530 writes a second where 20
     * are allowed.
     */
    public static final int MOST_WORKERS = 4;

    /** A request on its way. */
    public interface Sent {
        GraphCall call();
    }

    /** A worker that waits looks around at least so often, in nanoseconds. */
    private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(1);
    /** Whoever waits for answers gives up when nobody has begun to ask for so long. */
    private static final long LONGEST_START = TimeUnit.SECONDS.toNanos(30);

    /** What the workers were told, until it is on record. */
    private final List<BatchOutcomes> told = new ArrayList<>();

    private int inFlight;
    private boolean isBegun;
    private Throwable failure;

    @Override
    public List<GraphWorker> getWorkers() {
        return IntStream.range(0, MOST_WORKERS)
                .<GraphWorker>mapToObj(number -> new SharedWorker<>(this))
                .toList();
    }

    /** Waits until a request may be sent. Returns null when nothing is left to do, by this worker or another. */
    final synchronized S take() throws InterruptedException {
        isBegun = true;
        long since = System.nanoTime();
        while (true) {
            requireAsker(since);
            S sent = failure == null && inFlight < width() ? next() : null;
            if (sent != null) {
                inFlight++;
                return sent;
            }
            if (inFlight == 0 && (failure != null || !isOpen())) {
                notifyAll();
                return null;
            }
            // who has no room waits for an answer, whatever is due
            long wait = inFlight < width() ? Math.max(1, untilDue()) : LONGEST_WAIT;
            TimeUnit.NANOSECONDS.timedWait(this, Math.min(LONGEST_WAIT, wait));
        }
    }

    /** The worker is back with the answer; the others look again whether they may go on. */
    final synchronized BatchOutcomes answered(S sent, GraphAnswer answer) {
        inFlight--;
        notifyAll();
        return tell(classify(sent, answer));
    }

    /** @return the outcomes, which are {@link #offRecord} until the routes or their end have put them there */
    protected final synchronized BatchOutcomes tell(List<Outcome> outcomes) {
        var batch = new BatchOutcomes(outcomes);
        told.removeIf(BatchOutcomes::isOnRecord);
        told.add(batch);
        return batch;
    }

    /** @throws MissingStep if an outcome is not on record */
    protected final synchronized void requireOnRecord() {
        told.forEach(BatchOutcomes::requireOnRecord);
    }

    /** @return outcomes that nobody has put on record; asked when no worker is at it */
    public final synchronized List<BatchOutcomes> offRecord() {
        told.removeIf(BatchOutcomes::isOnRecord);
        return List.copyOf(told);
    }

    /** The request is not sent; the worker ends. @param tried whether an attempt before may have been carried out */
    final synchronized void takeBack(S sent, boolean tried) {
        inFlight--;
        notifyAll();
        giveBack(sent, tried);
    }

    /**
     * Something broke: every worker stops when what it has on its way is answered.
     *
     * @param sent the request that gets no answer by that; null for none
     */
    final synchronized void fail(S sent, Throwable cause) {
        failure = failure == null ? cause : failure;
        if (sent != null) {
            inFlight--;
            tell(lost(sent));
        }
        notifyAll();
    }

    /** Nothing more is to be asked, by whatever cause: who waits for answers meets it. */
    public final synchronized void abandon(Throwable cause) {
        if (isOpen()) {
            fail(null, cause);
        }
    }

    /** @return whether no worker has failed */
    protected final synchronized boolean isWhole() {
        return failure == null;
    }

    /** Fails with what a worker failed with. */
    protected final synchronized void requireWhole() {
        rethrow(failure);
    }

    /**
     * Waits a moment for workers to bring answers.
     *
     * @param since {@link System#nanoTime} when the caller began to wait
     * @throws MissingStep if there are no workers
     */
    protected final synchronized void awaitAnswers(long since) throws InterruptedException {
        if (!isBegun && System.nanoTime() - since > LONGEST_START) {
            throw new MissingStep("graph-worker");
        }
        TimeUnit.NANOSECONDS.timedWait(this, LONGEST_WAIT);
    }

    /**
     * Who waits for requests gives up when nobody has begun to bring any.
     *
     * @param since {@link System#nanoTime} when the worker began to wait
     */
    private void requireAsker(long since) {
        if (failure == null && !hasAsker() && System.nanoTime() - since > LONGEST_START) {
            fail(null, new MissingStep(asker()));
        }
    }

    /** @return whether somebody brings requests, or has brought them all */
    protected boolean hasAsker() {
        return true;
    }

    /** @return the step that would bring them */
    protected String asker() {
        return "graph-worker";
    }

    /** @param failure of another thread; null where there is none */
    static void rethrow(Throwable failure) {
        if (failure instanceof RuntimeException broken) {
            throw broken;
        }
        if (failure != null) {
            throw new IllegalStateException(failure.getMessage(), failure);
        }
    }

    /** @return how many requests may be in flight */
    protected abstract int width();

    /** @return whether something is left to send */
    public abstract boolean isOpen();

    /** @return the next request; null where none is due */
    protected abstract S next();

    /** @return nanoseconds until the next waiting request is due; the most there are where none waits */
    protected abstract long untilDue();

    /** @return the outcomes that are final now */
    protected abstract List<Outcome> classify(S sent, GraphAnswer answer);

    /** @return what is final now about a request that may have been sent and whose answer nobody will bring */
    protected List<Outcome> lost(S sent) {
        return List.of();
    }

    /** The request was not sent, because its permit said {@link OutdatedRead}. @param tried see {@link #takeBack} */
    protected void giveBack(S sent, boolean tried) {
        throw new IllegalStateException("Only what may be outdated is given back");
    }
}
