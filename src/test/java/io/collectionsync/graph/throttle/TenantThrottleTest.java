package io.collectionsync.graph.throttle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The pace of one tenant. */
public class TenantThrottleTest {

    private static final Map<String, String> WRITES_SPENT = Map.of("x-ms-throttle-information", "WriteLimitExceeded");

    private final ExecutorService workers = Executors.newFixedThreadPool(8);
    private final TestClock still = new TestClock();

    @AfterEach
    void stopWorkers() {
        workers.shutdownNow();
    }

    @Test
    void theQuotaIsNeverExceeded() throws Exception {
        var window = Duration.ofMillis(400);
        var tenant = throttle(100, window, Clock.systemUTC());
        var begin = System.nanoTime();
        var times = together(8, () -> {
                    var admitted = new ArrayList<Long>();
                    for (int i = 0; i < 5; i++) {
                        tenant.acquire(writes(5));
                        admitted.add(System.nanoTime() - begin);
                    }
                    return admitted;
                })
                .stream()
                .flatMap(List::stream)
                .sorted()
                .toList();

        for (int i = 0; i < times.size(); i++) {
            long writes = (i + 1) * 5L;
            long allowed = 99 + Math.round(100.0 * times.get(i) / window.toNanos());
            assertThat(writes).isLessThanOrEqualTo(allowed + 1);
        }
        assertThat(times).hasSize(40);
    }

    @Test
    void aBatchLargerThanTheQuotaPassesAndTheNextOneWaits() throws Exception {
        var tenant = throttle(4, Duration.ofMillis(60), Clock.systemUTC());
        long begin = System.nanoTime();
        tenant.acquire(writes(12));

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(100));
    }

    @Test
    void nobodyPassesBeforeThePauseIsOverAndNotAllInOneInstant() throws Exception {
        var tenant = throttle(100_000, Duration.ofSeconds(1), Clock.systemUTC());
        tenant.throttle(Duration.ofMillis(150));
        var until = tenant.throttledUntil();
        var passed = together(8, () -> {
            tenant.acquire(writes(1));
            return Instant.now();
        });

        assertThat(passed).allMatch(until::isBefore);
        assertThat(Duration.between(Collections.min(passed), Collections.max(passed)))
                .isGreaterThan(Duration.ofMillis(5));
    }

    @Test
    void aPauseThatGrowsMeanwhileIsWaitedForToo() throws Exception {
        var tenant = throttle(100_000, Duration.ofSeconds(1), Clock.systemUTC());
        tenant.throttle(Duration.ofMillis(100));
        Future<Instant> passing = workers.submit(() -> {
            tenant.acquire(writes(1));
            return Instant.now();
        });
        tenant.throttle(Duration.ofMillis(400));

        assertThat(passing.get()).isAfter(tenant.throttledUntil());
    }

    @Test
    void aClosedGateWakesEverybodyWhoWaits() {
        var tenant = throttle(100_000, Duration.ofSeconds(1), Clock.systemUTC());
        tenant.throttle(Duration.ofHours(1));
        var thread = new Thread[1];
        Future<?> waiting = workers.submit(() -> {
            thread[0] = Thread.currentThread();
            tenant.acquire(writes(1));
            return null;
        });
        Awaitility.await().until(() -> thread[0] != null && thread[0].getState() == Thread.State.TIMED_WAITING);
        tenant.close();

        assertThatThrownBy(waiting::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(RuntimeStopping.class);
        assertThatThrownBy(() -> tenant.acquire(writes(1))).isInstanceOf(RuntimeStopping.class);
    }

    @Test
    void aPauseOnlyGrows() {
        var tenant = throttle(100, Duration.ofSeconds(1), still);
        tenant.throttle(Duration.ofSeconds(30));
        tenant.throttle(Duration.ofSeconds(3));

        assertThat(wait(tenant)).isEqualTo(Duration.ofSeconds(30));
        tenant.throttle(Duration.ofSeconds(31));
        assertThat(wait(tenant)).isEqualTo(Duration.ofSeconds(31));
    }

    @Test
    void anUntoldPauseDoublesUpToItsBoundAndBeginsSmallAgainAfterAGoodAnswer() {
        var tenant = throttle(100, Duration.ofSeconds(1), still);
        var pauses = new ArrayList<Long>();
        for (int i = 0; i < 9; i++) {
            tenant.throttle(null);
            tenant.throttle(null);
            pauses.add(wait(tenant).toSeconds());
            tenant.clear();
            still.move(wait(tenant));
        }
        assertThat(pauses).startsWith(2L, 4L, 8L, 16L).last().isEqualTo(150L);

        tenant.clear();
        tenant.throttle(null);
        assertThat(wait(tenant)).isEqualTo(Duration.ofSeconds(2));
    }

    public static TenantThrottle throttle(int writes, Duration window, Clock clock) {
        return new TenantThrottle(
                new TenantThrottle.Quota(writes, window, 3_500, Duration.ofSeconds(10), Duration.ofSeconds(2)), clock);
    }

    private Duration wait(TenantThrottle tenant) {
        return Duration.between(still.instant(), tenant.throttledUntil());
    }

    @Test
    void writesCountAsLongAsTheWindowLasts() throws Exception {
        var tenant = throttle(1000, Duration.ofDays(1), Clock.systemUTC());
        assertThat(tenant.writesInWindow()).isZero();
        tenant.acquire(writes(20));
        tenant.acquire(writes(5));

        assertThat(tenant.writesInWindow()).isEqualTo(25);
    }

    @Test
    void aPassIsOvertakenByAPauseThatBeginsAfterIt() throws Exception {
        var tenant = throttle(1000, Duration.ofDays(1), Clock.systemUTC());
        tenant.throttle(Duration.ofMillis(1));
        var slot = tenant.acquire(writes(20));
        assertThat(tenant.isOvertaken(slot)).isFalse();

        tenant.throttle(Duration.ofMillis(1));
        assertThat(tenant.isOvertaken(slot)).isTrue();
        tenant.release(slot);

        assertThat(tenant.isOvertaken(tenant.acquire(writes(20)))).isFalse();
        assertThat(tenant.writesInWindow()).as("counted once").isEqualTo(20);
    }

    @Test
    void whatAThrottledBucketHadReservedIsNotGivenBack() throws Exception {
        var tenant = throttle(1000, Duration.ofDays(1), Clock.systemUTC());
        var slot = tenant.acquire(writes(20));
        tenant.throttled(List.of(WRITES_SPENT));
        tenant.release(slot);

        assertThat(tenant.writesInWindow())
                .as("990, and the margin, for Graph's bucket is empty")
                .isEqualTo(1000);
    }

    @Test
    void afterThrottlingTheGateStaysBehindGraphsBucket() throws Exception {
        var tenant = throttle(1000, Duration.ofSeconds(20), Clock.systemUTC());
        long begin = System.nanoTime();
        tenant.throttled(List.of(WRITES_SPENT));
        tenant.acquire(writes(10));

        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .as("10 writes and a margin of 10, 20 ms each")
                .isGreaterThan(Duration.ofMillis(380));
    }

    @Test
    void aBucketThatGraphNamesInAPauseIsEmptiedOnce() {
        var tenant = throttle(1000, Duration.ofDays(1), Clock.systemUTC());
        tenant.throttle(Duration.ofHours(1));
        tenant.throttled(List.of(WRITES_SPENT));
        tenant.throttled(List.of(WRITES_SPENT));

        assertThat(tenant.writesInWindow()).isEqualTo(1000);
    }

    @Test
    void aPauseOfThisProcessThatComesBackALittleLongerHoldsNobodyUpAgain() throws Exception {
        var tenant = throttle(1000, Duration.ofDays(1), Clock.systemUTC());
        tenant.throttle(Duration.ofMillis(1));
        var slot = tenant.acquire(writes(1));
        tenant.join(Duration.ofMillis(100));
        assertThat(tenant.isOvertaken(slot)).isFalse();

        tenant.join(Duration.ofMinutes(1));
        assertThat(tenant.isOvertaken(slot)).isTrue();
        assertThat(tenant.timeLeft()).isBetween(Duration.ofSeconds(50), Duration.ofMinutes(1));
    }

    @Test
    void aPatchWhoseHeaderSaysOneDoesNotHideThatWritesRunOutEarly() throws Exception {
        var tenant = throttle(50, Duration.ofSeconds(10), Clock.systemUTC());
        for (int i = 0; i < 2; i++) {
            Awaitility.await()
                    .until(() -> tenant.writesInWindow() < 49
                            && tenant.throttledUntil().isBefore(Instant.now()));
            tenant.learn(20, Map.of("x-ms-resource-unit", "1"));
            tenant.throttled(List.of(WRITES_SPENT));
        }
        tenant.learn(20, Map.of("x-ms-resource-unit", "1"));

        workers.submit(() -> {
            tenant.acquire(new Cost(0, 0, Collections.nCopies(10, 20)));
            return null;
        });
        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(tenant.writesInWindow()).as("70 of them").isGreaterThan(60));
        tenant.close();
    }

    @Test
    void aHeaderThatCannotBeACostHoldsNobodyUp() throws Exception {
        var tenant = throttle(3_000, Duration.ofDays(1), Clock.systemUTC());
        tenant.learn(20, Map.of("x-ms-resource-unit", "2000000000"));

        tenant.acquire(new Cost(0, 0, List.of(20)));
        assertThat(tenant.writesInWindow()).isEqualTo(39);
    }

    private static Cost writes(int writes) {
        return new Cost(0, writes, List.of());
    }

    private <T> List<T> together(int threads, Callable<T> task) throws Exception {
        var results = new ArrayList<T>();
        for (var result : workers.invokeAll(Collections.nCopies(threads, task))) {
            results.add(result.get());
        }
        return results;
    }
}
