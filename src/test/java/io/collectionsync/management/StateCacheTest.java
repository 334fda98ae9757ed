package io.collectionsync.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StateCacheTest {

    private final AtomicInteger reads = new AtomicInteger();
    private Instant now = Instant.parse("2026-11-23T10:15:30Z");
    private String fault;
    private final Clock clock = new Clock() {
        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };
    private final StateCache cache = new StateCache(
            () -> {
                reads.incrementAndGet();
                return new Snapshot(Map.of(), Map.of(), 1, null, List.of(), fault);
            },
            clock);

    @Test
    void theStateDatabaseIsAskedOnceASecondHoweverManyAttributesArePolled() {
        for (int poll = 0; poll < 20; poll++) {
            cache.get();
        }
        assertThat(reads).hasValue(1);
        now = now.plus(Duration.ofSeconds(1));
        cache.get();
        assertThat(reads).hasValue(2);
        cache.forget();
        cache.get();
        assertThat(reads).hasValue(3);
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsLeftInPeaceForAWhile() {
        fault = "State database: connection refused";
        cache.get();
        now = now.plus(Duration.ofSeconds(9));
        cache.get();
        assertThat(reads).hasValue(1);
        now = now.plus(Duration.ofSeconds(1));
        cache.get();
        assertThat(reads).hasValue(2);
    }

    @Test
    void aClockThatIsSetBackDoesNotFreezeTheFigures() {
        cache.get();
        now = now.minus(Duration.ofHours(1));
        cache.get();
        assertThat(reads).hasValue(2);
    }
}
