package io.collectionsync.sandbox;

import java.time.Duration;

/**
 * What a sandbox is made of. Immutable; start from {@link #defaults()} and change with the {@code with} methods.
 *
 * @param devices     devices in the site database, at least 200
 * @param seed        same seed, same world, same life
 * @param quota       whether Graph's write quota and read units are enforced
 * @param minLatency  shortest time an answer takes
 * @param maxLatency  longest time an answer takes
 * @param clockSpeed  how much faster than the wall clock quotas, lags and delays pass; what a client is told to wait
 *                    is in wall time
 * @param lifePeriod  time between two edits of {@link SandboxLife}
 */
public record SandboxOptions(
        int devices,
        long seed,
        boolean quota,
        Duration minLatency,
        Duration maxLatency,
        double clockSpeed,
        Duration lifePeriod) {

    private static final int FEWEST_DEVICES = 200;

    public SandboxOptions {
        if (devices < FEWEST_DEVICES) {
            throw new IllegalArgumentException(
                    "a sandbox needs at least " + FEWEST_DEVICES + " devices, got " + devices);
        }
        if (minLatency.compareTo(maxLatency) > 0) {
            throw new IllegalArgumentException("latency from " + minLatency + " to " + maxLatency);
        }
        if (!(clockSpeed > 0)) {
            throw new IllegalArgumentException("clock speed must be above 0, got " + clockSpeed);
        }
    }

    /** 2,000 devices, real quota, no latency, an edit every five seconds. */
    public static SandboxOptions defaults() {
        return new SandboxOptions(2_000, 42, true, Duration.ZERO, Duration.ZERO, 1, Duration.ofSeconds(5));
    }

    public SandboxOptions withDevices(int count) {
        return new SandboxOptions(count, seed, quota, minLatency, maxLatency, clockSpeed, lifePeriod);
    }

    public SandboxOptions withQuota(boolean enforced) {
        return new SandboxOptions(devices, seed, enforced, minLatency, maxLatency, clockSpeed, lifePeriod);
    }

    public SandboxOptions withLatency(Duration min, Duration max) {
        return new SandboxOptions(devices, seed, quota, min, max, clockSpeed, lifePeriod);
    }

    public SandboxOptions withClockSpeed(double factor) {
        return new SandboxOptions(devices, seed, quota, minLatency, maxLatency, factor, lifePeriod);
    }

    public SandboxOptions withLifePeriod(Duration period) {
        return new SandboxOptions(devices, seed, quota, minLatency, maxLatency, clockSpeed, period);
    }
}
