package io.collectionsync.runtime;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * A clock for durations within this process: it goes on with the monotonic clock, whatever somebody sets the wall
 * clock to. Not for dates: after such a change it differs from the wall clock. Thread-safe.
 */
final class SteadyClock extends Clock {

    private final Clock wall;
    private final Mode mode;
    private final LongSupplier nanos;
    private Instant latest;
    private long at;

    private enum Mode {
        ALONE,
        FASTER,
        SLOWER
    }

    private SteadyClock(Clock wall, Mode mode, LongSupplier nanos) {
        this.wall = wall;
        this.mode = mode;
        this.nanos = nanos;
        this.latest = wall.instant();
        this.at = nanos.getAsLong();
    }

    /** For waits: the monotonic clock alone. */
    static SteadyClock of(Clock wall) {
        return new SteadyClock(wall, Mode.ALONE, System::nanoTime);
    }

    /**
     * For what must not be too old: where the wall clock runs ahead, it is followed. A machine that slept has stopped the
     * monotonic clock, and what was read before that is old.
     */
    static SteadyClock following(Clock wall) {
        return following(wall, System::nanoTime);
    }

    static SteadyClock following(Clock wall, LongSupplier nanos) {
        return new SteadyClock(wall, Mode.FASTER, nanos);
    }

    /** For windows that limit something: a wall clock that is set on lets no time pass. */
    static SteadyClock slower(Clock wall) {
        return slower(wall, System::nanoTime);
    }

    static SteadyClock slower(Clock wall, LongSupplier nanos) {
        return new SteadyClock(wall, Mode.SLOWER, nanos);
    }

    @Override
    public Instant instant() {
        var now = wall.instant();
        synchronized (this) {
            long present = nanos.getAsLong();
            latest = latest.plus(Duration.ofNanos(present - at));
            at = present;
            latest = mode == Mode.FASTER && now.isAfter(latest) ? now : latest;
            return mode == Mode.SLOWER && now.isBefore(latest) ? now : latest;
        }
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("It tells durations, no dates");
    }
}
