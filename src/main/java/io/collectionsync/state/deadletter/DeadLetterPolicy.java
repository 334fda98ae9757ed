package io.collectionsync.state.deadletter;

import io.collectionsync.membership.Outcome;
import java.time.Duration;

/**
 * When a change that could not be applied is tried again.
 *
 * @param firstDelay   from the first failure to the second attempt
 * @param factor       by which each further delay grows
 * @param longestDelay no delay is longer
 * @param attempts     after so many attempts the letter is parked until an administrator replays or discards it
 */
public record DeadLetterPolicy(Duration firstDelay, double factor, Duration longestDelay, int attempts) {

    /** 5 minutes, doubled up to 6 hours, 12 attempts: about two days. */
    public static final DeadLetterPolicy DEFAULT =
            new DeadLetterPolicy(Duration.ofMinutes(5), 2, Duration.ofHours(6), 12);

    /** A refusal comes from the directory's state, which people change: asking again within the hour is noise. */
    private static final Duration FIRST_DELAY_REFUSED = Duration.ofHours(1);

    /** @throws IllegalArgumentException with the rule that a value breaks */
    public DeadLetterPolicy {
        require(firstDelay.toMillis() > 0, "the first delay must be longer than 0");
        require(factor >= 1, "the factor must be at least 1");
        require(longestDelay.compareTo(firstDelay) >= 0, "the longest delay must not be shorter than the first");
        require(attempts >= 1, "attempts must be at least 1");
    }

    private static void require(boolean rule, String text) {
        if (!rule) {
            throw new IllegalArgumentException("Dead letters: " + text);
        }
    }

    /**
     * @param result   what the last attempt came to
     * @param attempts how many there were, the last included
     * @return how long to wait for the next one, before jitter
     */
    Duration delay(Outcome.Result result, int attempts) {
        boolean slow = result == Outcome.Result.REFUSED && firstDelay.compareTo(FIRST_DELAY_REFUSED) < 0;
        double grown = (slow ? FIRST_DELAY_REFUSED : firstDelay).toMillis() * Math.pow(factor, attempts - 1);
        return Duration.ofMillis((long) Math.min(grown, longestDelay.toMillis()));
    }
}
