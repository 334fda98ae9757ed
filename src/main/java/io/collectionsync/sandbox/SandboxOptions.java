package io.collectionsync.sandbox;

import java.time.Duration;

/**
 * What a sandbox is made of. Immutable; start from {@link #defaults()} and change with the {@code with} methods.
 *
 * @param devices     devices in the site database, at least 200
 * @param seed        same seed, same world, same life
 * @param quota       whether Graph's write quota and read units are enforced
 * @param latency     how long an answer takes
 * @param clockSpeed  how much faster than the wall clock quotas, lags and delays pass; what a client is told to wait
 *                    is in wall time
 * @param lifePeriod  time between two edits of {@link SandboxLife}
 */
public record SandboxOptions(
        int devices, long seed, boolean quota, Latency latency, double clockSpeed, Duration lifePeriod) {

    private static final int FEWEST_DEVICES = 200;

    /**
     * How long an answer takes.
     *
     * @param min shortest time
     * @param max longest time
     */
    public record Latency(Duration min, Duration max) {

        static final Latency NONE = new Latency(Duration.ZERO, Duration.ZERO);

        public Latency {
            if (min.compareTo(max) > 0) {
                throw new IllegalArgumentException("latency from " + min + " to " + max);
            }
        }
    }

    public SandboxOptions {
        if (devices < FEWEST_DEVICES) {
            throw new IllegalArgumentException(
                    "a sandbox needs at least " + FEWEST_DEVICES + " devices, got " + devices);
        }
        if (!(clockSpeed > 0)) {
            throw new IllegalArgumentException("clock speed must be above 0, got " + clockSpeed);
        }
    }

    /** 2,000 devices, real quota, no latency, an edit every five seconds. */
    public static SandboxOptions defaults() {
        return new SandboxOptions(2_000, 42, true, Latency.NONE, 1, Duration.ofSeconds(5));
    }

    public SandboxOptions withDevices(int count) {
        return new SandboxOptions(count, seed, quota, latency, clockSpeed, lifePeriod);
    }

    public SandboxOptions withQuota(boolean enforced) {
        return new SandboxOptions(devices, seed, enforced, latency, clockSpeed, lifePeriod);
    }

    public SandboxOptions withLatency(Duration min, Duration max) {
        return new SandboxOptions(devices, seed, quota, new Latency(min, max), clockSpeed, lifePeriod);
    }

    public SandboxOptions withClockSpeed(double factor) {
        return new SandboxOptions(devices, seed, quota, latency, factor, lifePeriod);
    }

    public SandboxOptions withLifePeriod(Duration period) {
        return new SandboxOptions(devices, seed, quota, latency, clockSpeed, period);
    }
}
