package io.collectionsync.graph.throttle;

import io.collectionsync.graph.GraphAnswer;
import io.collectionsync.graph.GraphCall;
import io.github.bucket4j.Bucket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The pace of all calls to one tenant: a token bucket of writes, one of resource units, and one pause for everybody
 * when Graph asks for it. Thread-safe.
 *
 * <p>Whoever waits has reserved his tokens, so that waiters go one after the other and not in a herd. A throttled
 * bucket is empty, whatever it was believed to hold: it is emptied, its margin too, and all who wait reserve anew
 * when the pause is over.
 */
public final class TenantThrottle implements AutoCloseable {

    /**
     * Part of each quota that is never held: our bucket has so much less in it than Graph's, and fills as fast.
     * Requests arrive bunched, at worst by as much as their ways differ: what comes back meanwhile must not be
     * needed. Of writes these are 30 of 3,000, which come back in 1.5 s; of resource units twice that share, which
     * comes back in 0.2 s.
     */
    static final double WRITES_MARGIN = 0.01;

    private static final double READS_MARGIN = 0.02;
    private static final Duration LONGEST_UNTOLD_PAUSE = Duration.ofSeconds(150);
    /** What a pause seems to be longer that went to the state database and back. */
    private static final Duration ECHO = Duration.ofMillis(250);

    private static final String READS_SPENT = "ResourceUnitLimitExceeded";
    private static final String WRITES_SPENT = "WriteLimitExceeded";

    /**
     * What is allowed.
     *
     * @param writes      writes within {@code writeWindow}
     * @param reads       resource units within {@code readWindow}
     * @param firstPause  the first pause where Graph throttles and does not say for how long
     */
    public record Quota(int writes, Duration writeWindow, int reads, Duration readWindow, Duration firstPause) {}

    /** What a call has reserved, and how often by then the gate had paused and a bucket had been emptied. */
    public record Pass(int reads, int writes, int pauses, int emptied) {}

    private final Clock clock;
    private final Quota quota;
    private final int writesMargin;
    private final int readsMargin;
    private final Bucket writes;
    private final Bucket reads;
    private final WriteCost cost;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Instant pausedUntil = Instant.MIN;
    private Duration untoldPause;
    /** Buckets that were emptied in the pause that holds. */
    private final Set<String> spent = new HashSet<>();

    private int pauses;
    private int emptied;
    private boolean closed;

    public TenantThrottle(Quota quota, Clock clock) {
        this.clock = clock;
        this.quota = quota;
        this.cost = new WriteCost(clock);
        this.writesMargin = margin(quota.writes(), WRITES_MARGIN);
        this.readsMargin = margin(quota.reads(), READS_MARGIN);
        this.writes = bucket(quota.writes(), writesMargin, quota.writeWindow());
        this.reads = bucket(quota.reads(), readsMargin, quota.readWindow());
        this.untoldPause = quota.firstPause();
    }

    private static int margin(int quota, double part) {
        return Math.min(quota - 1, (int) Math.ceil(quota * part));
    }

    private static Bucket bucket(int quota, int margin, Duration window) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(quota - margin).refillGreedy(quota, window))
                .build();
    }

    /**
     * Waits until {@code call} may be sent.
     *
     * @return what it may be sent with, as long as no pause begins
     * @throws RuntimeStopping           if the gate is closed, or is closed meanwhile
     * @throws InterruptedException if the thread is told to stop
     */
    public Pass admit(GraphCall call) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Pass pass;
            do {
                pass = reserve(call);
            } while (pass.pauses != pauses);
            return pass;
        } finally {
            lock.unlock();
        }
    }

    /** @return what is reserved, its turn come; given back if a pause came meanwhile */
    private Pass reserve(GraphCall call) throws InterruptedException {
        awaitPause();
        int writing = call.writes()
                + call.patches().values().stream().mapToInt(cost::of).sum();
        var pass = new Pass(call.reads(), writing, pauses, emptied);
        long turn = Math.max(reserve(reads, pass.reads), reserve(writes, pass.writes));
        await(clock.instant().plusNanos(turn), pass.pauses);
        if (pass.pauses != pauses) {
            giveBack(reads, pass.reads);
            giveBack(writes, pass.writes);
        }
        return pass;
    }

    /** @return whether a pause has begun since: what was not sent yet must not be sent with {@code pass} */
    public boolean isOvertaken(Pass pass) {
        lock.lock();
        try {
            return pass.pauses != pauses;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing is sent with {@code pass}. Of a bucket that was emptied since, there is nothing to give back. */
    public void giveBack(Pass pass) {
        lock.lock();
        try {
            if (pass.emptied == emptied) {
                giveBack(reads, pass.reads);
                giveBack(writes, pass.writes);
            }
        } finally {
            lock.unlock();
        }
    }

    private static long reserve(Bucket bucket, int tokens) {
        return tokens == 0 ? 0 : bucket.consumeIgnoringRateLimits(tokens);
    }

    private static void giveBack(Bucket bucket, int tokens) {
        if (tokens > 0) {
            bucket.addTokens(tokens);
        }
    }

    private void awaitPause() throws InterruptedException {
        while (isPaused()) {
            await(pausedUntil.plusMillis(ThreadLocalRandom.current().nextLong(1, 100)), pauses);
        }
        requireOpen();
    }

    /** Waits until then, or until another pause begins. */
    private void await(Instant until, int before) throws InterruptedException {
        long nanos;
        while (before == pauses
                && (nanos = Duration.between(clock.instant(), until).toNanos()) > 0) {
            requireOpen();
            changed.awaitNanos(nanos);
        }
        requireOpen();
    }

    private void requireOpen() {
        if (closed) {
            throw new RuntimeStopping();
        }
    }

    /**
     * Graph throttles.
     *
     * @param answers those that say so; the longest {@code Retry-After} counts
     */
    public void throttled(List<GraphAnswer> answers) {
        var asked = answers.stream()
                .map(answer -> RetryAfter.of(answer, clock))
                .filter(Objects::nonNull)
                .max(Duration::compareTo)
                .orElse(null);
        lock.lock();
        try {
            pause(asked);
            answers.stream()
                    .map(answer -> answer.headers().getOrDefault("x-ms-throttle-information", ""))
                    .distinct()
                    .forEach(this::empty);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Nothing is sent before the pause is over. Pauses only ever grow longer.
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
            begin(until);
        } finally {
            lock.unlock();
        }
    }

    /** A process was told to wait, be it this one: then the pause that holds may seem a little longer. */
    public void join(Duration left) {
        lock.lock();
        try {
            var until = clock.instant().plus(left);
            if (!left.isNegative() && until.isAfter(pausedUntil.plus(ECHO))) {
                begin(until);
            }
        } finally {
            lock.unlock();
        }
    }

    private void begin(Instant until) {
        if (!isPaused()) {
            spent.clear();
        }
        pausedUntil = until.isAfter(pausedUntil) ? until : pausedUntil;
        pauses++;
        changed.signalAll();
    }

    /** The bucket that Graph names holds nothing, whatever was believed; once in a pause. */
    private void empty(String information) {
        if (information.contains(READS_SPENT) && spent.add(READS_SPENT)) {
            emptied++;
            empty(reads, readsMargin);
        }
        if (information.contains(WRITES_SPENT) && spent.add(WRITES_SPENT)) {
            emptied++;
            if (empty(writes, writesMargin) > quota.writes() / 100) {
                cost.surprised();
            }
        }
    }

    /** Graph's bucket is empty, so ours owes the margin. @return what it was believed to hold */
    private static long empty(Bucket bucket, int margin) {
        long believed = bucket.tryConsumeAsMuchAsPossible();
        reserve(bucket, margin);
        return believed;
    }

    /** What a PATCH of so many members cost, where the answer names it; what was reserved is corrected. */
    public void learn(int members, GraphAnswer answer) {
        var units = units(answer);
        if (answer.isOk() && units.isPresent()) {
            lock.lock();
            try {
                int reserved = cost.of(members);
                int missing = cost.told(members, units.getAsInt()) - reserved;
                if (missing > 0) {
                    writes.consumeIgnoringRateLimits(missing);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private static OptionalInt units(GraphAnswer answer) {
        try {
            return OptionalInt.of(Integer.parseInt(
                    answer.headers().getOrDefault("x-ms-resource-unit", "").strip()));
        } catch (NumberFormatException untold) {
            return OptionalInt.empty();
        }
    }

    /** An answer that was not throttled: an untold pause begins small again. */
    public void clear() {
        lock.lock();
        try {
            if (!isPaused()) {
                untoldPause = quota.firstPause();
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

    /** @return how long nothing is sent; zero or less when nothing is paused */
    public Duration pauseLeft() {
        lock.lock();
        try {
            return Duration.between(clock.instant(), pausedUntil);
        } finally {
            lock.unlock();
        }
    }

    /** @return writes that count against the quota now, those included that wait for their turn; an estimate */
    public long writesInWindow() {
        lock.lock();
        try {
            return Math.max(0, quota.writes() - writesMargin - writes.getAvailableTokens());
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
