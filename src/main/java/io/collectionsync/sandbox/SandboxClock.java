package io.collectionsync.sandbox;

import java.time.Duration;

/**
 * The sandbox's time: it passes {@code speed} times as fast as the wall clock, so that a benchmark meets real quota
 * figures in less time. Quotas, lags and delays are measured on it; everything that a client reads is wall time.
 */
final class SandboxClock {

    private final double speed;
    private final long origin = System.nanoTime();

    SandboxClock(double speed) {
        this.speed = speed;
    }

    /** Sandbox nanoseconds since the clock was made. */
    long nanos() {
        return (long) ((System.nanoTime() - origin) * speed);
    }

    /** How long {@code sandboxNanos} take on the wall clock. */
    Duration wall(long sandboxNanos) {
        return Duration.ofNanos((long) (sandboxNanos / speed));
    }
}
