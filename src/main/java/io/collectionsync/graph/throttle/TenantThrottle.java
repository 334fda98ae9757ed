package io.collectionsync.graph.throttle;

import io.github.bucket4j.Bucket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The pace of all calls to one tenant: a token bucket of writes, one of resource units, and one wait for everybody
 * when Graph asks for it. Thread-safe.
 *
 * <p>Whoever waits has reserved his tokens, so that waiters go one after the other and not in a herd. A throttled
 * bucket is empty, whatever it was believed to hold: it is emptied, its margin too, and all who wait reserve anew
 * when the wait is over.
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
    private static final Duration LONGEST_UNTOLD_WAIT = Duration.ofSeconds(150);
    /** What a wait seems to be longer that went to the state database and back. */
    private static final Duration ECHO = Duration.ofMillis(250);

    private static final String READS_SPENT = "ResourceUnitLimitExceeded";
    private static final String WRITES_SPENT = "WriteLimitExceeded";

    /**
     * What is allowed.
     *
     * @param writes      writes within {@code writeWindow}
     * @param reads       resource units within {@code readWindow}
     * @param firstWait  the first wait where Graph throttles and does not say for how long
     */
    public record Quota(int writes, Duration writeWindow, int reads, Duration readWindow, Duration firstWait) {}

    /** What an attempt has reserved, and how often by then Graph had throttled and a bucket had been emptied. */
    public record Slot(int reads, int writes, int throttlings, int emptied) {}

    private final Clock clock;
    private final Quota quota;
    private final int writesMargin;
    private final int readsMargin;
    private final Bucket writes;
    private final Bucket reads;
    private final WriteCost writeCost;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Instant throttledUntil = Instant.MIN;
    private Duration untoldWait;
    /** Buckets that were emptied in the wait that holds. */
    private final Set<String> spent = new HashSet<>();

    private int throttlings;
    private int emptied;
    private boolean closed;

    public TenantThrottle(Quota quota, Clock clock) {
        this.clock = clock;
        this.quota = quota;
        this.writeCost = new WriteCost(clock);
        this.writesMargin = margin(quota.writes(), WRITES_MARGIN);
        this.readsMargin = margin(quota.reads(), READS_MARGIN);
        this.writes = bucket(quota.writes(), writesMargin, quota.writeWindow());
        this.reads = bucket(quota.reads(), readsMargin, quota.readWindow());
        this.untoldWait = quota.firstWait();
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
     * Waits until a call of this cost may be sent.
     *
     * @return what it may be sent with, as long as no wait begins
     * @throws RuntimeStopping           if the throttle is closed, or is closed meanwhile
     * @throws InterruptedException if the thread is told to stop
     */
    public Slot acquire(Cost cost) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Slot slot;
            do {
                slot = reserve(cost);
            } while (slot.throttlings != throttlings);
            return slot;
        } finally {
            lock.unlock();
        }
    }

    /** @return what is reserved, its turn come; given back if a wait came meanwhile */
    private Slot reserve(Cost cost) throws InterruptedException {
        awaitThrottling();
        int writing =
                cost.writes() + cost.patches().stream().mapToInt(writeCost::of).sum();
        var slot = new Slot(cost.reads(), writing, throttlings, emptied);
        long turn = Math.max(reserve(reads, slot.reads), reserve(writes, slot.writes));
        await(clock.instant().plusNanos(turn), slot.throttlings);
        if (slot.throttlings != throttlings) {
            giveBack(reads, slot.reads);
            giveBack(writes, slot.writes);
        }
        return slot;
    }

    /** @return whether a wait has begun since: what was not sent yet must not be sent with {@code slot} */
    public boolean isOvertaken(Slot slot) {
        lock.lock();
        try {
            return slot.throttlings != throttlings;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing is sent with {@code slot}. Of a bucket that was emptied since, there is nothing to give back. */
    public void release(Slot slot) {
        lock.lock();
        try {
            if (slot.emptied == emptied) {
                giveBack(reads, slot.reads);
                giveBack(writes, slot.writes);
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

    private void awaitThrottling() throws InterruptedException {
        while (isThrottled()) {
            await(throttledUntil.plusMillis(ThreadLocalRandom.current().nextLong(1, 100)), throttlings);
        }
        requireOpen();
    }

    /** Waits until then, or until another wait begins. */
    private void await(Instant until, int before) throws InterruptedException {
        long nanos;
        while (before == throttlings
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
     * @param answers headers, by lower-case name, of the answers that say so; the longest {@code Retry-After} counts
     */
    public void throttled(List<Map<String, String>> answers) {
        var asked = answers.stream()
                .map(answer -> RetryAfter.of(answer, clock))
                .filter(Objects::nonNull)
                .max(Duration::compareTo)
                .orElse(null);
        lock.lock();
        try {
            throttle(asked);
            answers.stream()
                    .map(answer -> answer.getOrDefault("x-ms-throttle-information", ""))
                    .distinct()
                    .forEach(this::empty);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Nothing is sent before the wait is over. Waits only ever grow longer.
     *
     * @param asked what {@code Retry-After} asks for; null where it says nothing: then the wait that holds
     *     goes on, or a new one begins, twice as long as the last
     */
    public void throttle(Duration asked) {
        lock.lock();
        try {
            if (asked == null && isThrottled()) {
                return;
            }
            var until = clock.instant().plus(asked == null ? untoldWait : asked);
            if (asked == null) {
                untoldWait = shorter(untoldWait.multipliedBy(2), LONGEST_UNTOLD_WAIT);
            }
            begin(until);
        } finally {
            lock.unlock();
        }
    }

    /** A process was told to wait, be it this one: then the wait that holds may seem a little longer. */
    public void join(Duration left) {
        lock.lock();
        try {
            var until = clock.instant().plus(left);
            if (!left.isNegative() && !left.isZero() && until.isAfter(throttledUntil.plus(ECHO))) {
                begin(until);
            }
        } finally {
            lock.unlock();
        }
    }

    private void begin(Instant until) {
        if (!isThrottled()) {
            spent.clear();
        }
        throttledUntil = until.isAfter(throttledUntil) ? until : throttledUntil;
        throttlings++;
        changed.signalAll();
    }

    /** The bucket that Graph names holds nothing, whatever was believed; once in a wait. */
    private void empty(String information) {
        if (information.contains(READS_SPENT) && spent.add(READS_SPENT)) {
            emptied++;
            empty(reads, readsMargin);
        }
        if (information.contains(WRITES_SPENT) && spent.add(WRITES_SPENT)) {
            emptied++;
            if (empty(writes, writesMargin) > quota.writes() / 100) {
                writeCost.surprised();
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
    public void learn(int members, Map<String, String> headers) {
        var units = units(headers);
        if (units.isPresent()) {
            lock.lock();
            try {
                int reserved = writeCost.of(members);
                int missing = writeCost.told(members, units.getAsInt()) - reserved;
                if (missing > 0) {
                    writes.consumeIgnoringRateLimits(missing);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private static OptionalInt units(Map<String, String> answer) {
        try {
            return OptionalInt.of(Integer.parseInt(
                    answer.getOrDefault("x-ms-resource-unit", "").strip()));
        } catch (NumberFormatException untold) {
            return OptionalInt.empty();
        }
    }

    /** An answer that was not throttled: an untold wait begins small again. */
    public void clear() {
        lock.lock();
        try {
            if (!isThrottled()) {
                untoldWait = quota.firstWait();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isThrottled() {
        return throttledUntil.isAfter(clock.instant());
    }

    /** @return until when nothing is sent; in the past when nothing is throttled */
    public Instant throttledUntil() {
        lock.lock();
        try {
            return throttledUntil;
        } finally {
            lock.unlock();
        }
    }

    /** @return how long nothing is sent; zero or less when nothing is throttled */
    public Duration timeLeft() {
        lock.lock();
        try {
            return Duration.between(clock.instant(), throttledUntil);
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
