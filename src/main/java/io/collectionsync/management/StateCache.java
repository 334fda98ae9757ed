package io.collectionsync.management;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/** The state database's word, asked at most once a second however many attributes a monitor polls. */
final class StateCache {

    private static final Duration FRESH = Duration.ofSeconds(1);
    /** A database that does not answer takes its connection time-out (10 s) to say so. */
    private static final Duration FRESH_FAULT = Duration.ofSeconds(10);

    private final Supplier<Snapshot> reader;
    private final Clock clock;
    private Snapshot latest;
    private Instant taken = Instant.MIN;

    StateCache(Supplier<Snapshot> reader, Clock clock) {
        this.reader = reader;
        this.clock = clock;
    }

    synchronized Snapshot get() {
        var now = clock.instant();
        if (latest == null || isOld(now)) {
            latest = reader.get();
            taken = clock.instant();
        }
        return latest;
    }

    /** A clock that was set back makes everything old. */
    private boolean isOld(Instant now) {
        return now.isBefore(taken) || !now.isBefore(taken.plus(latest.isKnown() ? FRESH : FRESH_FAULT));
    }

    /** After a change that the operator made: the next look shows it. */
    synchronized void forget() {
        latest = null;
    }

    /** @return seconds until {@code time}; negative when it is over */
    double secondsUntil(Instant time) {
        return time.isBefore(Instant.EPOCH)
                ? 0
                : Duration.between(clock.instant(), time).toMillis() / 1000.0;
    }

    /** @return whole seconds since {@code time}; -1 for null */
    long secondsSince(Instant time) {
        return time == null
                ? -1
                : Math.max(0, Duration.between(time, clock.instant()).toSeconds());
    }
}
