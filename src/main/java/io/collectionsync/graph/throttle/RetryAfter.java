package io.collectionsync.graph.throttle;

import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.apache.hc.client5.http.utils.DateUtils;

/**
 * Reads {@code Retry-After}: seconds, decimal seconds, an HTTP date, or a list of which the longest counts. A date is
 * held against the answer's own {@code Date}, for clocks differ.
 */
final class RetryAfter {

    /** Graph asks for minutes at most; whatever asks for more shall not stop a tenant for good. */
    static final Duration LONGEST = Duration.ofHours(1);

    private RetryAfter() {}

    /** @return how long to wait, up to {@link #LONGEST}; null where the header is absent or asks for no wait */
    static Duration of(Map<String, String> headers, Clock clock) {
        String header = headers.get("retry-after");
        if (header == null) {
            return null;
        }
        var until = DateUtils.parseStandardDate(header);
        if (until != null) {
            var sent = DateUtils.parseStandardDate(headers.getOrDefault("date", ""));
            return bounded(Duration.between(sent == null ? clock.instant() : sent, until));
        }
        return Arrays.stream(header.split(","))
                .map(RetryAfter::seconds)
                .filter(Objects::nonNull)
                .max(Duration::compareTo)
                .map(RetryAfter::bounded)
                .orElse(null);
    }

    private static Duration bounded(Duration wait) {
        return wait.isNegative() || wait.isZero() ? null : wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }

    private static Duration seconds(String text) {
        try {
            double seconds = Double.parseDouble(text.strip());
            return Double.isFinite(seconds) && seconds >= 0
                    ? Duration.ofMillis((long) Math.ceil(seconds * 1000))
                    : null;
        } catch (NumberFormatException notSeconds) {
            return null;
        }
    }
}
