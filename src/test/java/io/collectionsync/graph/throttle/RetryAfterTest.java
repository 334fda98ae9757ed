package io.collectionsync.graph.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.graph.GraphAnswer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every form in which Retry-After comes. */
class RetryAfterTest {

    private final TestClock clock = new TestClock();

    @ParameterizedTest(name = "\"{0}\" is {1} ms")
    @CsvSource(
            delimiter = '|',
            value = {
                "10 | 10000",
                "2.128 | 2128",
                "0.0001 | 1",
                "' 7 ' | 7000",
                "31,120 | 120000",
                "120, 31 | 120000",
                "5, soon | 5000",
                "-3, 4 | 4000",
                "Thu, 01 Jan 2026 00:00:30 GMT | 30000",
                "3600 | 3600000",
                "3601 | 3600000",
                "99999999999999999999 | 3600000",
                "1e300 | 3600000",
                "Fri, 01 Jan 2027 00:00:00 GMT | 3600000"
            })
    void aFormIsAWait(String header, long millis) {
        assertThat(wait("Retry-After", header)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "soon",
                "-1",
                "0",
                "Wed, 31 Dec 2025 23:59:00 GMT",
                "NaN",
                "Infinity",
                ",",
                "2026-01-01T00:00:30Z",
                "1:30"
            })
    void whatSaysNothingIsNoWait(String header) {
        assertThat(wait("Retry-After", header)).isNull();
    }

    @Test
    void aDateIsHeldAgainstTheClockOfWhoWroteIt() {
        var answer = new GraphAnswer(
                429,
                Map.of("Date", "Thu, 01 Jan 2026 00:10:00 GMT", "Retry-After", "Thu, 01 Jan 2026 00:10:30 GMT"),
                "",
                null);

        assertThat(RetryAfter.of(answer.headers(), clock)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void anAbsentHeaderIsNoWait() {
        assertThat(wait("Date", "10")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Retry-After", "retry-after", "RETRY-AFTER", "rEtRy-AfTeR"})
    void theCaseOfTheHeaderDoesNotMatter(String name) {
        assertThat(wait(name, "10")).isEqualTo(Duration.ofSeconds(10));
    }

    private Duration wait(String name, String value) {
        return RetryAfter.of(new GraphAnswer(429, Map.of(name, value), "", null).headers(), clock);
    }
}
