package io.collectionsync.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Whether who holds a lease or a run is gone, by the database's clock and by this process's. */
class HolderTest {

    private static final Duration SILENCE = Duration.ofSeconds(30);
    private static final Instant NOW = Instant.parse("2026-11-23T10:15:30Z");

    private final AtomicLong nanos = new AtomicLong();
    private final FirstSeen<Holder.Sign> signs = new FirstSeen<>(nanos::get);

    @Test
    void silenceIsMeasuredByTheDatabasesClock() {
        assertThat(holder(NOW.minusSeconds(30)).isGone(SILENCE, signs)).isFalse();
        assertThat(holder(NOW.minusSeconds(31)).isGone(SILENCE, signs)).isTrue();
    }

    @Test
    void whoseHeartbeatIsOfTheFutureIsGoneWhenNoOtherComes() {
        var tomorrow = NOW.plusSeconds(86_400);
        assertThat(holder(tomorrow).isGone(SILENCE, signs)).isFalse();
        nanos.addAndGet(Duration.ofSeconds(20).toNanos());
        assertThat(holder(tomorrow.plusSeconds(5)).isGone(SILENCE, signs))
                .as("it lives")
                .isFalse();
        nanos.addAndGet(Duration.ofSeconds(20).toNanos());
        assertThat(holder(tomorrow.plusSeconds(5)).isGone(SILENCE, signs)).isFalse();
        nanos.addAndGet(Duration.ofSeconds(11).toNanos());
        assertThat(holder(tomorrow.plusSeconds(5)).isGone(SILENCE, signs)).isTrue();
    }

    private static Holder holder(Instant heartbeat) {
        return new Holder("group", new Owner("one", "another machine", 1), heartbeat, NOW);
    }
}
