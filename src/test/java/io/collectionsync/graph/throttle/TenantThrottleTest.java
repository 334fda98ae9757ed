package io.collectionsync.graph.throttle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.collectionsync.graph.GraphAnswer;
import io.collectionsync.graph.GraphCall;
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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The pace of one tenant. */
public class TenantThrottleTest {

    private static final GraphAnswer WRITES_SPENT = new GraphAnswer(
            429, Map.of("Retry-After", "0.001", "x-ms-throttle-information", "WriteLimitExceeded"), "", null);

    private final ExecutorService workers = Executors.newFixedThreadPool(8);
    private final TestClock still = new TestClock();

    @AfterEach
    void stopWorkers() {
        workers.shutdownNow();
    }

    @Test
    void theQuotaIsNeverExceeded() throws Exception {
        var window = Duration.ofMillis(400);
        var gate = gate(100, window, Clock.systemUTC());
        var begin = System.nanoTime();
        var times = together(8, () -> {
                    var admitted = new ArrayList<Long>();
                    for (int i = 0; i < 5; i++) {
                        gate.admit(writes(5));
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
        var gate = gate(4, Duration.ofMillis(60), Clock.systemUTC());
        long begin = System.nanoTime();
        gate.admit(writes(12));

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(100));
    }

    @Test
    void nobodyPassesBeforeThePauseIsOverAndNotAllInOneInstant() throws Exception {
        var gate = gate(100_000, Duration.ofSeconds(1), Clock.systemUTC());
        gate.pause(Duration.ofMillis(150));
        var until = gate.pausedUntil();
        var passed = together(8, () -> {
            gate.admit(writes(1));
            return Instant.now();
        });

        assertThat(passed).allMatch(until::isBefore);
        assertThat(Duration.between(Collections.min(passed), Collections.max(passed)))
                .isGreaterThan(Duration.ofMillis(5));
    }

    @Test
    void aPauseThatGrowsMeanwhileIsWaitedForToo() throws Exception {
        var gate = gate(100_000, Duration.ofSeconds(1), Clock.systemUTC());
        gate.pause(Duration.ofMillis(100));
        Future<Instant> passing = workers.submit(() -> {
            gate.admit(writes(1));
            return Instant.now();
        });
        gate.pause(Duration.ofMillis(400));

        assertThat(passing.get()).isAfter(gate.pausedUntil());
    }

    @Test
    void aClosedGateWakesEverybodyWhoWaits() {
        var gate = gate(100_000, Duration.ofSeconds(1), Clock.systemUTC());
        gate.pause(Duration.ofHours(1));
        var thread = new Thread[1];
        Future<?> waiting = workers.submit(() -> {
            thread[0] = Thread.currentThread();
            gate.admit(writes(1));
            return null;
        });
        Awaitility.await().until(() -> thread[0] != null && thread[0].getState() == Thread.State.TIMED_WAITING);
        gate.close();

        assertThatThrownBy(waiting::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(RuntimeStopping.class);
        assertThatThrownBy(() -> gate.admit(writes(1))).isInstanceOf(RuntimeStopping.class);
    }

    @Test
    void aPauseOnlyGrows() {
        var gate = gate(100, Duration.ofSeconds(1), still);
        gate.pause(Duration.ofSeconds(30));
        gate.pause(Duration.ofSeconds(3));

        assertThat(pause(gate)).isEqualTo(Duration.ofSeconds(30));
        gate.pause(Duration.ofSeconds(31));
        assertThat(pause(gate)).isEqualTo(Duration.ofSeconds(31));
    }

    @Test
    void anUntoldPauseDoublesUpToItsBoundAndBeginsSmallAgainAfterAGoodAnswer() {
        var gate = gate(100, Duration.ofSeconds(1), still);
        var pauses = new ArrayList<Long>();
        for (int i = 0; i < 9; i++) {
            gate.pause(null);
            gate.pause(null);
            pauses.add(pause(gate).toSeconds());
            gate.clear();
            still.move(pause(gate));
        }
        assertThat(pauses).startsWith(2L, 4L, 8L, 16L).last().isEqualTo(150L);

        gate.clear();
        gate.pause(null);
        assertThat(pause(gate)).isEqualTo(Duration.ofSeconds(2));
    }

    public static TenantThrottle gate(int writes, Duration window, Clock clock) {
        return new TenantThrottle(
                new TenantThrottle.Quota(writes, window, 3_500, Duration.ofSeconds(10), Duration.ofSeconds(2)), clock);
    }

    private Duration pause(TenantThrottle gate) {
        return Duration.between(still.instant(), gate.pausedUntil());
    }

    @Test
    void writesCountAsLongAsTheWindowLasts() throws Exception {
        var gate = gate(1000, Duration.ofDays(1), Clock.systemUTC());
        assertThat(gate.writesInWindow()).isZero();
        gate.admit(writes(20));
        gate.admit(writes(5));

        assertThat(gate.writesInWindow()).isEqualTo(25);
    }

    @Test
    void aPassIsOvertakenByAPauseThatBeginsAfterIt() throws Exception {
        var gate = gate(1000, Duration.ofDays(1), Clock.systemUTC());
        gate.pause(Duration.ofMillis(1));
        var pass = gate.admit(writes(20));
        assertThat(gate.isOvertaken(pass)).isFalse();

        gate.pause(Duration.ofMillis(1));
        assertThat(gate.isOvertaken(pass)).isTrue();
        gate.giveBack(pass);

        assertThat(gate.isOvertaken(gate.admit(writes(20)))).isFalse();
        assertThat(gate.writesInWindow()).as("counted once").isEqualTo(20);
    }

    @Test
    void whatAThrottledBucketHadReservedIsNotGivenBack() throws Exception {
        var gate = gate(1000, Duration.ofDays(1), Clock.systemUTC());
        var pass = gate.admit(writes(20));
        gate.throttled(List.of(WRITES_SPENT));
        gate.giveBack(pass);

        assertThat(gate.writesInWindow())
                .as("990, and the margin, for Graph's bucket is empty")
                .isEqualTo(1000);
    }

    @Test
    void afterThrottlingTheGateStaysBehindGraphsBucket() throws Exception {
        var gate = gate(1000, Duration.ofSeconds(20), Clock.systemUTC());
        long begin = System.nanoTime();
        gate.throttled(List.of(WRITES_SPENT));
        gate.admit(writes(10));

        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .as("10 writes and a margin of 10, 20 ms each")
                .isGreaterThan(Duration.ofMillis(380));
    }

    @Test
    void aBucketThatGraphNamesInAPauseIsEmptiedOnce() {
        var gate = gate(1000, Duration.ofDays(1), Clock.systemUTC());
        gate.pause(Duration.ofHours(1));
        gate.throttled(List.of(WRITES_SPENT));
        gate.throttled(List.of(WRITES_SPENT));

        assertThat(gate.writesInWindow()).isEqualTo(1000);
    }

    @Test
    void aPauseOfThisProcessThatComesBackALittleLongerHoldsNobodyUpAgain() throws Exception {
        var gate = gate(1000, Duration.ofDays(1), Clock.systemUTC());
        gate.pause(Duration.ofMillis(1));
        var pass = gate.admit(writes(1));
        gate.join(Duration.ofMillis(100));
        assertThat(gate.isOvertaken(pass)).isFalse();

        gate.join(Duration.ofMinutes(1));
        assertThat(gate.isOvertaken(pass)).isTrue();
        assertThat(gate.pauseLeft()).isBetween(Duration.ofSeconds(50), Duration.ofMinutes(1));
    }

    @Test
    void aPatchWhoseHeaderSaysOneDoesNotHideThatWritesRunOutEarly() throws Exception {
        var gate = gate(50, Duration.ofSeconds(10), Clock.systemUTC());
        for (int i = 0; i < 2; i++) {
            Awaitility.await()
                    .until(() ->
                            gate.writesInWindow() < 49 && gate.pausedUntil().isBefore(Instant.now()));
            gate.learn(20, new GraphAnswer(204, Map.of("x-ms-resource-unit", "1"), "", null));
            gate.throttled(List.of(WRITES_SPENT));
        }
        gate.learn(20, new GraphAnswer(204, Map.of("x-ms-resource-unit", "1"), "", null));

        var patches = IntStream.range(0, 10).boxed().collect(Collectors.toMap(String::valueOf, part -> 20));
        workers.submit(() -> {
            gate.admit(GraphCall.batch("contoso", "{}", 0, 0, patches));
            return null;
        });
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(gate.writesInWindow()).as("70 of them").isGreaterThan(60));
        gate.close();
    }

    @Test
    void aHeaderThatCannotBeACostHoldsNobodyUp() throws Exception {
        var gate = gate(3_000, Duration.ofDays(1), Clock.systemUTC());
        gate.learn(20, new GraphAnswer(204, Map.of("x-ms-resource-unit", "2000000000"), "", null));

        gate.admit(GraphCall.batch("contoso", "{}", 0, 0, Map.of("1", 20)));
        assertThat(gate.writesInWindow()).isEqualTo(39);
    }

    private static GraphCall writes(int writes) {
        return GraphCall.batch("contoso", "{}", 0, writes, Map.of());
    }

    private <T> List<T> together(int threads, Callable<T> task) throws Exception {
        var results = new ArrayList<T>();
        for (var result : workers.invokeAll(Collections.nCopies(threads, task))) {
            results.add(result.get());
        }
        return results;
    }
}
