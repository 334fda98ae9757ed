package io.collectionsync.state;

import static io.collectionsync.state.db.Columns.time;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.collectionsync.state.db.StateDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class LeasesTest {

    private static final UUID GROUP = Samples.id(1);
    private static final String RUN = "run-1";

    @Parameter
    TestDatabase on;

    private StateDatabase database;
    private Leases mine;
    private Leases others;

    @BeforeEach
    void open() {
        database = on.emptied();
        mine = new Leases(database);
        others = new Leases(database);
    }

    @AfterEach
    void close() {
        mine.close();
        others.close();
    }

    @Test
    void aGroupHasOneHolder() {
        assertThat(mine.acquire(GROUP, RUN)).isTrue();
        assertThat(others.acquire(GROUP, RUN)).isFalse();
        assertThat(mine.acquire(GROUP, RUN))
                .as("another thread of the same process")
                .isFalse();
        assertThat(others.acquire(Samples.id(2), RUN)).isTrue();
        assertThat(mine.stillHeld(GROUP, RUN)).isTrue();
        assertThat(others.stillHeld(GROUP, RUN)).isFalse();
    }

    @Test
    void aReleasedLeaseIsFree() {
        mine.acquire(GROUP, RUN);
        others.release(GROUP, RUN);
        assertThat(others.acquire(GROUP, RUN)).isFalse();
        mine.release(GROUP, RUN);
        assertThat(mine.stillHeld(GROUP, RUN)).isFalse();
        assertThat(others.acquire(GROUP, RUN)).isTrue();
    }

    @Test
    void closingReleasesEverything() {
        mine.acquire(GROUP, RUN);
        mine.close();
        assertThat(others.acquire(GROUP, RUN)).isTrue();
    }

    @Test
    void theLeaseOfADeadProcessIsTakenOver() {
        mine.acquire(GROUP, RUN);
        database.write(jdbc -> jdbc.update("update group_lease set owner_process = ?", Integer.MAX_VALUE));
        assertThat(others.acquire(GROUP, RUN)).isTrue();
    }

    @Test
    void aSilentLeaseIsTakenOverAndItsHolderIsTold() {
        mine.acquire(GROUP, RUN);
        silence(25);
        assertThat(others.acquire(GROUP, RUN)).isFalse();
        silence(31);
        assertThat(others.acquire(GROUP, RUN)).isTrue();

        assertThat(mine.stillHeld(GROUP, RUN)).isFalse();
        mine.release(GROUP, RUN);
        assertThat(others.stillHeld(GROUP, RUN)).isTrue();
        assertThat(mine.acquire(GROUP, RUN)).isFalse();
    }

    @Test
    void theHeartbeatKeepsALease() {
        mine.acquire(GROUP, RUN);
        silence(31);
        database.heartbeat().beat();
        assertThat(others.acquire(GROUP, RUN)).isFalse();
        silence(31);
        assertThat(mine.stillHeld(GROUP, RUN)).isTrue();
        assertThat(others.acquire(GROUP, RUN)).isFalse();
    }

    @Test
    void theHeartBeatsByItself() {
        try (var beating = StateDatabase.open(on.settings(), on.clock(), Duration.ofMillis(20));
                var leases = new Leases(beating)) {
            leases.acquire(GROUP, RUN);
            silence(31);
            await().until(() -> !heartbeat().isBefore(Instant.now().minusSeconds(10)));
        }
    }

    @Test
    void theHeartbeatNoticesALostLease() {
        mine.acquire(GROUP, RUN);
        silence(31);
        others.acquire(GROUP, RUN);
        database.heartbeat().beat();
        others.release(GROUP, RUN);
        assertThat(mine.acquire(GROUP, RUN)).isTrue();
    }

    @Test
    void aRunThatLostItsLeaseHasItNoMoreWhenTheNextRunOfItsProcessTakesIt() {
        mine.acquire(GROUP, RUN);
        silence(31);
        others.acquire(GROUP, "elsewhere");
        database.heartbeat().beat();
        others.release(GROUP, "elsewhere");
        assertThat(mine.acquire(GROUP, "run-2")).isTrue();

        assertThat(mine.stillHeld(GROUP, RUN)).isFalse();
        mine.release(GROUP, RUN);
        assertThat(mine.stillHeld(GROUP, "run-2")).isTrue();
        assertThat(others.acquire(GROUP, "elsewhere")).isFalse();
    }

    @Test
    void ofManyThatWantALeaseOneHoldsIt() throws Exception {
        var inside = new AtomicInteger();
        var held = new AtomicInteger();
        var threads = Executors.newFixedThreadPool(6);
        try (var second = StateDatabase.open(on.settings());
                var elsewhere = new Leases(second)) {
            var tasks = new ArrayList<Callable<Integer>>();
            for (var leases : new Leases[] {mine, others, elsewhere, mine, others, elsewhere}) {
                tasks.add(() -> {
                    int most = 0;
                    for (int round = 0; round < 60; round++) {
                        if (leases.acquire(GROUP, RUN)) {
                            held.incrementAndGet();
                            most = Math.max(most, inside.incrementAndGet());
                            assertThat(leases.stillHeld(GROUP, RUN)).isTrue();
                            inside.decrementAndGet();
                            leases.release(GROUP, RUN);
                        }
                    }
                    return most;
                });
            }
            for (var result : threads.invokeAll(tasks)) {
                assertThat(result.get()).isLessThanOrEqualTo(1);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(held).hasPositiveValue();
    }

    @Test
    void ofManyThatTakeOverASilentLeaseOneGetsIt() throws Exception {
        var threads = Executors.newFixedThreadPool(6);
        try {
            for (int round = 0; round < 15; round++) {
                database.write(jdbc -> jdbc.update("delete from group_lease"));
                try (var gone = new Leases(database)) {
                    gone.acquire(GROUP, RUN);
                    silence(31);
                    database.write(jdbc -> jdbc.update("update group_lease set owner_id = 'gone'"));
                }
                var tasks = new ArrayList<Callable<Boolean>>();
                for (int count = 0; count < 6; count++) {
                    tasks.add(() -> {
                        var leases = new Leases(database);
                        return leases.acquire(GROUP, RUN);
                    });
                }
                int holders = 0;
                for (var result : threads.invokeAll(tasks)) {
                    holders += result.get() ? 1 : 0;
                }
                assertThat(holders).isEqualTo(1);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private Instant heartbeat() {
        return database.read(
                jdbc -> jdbc.queryForObject("select heartbeat from group_lease", (row, at) -> time(row, "heartbeat")));
    }

    private void silence(int seconds) {
        database.write(jdbc -> jdbc.update(
                "update group_lease set heartbeat = ?", time(Instant.now().minusSeconds(seconds))));
    }
}
