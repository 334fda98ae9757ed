package io.collectionsync.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.BooleanSupplier;

/** A clock by which a run takes long: when something has come true, another thing happens, and it is ten minutes later. */
public final class LongRun extends Clock {

    private static final Duration LONG = Duration.ofMinutes(10);

    private final BooleanSupplier when;
    private final Runnable meanwhile;
    private final Duration later;
    private boolean late;

    public LongRun(BooleanSupplier when, Runnable meanwhile) {
        this(when, meanwhile, LONG);
    }

    /** @param later how much later it is then, in place of ten minutes */
    public LongRun(BooleanSupplier when, Runnable meanwhile, Duration later) {
        this.when = when;
        this.meanwhile = meanwhile;
        this.later = later;
    }

    @Override
    public synchronized Instant instant() {
        if (!late && when.getAsBoolean()) {
            late = true;
            meanwhile.run();
        }
        return late ? Instant.now().plus(later) : Instant.now();
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
    }
}
