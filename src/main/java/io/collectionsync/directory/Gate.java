package io.collectionsync.directory;

import io.github.bucket4j.Bucket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The pace of all calls to one tenant: a token bucket of writes, one of resource units, and one pause for everybody
 * when Graph asks for it. Thread-safe.
 */
public final class Gate implements AutoCloseable {

    /** Part of the quota that is used, so that other clocks and roundings find room. */
    static final double SHARE = 0.95;
    /** Resource units for the smallest tenants (Microsoft docs: 3,500 in 10 s below 50 users). */
    private static final int READ_UNITS = 3_500;
    private static final Duration READ_WINDOW = Duration.ofSeconds(10);
    private static final Duration FIRST_UNTOLD_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_UNTOLD_PAUSE = Duration.ofSeconds(150);

    private final Clock clock;
    private final Bucket writes;
    private final Bucket reads;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Instant pausedUntil = Instant.MIN;
    private Duration untoldPause = FIRST_UNTOLD_PAUSE;
    private boolean closed;

    /** @param writeQuota writes that Graph allows in {@code window} */
    public Gate(int writeQuota, Duration window, Clock clock) {
        this.clock = clock;
        this.writes = bucket(writeQuota, window);
        this.reads = bucket(READ_UNITS, READ_WINDOW);
    }

    private static Bucket bucket(int quota, Duration window) {
        long tokens = Math.max(1, (long) (quota * SHARE));
        return Bucket.builder().addLimit(limit -> limit.capacity(tokens).refillGreedy(tokens, window)).build();
    }

    /**
     * Waits until {@code call} may be sent.
     *
     * @throws InterruptedException if the thread is told to stop, or the gate is closed meanwhile
     */
    public void admit(GraphCall call) throws InterruptedException {
        awaitTokens(reads, call.reads());
        awaitTokens(writes, call.writes());
        awaitPause();
    }

    private void awaitTokens(Bucket bucket, int tokens) throws InterruptedException {
        if (tokens > 0) {
            long nanos = bucket.consumeIgnoringRateLimits(tokens);
            awaitUntil(clock.instant().plusNanos(nanos));
        }
    }

    private void awaitPause() throws InterruptedException {
        Instant until;
        while ((until = pausedUntil()).isAfter(clock.instant())) {
            awaitUntil(until.plusMillis(ThreadLocalRandom.current().nextLong(1, 250)));
        }
    }

    private void awaitUntil(Instant until) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                if (closed) {
                    throw new InterruptedException("The runtime is stopping");
                }
                long nanos = Duration.between(clock.instant(), until).toNanos();
                if (nanos <= 0) {
                    return;
                }
                changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Graph throttles: nothing is sent before the pause is over. Pauses only ever grow longer.
     *
     * @param asked what {@code Retry-After} asks for; null where it says nothing: then the pause that holds
     *     goes on, or a new one begins, twice as long as the last
     */
    public void pause(Duration asked) {
        lock.lock();
        try {
            if (asked == null && isPaused()) {
                return;
            }
            var until = clock.instant().plus(asked == null ? untoldPause : asked);
            if (asked == null) {
                untoldPause = shorter(untoldPause.multipliedBy(2), LONGEST_UNTOLD_PAUSE);
            }
            pausedUntil = until.isAfter(pausedUntil) ? until : pausedUntil;
        } finally {
            lock.unlock();
        }
    }

    /** An answer that was not throttled: an untold pause begins small again. */
    public void clear() {
        lock.lock();
        try {
            if (!isPaused()) {
                untoldPause = FIRST_UNTOLD_PAUSE;
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isPaused() {
        return pausedUntil.isAfter(clock.instant());
    }

    /** @return until when nothing is sent; in the past when nothing is paused */
    public Instant pausedUntil() {
        lock.lock();
        try {
            return pausedUntil;
        } finally {
            lock.unlock();
        }
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /** Wakes everybody who waits; they are told to stop. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
