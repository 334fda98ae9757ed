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

    private RetryAfter() {
    }

    /** @return how long to wait, never negative; null where the header is absent or says nothing */
    static Duration of(GraphAnswer answer, Clock clock) {
        String header = answer.headers().get("retry-after");
        if (header == null) {
            return null;
        }
        var date = date(header, clock);
        return date != null ? date : Arrays.stream(header.split(",")).map(RetryAfter::seconds)
                .filter(Objects::nonNull).max(Duration::compareTo).orElse(null);
    }

    private static Duration seconds(String text) {
        try {
            double seconds = Double.parseDouble(text.strip());
            return Double.isFinite(seconds) && seconds >= 0 ? Duration.ofMillis((long) Math.ceil(seconds * 1000)) : null;
        } catch (NumberFormatException notSeconds) {
            return null;
        }
    }

    private static Duration date(String text, Clock clock) {
        try {
            Instant until = ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
            var wait = Duration.between(clock.instant(), until);
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeException notDate) {
            return null;
        }
    }
}
