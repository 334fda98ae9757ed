package io.collectionsync.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What one application may still do in one tenant: writes and resource units as token buckets, and the pause that its
 * last 429 asked for. Thread-safe.
 */
final class Quota {

    private final SandboxFaults faults;
    private final SandboxClock clock;
    private final SandboxCounters counters;
    private final AtomicInteger forms;
    private final String scope;
    private double writesUsed;
    private double unitsUsed;
    private long lastLeak;
    private Instant pausedUntil = Instant.MIN;
    private Instant pauseKnown = Instant.MIN;
    private Duration lastWait = Duration.ZERO;

    Quota(
            SandboxFaults faults,
            SandboxClock clock,
            SandboxCounters counters,
            AtomicInteger forms,
            UUID app,
            UUID tenant) {
        this.faults = faults;
        this.clock = clock;
        this.counters = counters;
        this.forms = forms;
        this.scope = "Tenant_Application/ReadWrite/" + app + "/" + tenant;
        this.lastLeak = clock.nanos();
    }

    /** Charges a call or refuses it with 429. */
    synchronized void charge(int writes, int units) {
        leak();
        if (faults.quotaEnforced()) {
            if (writes > 0 && writesUsed + writes > faults.writeQuota()) {
                throw refusal(
                        "WriteLimitExceeded", wait(writesUsed + writes, faults.writeQuota(), faults.writeWindow()));
            }
            if (unitsUsed + units > faults.readUnits()) {
                throw refusal(
                        "ResourceUnitLimitExceeded", wait(unitsUsed + units, faults.readUnits(), faults.readWindow()));
            }
        }
        writesUsed += writes;
        unitsUsed += units;
        counters.spent(writes);
    }

    /** A 429 that no quota caused. */
    synchronized GraphRefusal throttle(Duration wait) {
        return refusal("CPULimitExceeded", wait);
    }

    /** Gives back resource units: 400 and 403 cost none (captured). */
    synchronized void refund(int units) {
        unitsUsed = Math.max(0, unitsUsed - units);
    }

    /** True when not one more write would pass. */
    synchronized boolean exhausted() {
        leak();
        return faults.quotaEnforced() && writesUsed + 1 > faults.writeQuota();
    }

    /** Share of the fuller bucket that is used, as in x-ms-throttle-limit-percentage. */
    synchronized double used() {
        leak();
        return Math.max(writesUsed / faults.writeQuota(), unitsUsed / faults.readUnits());
    }

    /** A 429 is about to reach the client: from now on it knows how long to wait. */
    synchronized void told(Instant until) {
        Instant now = Instant.now();
        if (until.isAfter(pausedUntil)) {
            if (!pausedUntil.isAfter(now)) {
                pauseKnown = now;
            }
            pausedUntil = until;
            lastWait = Duration.between(now, until);
        }
    }

    /** Whether a request that arrives now comes before Retry-After is over; if so the wait grows. */
    synchronized boolean tooEarly() {
        Instant now = Instant.now();
        boolean early = now.isBefore(pausedUntil) && now.isAfter(pauseKnown.plus(faults.earlyRetryGrace()));
        if (early) {
            pausedUntil = now.plus(lastWait);
            writesUsed += 1;
        }
        return early;
    }

    /** What is left of the pause. */
    synchronized Duration pause() {
        Duration left = Duration.between(Instant.now(), pausedUntil);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private void leak() {
        long now = clock.nanos();
        long passed = now - lastLeak;
        lastLeak = now;
        writesUsed = Math.max(0, writesUsed - rate(faults.writeQuota(), faults.writeWindow()) * passed);
        unitsUsed = Math.max(0, unitsUsed - rate(faults.readUnits(), faults.readWindow()) * passed);
    }

    /** How long until so much in the bucket has leaked down to the quota. */
    private Duration wait(double level, int quota, Duration window) {
        return clock.wall((long) ((level - quota) / rate(quota, window)));
    }

    private static double rate(int quota, Duration window) {
        return (double) quota / window.toNanos();
    }

    private GraphRefusal refusal(String reason, Duration wait) {
        counters.throttledOnce();
        Duration shortest = clock.wall(faults.shortestRetryAfter().toNanos());
        Map<String, String> headers = new LinkedHashMap<>();
        List<RetryAfterForm> all = faults.retryAfterForms();
        RetryAfter value = RetryAfter.of(
                all.get(Math.floorMod(forms.getAndIncrement(), all.size())),
                wait.compareTo(shortest) < 0 ? shortest : wait);
        if (value.header() != null) {
            headers.put("Retry-After", value.header());
            headers.put(RetryAfter.UNTIL, value.until().toString());
        }
        headers.put("x-ms-throttle-scope", scope);
        headers.put("x-ms-throttle-information", reason);
        return GraphRefusal.throttled(headers);
    }

    /**
     * A Retry-After in one of its forms.
     *
     * @param header the header's value, null for none
     * @param until  when the wait is over
     */
    record RetryAfter(String header, Instant until) {

        /** Carries the end of the wait from where it is decided to where the answer leaves; never sent. */
        static final String UNTIL = "sandbox-until";

        static RetryAfter of(RetryAfterForm form, Duration wait) {
            Instant now = Instant.now();
            long seconds = Math.max(1, (wait.toMillis() + 999) / 1000);
            double exact = Math.max(1, wait.toMillis()) / 1000.0;
            return switch (form) {
                case INTEGER -> new RetryAfter(Long.toString(seconds), now.plusSeconds(seconds));
                case DECIMAL -> new RetryAfter(
                        String.format(Locale.ROOT, "%.3f", exact), now.plusMillis((long) (exact * 1000)));
                case HTTP_DATE -> date(
                        now.plus(wait).truncatedTo(ChronoUnit.SECONDS).plusSeconds(1));
                case COMMA_LIST -> new RetryAfter(seconds + "," + 2 * seconds, now.plusSeconds(seconds));
                case NONE -> new RetryAfter(null, now);
            };
        }

        private static RetryAfter date(Instant until) {
            ZonedDateTime utc = ZonedDateTime.ofInstant(until, ZoneOffset.UTC);
            return new RetryAfter(DateTimeFormatter.RFC_1123_DATE_TIME.format(utc), until);
        }
    }
}
