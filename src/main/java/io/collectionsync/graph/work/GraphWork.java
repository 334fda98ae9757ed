package io.collectionsync.graph.work;

import io.collectionsync.graph.GraphAnswer;
import io.collectionsync.graph.GraphCall;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Work that several lanes share: each takes a request, has it answered, and takes the next, until nothing is left or
 * the work has failed. Thread-safe; the subclass is only called under its lock.
 *
 * @param <S> a request on its way with what must be known when its answer comes
 * @param <R> what an answer comes to
 */
public abstract class GraphWork<S extends GraphWork.Sent, R> {

    /**
     * Most requests of one piece of work on their way at once. Parallel writes to one group provoke 409 and 503
     * (captured); four fill the quota of a tenant at Graph's usual latency: 4 batches of 20 in 150 ms are 530 writes a
     * second where 20 are allowed.
     */
    public static final int MOST_LANES = 4;

    /** A request on its way. */
    public interface Sent {
        GraphCall call();
    }

    /** A lane that waits looks around at least so often, in nanoseconds. */
    private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(1);

    private int inFlight;
    private Throwable failure;

    /** @return the workers, to run side by side */
    public List<GraphWorker> getLanes() {
        return IntStream.range(0, MOST_LANES)
                .<GraphWorker>mapToObj(number -> new WorkWorker<>(this))
                .toList();
    }

    /** Waits until a request may be sent. Returns null when nothing is left to do, by this lane or another. */
    final synchronized S take() throws InterruptedException {
        while (true) {
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

    /** The lane is back with the answer; the others look again whether they may go on. */
    final synchronized R answered(S sent, GraphAnswer answer) {
        inFlight--;
        notifyAll();
        return judge(sent, answer);
    }

    /** Asked right before the request goes out. */
    final synchronized void prove(S sent) {
        requireFresh(sent);
    }

    /** The request is not sent; the lane ends. @param tried whether an attempt before may have been carried out */
    final synchronized void takeBack(S sent, boolean tried) {
        inFlight--;
        notifyAll();
        giveBack(sent, tried);
    }

    /** Something broke: every lane stops when what it has on its way is answered. */
    final synchronized void fail(S sent, Throwable cause) {
        inFlight -= sent == null ? 0 : 1;
        failure = failure == null ? cause : failure;
        notifyAll();
    }

    /** @return whether no lane has failed */
    protected final synchronized boolean isWhole() {
        return failure == null;
    }

    /** Fails with what a lane failed with. */
    protected final synchronized void requireWhole() {
        rethrow(failure);
    }

    /** @param failure of another thread; null where there is none */
    public static void rethrow(Throwable failure) {
        if (failure instanceof RuntimeException broken) {
            throw broken;
        }
        if (failure != null) {
            throw new IllegalStateException(failure.getMessage(), failure);
        }
    }

    /** @return how many requests may be on their way at once */
    protected abstract int width();

    /** @return whether something is left to send */
    public abstract boolean isOpen();

    /** @return the next request; null where none is due */
    protected abstract S next();

    /** @return nanoseconds until the next waiting request is due; the most there are where none waits */
    protected abstract long untilDue();

    protected abstract R judge(S sent, GraphAnswer answer);

    /** @throws OutdatedRead if the request may not be sent any more */
    protected void requireFresh(S sent) {
        // most requests may wait as long as they like
    }

    /** The request was not sent, as {@link #requireFresh} asks. @param tried see {@link #takeBack} */
    protected void giveBack(S sent, boolean tried) {
        throw new IllegalStateException("Only what may be outdated is given back");
    }
}
