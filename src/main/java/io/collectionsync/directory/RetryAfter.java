package io.collectionsync.directory;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Objects;

/** Reads {@code Retry-After}: seconds, decimal seconds, an HTTP date, or a list of which the longest counts. */
final class RetryAfter {

    /** Graph asks for minutes at most; whatever asks for more shall not stop a tenant for good. */
    static final Duration LONGEST = Duration.ofHours(1);

    private RetryAfter() {
    }

    /** @return how long to wait, from zero to {@link #LONGEST}; null where the header is absent or says nothing */
    static Duration of(GraphAnswer answer, Clock clock) {
        String header = answer.headers().get("retry-after");
        if (header == null) {
            return null;
        }
        var date = date(header, clock);
        return date != null ? bounded(date) : Arrays.stream(header.split(",")).map(RetryAfter::seconds)
                .filter(Objects::nonNull).max(Duration::compareTo).map(RetryAfter::bounded).orElse(null);
    }

    private static Duration bounded(Duration wait) {
        return wait.isNegative() ? Duration.ZERO : wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }

    private static Duration seconds(String text) {
        try {
            double seconds = Double.parseDouble(text.strip());
            return Double.isFinite(seconds) && seconds >= 0
                    ? Duration.ofMillis((long) Math.ceil(seconds * 1000)) : null;
        } catch (NumberFormatException notSeconds) {
            return null;
        }
    }

    private static Duration date(String text, Clock clock) {
        try {
            Instant until = ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
            return Duration.between(clock.instant(), until);
        } catch (DateTimeException notDate) {
            return null;
        }
    }
}
