package io.collectionsync.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.graph.throttle.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Durations within the process, while somebody sets the wall clock. */
class SteadyClockTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final TestClock wall = new TestClock();
    private final AtomicLong nanos = new AtomicLong();

    @Test
    void whatMustNotBeTooOldAgesByTheFasterOfTwoClocksAndNeverBack() {
        var clock = SteadyClock.following(wall, nanos::get);
        var begun = clock.instant();
        assertThat(begun).isEqualTo(wall.instant());

        pass(MINUTE);
        assertThat(clock.instant()).as("the wall clock stands").isEqualTo(begun.plus(MINUTE));
        wall.move(MINUTE.multipliedBy(3));
        assertThat(clock.instant()).as("it is set on").isEqualTo(begun.plus(MINUTE.multipliedBy(3)));
        wall.move(Duration.ofDays(-1));
        assertThat(clock.instant()).as("it is set back").isEqualTo(begun.plus(MINUTE.multipliedBy(3)));
        pass(MINUTE);
        assertThat(clock.instant()).isEqualTo(begun.plus(MINUTE.multipliedBy(4)));
    }

    @Test
    void aWaitKnowsNoWallClock() {
        var clock = SteadyClock.of(wall);
        var begun = wall.instant();
        wall.move(Duration.ofDays(1));
        assertThat(clock.instant()).isBetween(begun, begun.plus(MINUTE));
        wall.move(Duration.ofDays(-2));
        Instant later = clock.instant();
        assertThat(later).isBetween(begun, begun.plus(MINUTE));
        assertThat(clock.instant()).isAfterOrEqualTo(later);
    }

    @Test
    void aWindowPassesByTheSlowerOfTwoClocks() {
        var clock = SteadyClock.slower(wall, nanos::get);
        var begun = clock.instant();
        wall.move(Duration.ofDays(1));
        assertThat(clock.instant()).as("it is set on").isEqualTo(begun);
        pass(MINUTE);
        assertThat(clock.instant()).isEqualTo(begun.plus(MINUTE));
        wall.move(Duration.ofDays(-1));
        assertThat(clock.instant()).as("it is set right").isEqualTo(begun);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
