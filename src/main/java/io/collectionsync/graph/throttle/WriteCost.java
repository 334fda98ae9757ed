package io.collectionsync.graph.throttle;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * What a PATCH costs in writes, which sources tell differently: one (Microsoft docs), or a third of its members (Canvas
 * was told). Learnt from {@code x-ms-resource-unit}, and from being throttled where by our count there was room; the
 * dearer of the two is believed. It is never less than one write, nor more than one for each member: a belief that is
 * wrong makes additions slower, never stuck.
 *
 * <p>A header that says more than one is believed until one says one. What throttling taught is not undone by that: the
 * header counts resource units, and may say one whatever the PATCH costs in writes. It is forgotten an hour after the
 * last surprise, so that a throttling that had another cause does not slow a service that runs for months; where it was
 * right, two answers of 429 an hour teach it again.
 *
 * <p>Guarded by its owner.
 */
final class WriteCost {

    /** How long a surprise counts. Longer than 100,000 additions take at a third (28 minutes at 60 a second). */
    static final Duration MEMORY = Duration.ofHours(1);

    private static final double BY_THIRDS = 1.0 / 3;
    /** Throttled so often for writes that the throttle thought free, the dearer cost is believed. */
    private static final int SURPRISES = 2;

    private final Clock clock;
    private double perMember;
    private int surprises;
    private Instant lastSurprise = Instant.MIN;

    WriteCost(Clock clock) {
        this.clock = clock;
    }

    int of(int members) {
        double believed = isTaught() ? Math.max(perMember, BY_THIRDS) : perMember;
        return (int) Math.max(1, Math.ceil(members * believed - 1e-9));
    }

    private boolean isTaught() {
        return surprises >= SURPRISES && isRemembered();
    }

    private boolean isRemembered() {
        return clock.instant().isBefore(lastSurprise.plus(MEMORY));
    }

    /**
     * Graph names what a PATCH of so many members cost.
     *
     * @return what it cost, within the bounds
     */
    int told(int members, int units) {
        int bounded = Math.max(1, Math.min(units, members));
        if (members > 3) {
            perMember = bounded == 1 ? 0 : Math.max(perMember, (double) bounded / members);
        }
        return bounded;
    }

    /** Writes were throttled although by our count there was room. */
    void surprised() {
        surprises = isRemembered() ? Math.min(surprises + 1, SURPRISES) : 1;
        lastSurprise = clock.instant();
    }
}
