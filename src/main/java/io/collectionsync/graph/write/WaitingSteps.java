package io.collectionsync.graph.write;

import io.collectionsync.graph.work.Backoff;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;

/** Steps to be sent again: some at once, some when their growing, jittered wait is over. Guarded by its owner. */
final class WaitingSteps {

    private record Later(BatchStep step, long due) {}

    private final Backoff backoff;
    private final Deque<BatchStep> now = new ArrayDeque<>();
    private final PriorityQueue<Later> later = new PriorityQueue<>(Comparator.comparingLong(Later::due));
    private final long origin = System.nanoTime();

    WaitingSteps(Duration retryDelay) {
        this.backoff = new Backoff(retryDelay);
    }

    void now(BatchStep step) {
        now.add(step);
    }

    void later(BatchStep step) {
        later.add(new Later(step, clock() + backoff.nanos(step.attempts())));
    }

    boolean isEmpty() {
        return now.isEmpty() && later.isEmpty();
    }

    /** @return a step that is due; null where none is */
    BatchStep poll() {
        if (now.isEmpty() && untilDue() <= 0) {
            return later.remove().step();
        }
        return now.poll();
    }

    /** @return nanoseconds until a step is due */
    long untilDue() {
        return !now.isEmpty()
                ? 0
                : later.isEmpty() ? Long.MAX_VALUE : later.peek().due() - clock();
    }

    /** @return all of them */
    List<BatchStep> all() {
        var all = new ArrayList<>(now);
        later.forEach(waiting -> all.add(waiting.step()));
        return all;
    }

    /** @return all of them, taken out */
    List<BatchStep> drain() {
        var all = all();
        now.clear();
        later.clear();
        return all;
    }

    private long clock() {
        return System.nanoTime() - origin;
    }
}
