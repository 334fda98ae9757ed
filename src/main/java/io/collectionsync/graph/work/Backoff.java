package io.collectionsync.graph.work;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before what failed is sent again: soon at first, for most failures are over at once, then four times
 * as long each time, at most 30 seconds. Jittered, so that what failed together does not come back together. The same
 * numbers stand in {@code error-handling}, for whole requests.
 *
 * @param first the first wait at most
 */
public record Backoff(Duration first) {

    private static final int FACTOR = 4;
    private static final Duration LONGEST = Duration.ofSeconds(30);

    /**
     * @param failures attempts that have failed, 1 or more
     * @return nanoseconds to wait
     */
    public long nanos(int failures) {
        double grown = first.toNanos() * Math.pow(FACTOR, failures - 1);
        long most = (long) Math.min(LONGEST.toNanos(), grown);
        return ThreadLocalRandom.current().nextLong(most / 2, most + 1);
    }
}
