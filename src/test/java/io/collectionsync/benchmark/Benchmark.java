package io.collectionsync.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.benchmark.BenchmarkTable.Line;
import io.collectionsync.membership.Status;
import io.collectionsync.sandbox.Fault;
import io.collectionsync.sandbox.FaultKind;
import io.collectionsync.sandbox.SandboxDevice;
import io.collectionsync.sandbox.SandboxOptions;
import io.collectionsync.testkit.LiveRuntime;
import io.collectionsync.testkit.LiveRuntime.Target;
import io.collectionsync.testkit.RuntimeProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How close the runtime comes to what quota and latency allow: {@code mvn -Pbenchmark verify}. Graph's real quota on a
 * clock that is {@code -Dbenchmark.speed} times as fast, answers after 50 to 150 ms of wall time. The runtime has a
 * process of its own with {@code -Dbenchmark.heap} MB, its state database in it; sandbox and site database are in this
 * one. One unmeasured run warms its JVM, for a service is warm. Then the official SDK does the like, as its
 * documentation teaches it.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class Benchmark {

    private static final double SPEED = Double.parseDouble(System.getProperty("benchmark.speed", "3"));
    /** For a look at a smaller scale: 100 is the whole. */
    private static final int PERCENT = Integer.getInteger("benchmark.percent", 100);

    private static final int HEAP = Integer.getInteger("benchmark.heap", 512);
    private static final BenchmarkTable TABLE = new BenchmarkTable(SPEED, HEAP);
    private static final Duration SHORTEST = Duration.ofMillis(50);
    private static final Duration LONGEST = Duration.ofMillis(150);

    private static final Duration WARM_UP = Duration.ofSeconds(Integer.getInteger("benchmark.warm-up", 120));

    private static RuntimeProcess runtime;

    @TempDir
    Path home;

    /**
     * Until its compiler has done with it: a service that has run for a day is warm. Many groups are changed, and one is
     * filled with devices that are new each time.
     */
    @BeforeAll
    static void warmUp(@TempDir Path warm) {
        runtime = new RuntimeProcess(HEAP, Path.of("target/benchmark-runtime.log"));
        var options = SandboxOptions.defaults().withDevices(260_000).withQuota(false);
        try (var live = new LiveRuntime(options, warm, "graph.write-quota = 1000000", "graph.read-quota = 1000000")) {
            var targets = IntStream.range(0, 20)
                    .mapToObj(i -> live.target(1 + i * 1_000, (i + 1) * 1_000))
                    .toList();
            var moving = live.target(1, 1);
            long end = System.nanoTime() + WARM_UP.toNanos();
            for (int first = 20_001; System.nanoTime() < end && first < 240_000; first += 20_000) {
                runtime.open(warm);
                moving.group().setMembers(List.of());
                moving.add(first, first + 19_999);
                runtime.apply(List.of());
                targets.forEach(target -> target.group().setMembers(devices(live, 1, 300)));
            }
        }
    }

    @AfterAll
    static void print() {
        runtime.close();
        TABLE.print();
    }

    @Order(1)
    @ParameterizedTest(name = "{0} % failing")
    @ValueSource(ints = {0, 2})
    void oneGroupFilled(int failing) {
        int members = 1_000 * PERCENT;
        try (var live = live(members)) {
            var targets = List.of(live.target(1, number(live, members)));
            measure(
                    live,
                    "1 group × " + members + " additions",
                    failing,
                    targets,
                    new LowerBound.Work(1, members, 1, members, 0));
        }
    }

    @Order(2)
    @ParameterizedTest(name = "{0} % failing")
    @ValueSource(ints = {0, 2})
    void twentyGroupsFilled(int failing) {
        int members = 50 * PERCENT;
        try (var live = live(20 * members)) {
            measure(
                    live,
                    "20 groups × " + members + " additions",
                    failing,
                    twenty(live, members),
                    new LowerBound.Work(20, members, 1, 20 * members, 0));
        }
    }

    @Order(3)
    @ParameterizedTest(name = "{0} % failing")
    @ValueSource(ints = {0, 2})
    void manyRemovals(int failing) {
        int removals = 100 * PERCENT;
        try (var live = live(2 * removals)) {
            var target = live.target(number(live, removals) + 1, number(live, 2 * removals));
            target.group().setMembers(devices(live, 1, number(live, 2 * removals)));
            measure(
                    live,
                    removals + " removals",
                    failing,
                    List.of(target),
                    new LowerBound.Work(1, 2 * removals, pages(2 * removals), 0, removals));
        }
    }

    @Order(4)
    @ParameterizedTest(name = "{0} % failing")
    @ValueSource(ints = {0, 2})
    void twentyGroupsChangedByOnePercent(int failing) {
        int members = 50 * PERCENT;
        try (var live = live(20 * members)) {
            var targets = twenty(live, members);
            targets.forEach(target -> target.group().setMembers(target.expected()));
            runtime.open(home);
            runtime.apply(names(targets));
            int half = members / 200;
            for (int i = 0; i < targets.size(); i++) {
                var present = new ArrayList<>(targets.get(i).expected());
                present.subList(0, half).clear();
                present.addAll(targets.get((i + 1) % targets.size()).expected().stream()
                        .limit(half)
                        .toList());
                targets.get(i).group().setMembers(present);
            }
            measure(
                    live,
                    "20 groups × 1 % changed",
                    failing,
                    targets,
                    new LowerBound.Work(20, 0, pages(members), 20 * half, 20 * half));
        }
    }

    @Order(5)
    @Test
    void theOfficialSdk() throws Exception {
        int members = 50 * PERCENT;
        try (var live = live(members)) {
            new SdkPeer(live, TABLE).measure(devices(live, 1, number(live, members)));
        }
    }

    private LiveRuntime live(int members) {
        var live = new LiveRuntime(
                SandboxOptions.defaults()
                        .withDevices(members * 13 / 10 + 400)
                        .withClockSpeed(SPEED)
                        .withLatency(SHORTEST, LONGEST),
                home,
                "graph.retry-delay = 250ms");
        live.sandbox.graph().faults().setShortestRetryAfter(Duration.ofSeconds(1));
        return live;
    }

    private static List<Target> twenty(LiveRuntime live, int members) {
        return IntStream.range(0, 20)
                .mapToObj(i -> live.target(number(live, i * members) + 1, number(live, (i + 1) * members)))
                .toList();
    }

    /** @return the number of the device with which so many plain ones are complete */
    private static int number(LiveRuntime live, int plain) {
        int number = 0;
        for (int left = plain; left > 0; number++) {
            left -= live.sandbox.world().device(number + 1).kind() == SandboxDevice.Kind.JOINED ? 1 : 0;
        }
        return number;
    }

    private static List<UUID> devices(LiveRuntime live, int first, int last) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(live.sandbox.world()::device)
                .filter(device -> device.kind() == SandboxDevice.Kind.JOINED)
                .map(SandboxDevice::objectId)
                .toList();
    }

    private static int pages(int members) {
        return (members + 998) / 999;
    }

    private static List<String> names(List<Target> targets) {
        return targets.stream().map(Target::name).toList();
    }

    private void measure(LiveRuntime live, String name, int failing, List<Target> targets, LowerBound.Work work) {
        // a token and connections are there, as a schedule finds them
        var first = live.target(
                live.sandbox.site().devices() - 90, live.sandbox.site().devices());
        runtime.open(home);
        runtime.apply(List.of(first.name()));
        fail(live, failing);
        var counters = live.sandbox.graph().counters();
        counters.reset();
        var done = runtime.apply(names(targets));
        live.sandbox.graph().faults().clear();
        var bound = new LowerBound(SPEED, work);
        TABLE.add(new Line(
                name + (failing == 0 ? "" : ", " + failing + " % failing"),
                work.additions() + work.removals(),
                0,
                counters.requests(),
                counters.writesSpent(),
                done.seconds(),
                bound.seconds(),
                bound.binding(),
                done.cpu(),
                done.heap()));
        if (failing == 0) {
            assertThat(done.status()).isEqualTo(Status.SUCCESS.word());
        }
        targets.forEach(target -> assertThat(target.group().members()).isEqualTo(target.expected()));
        assertThat(live.sandbox.graph().violations()).isEmpty();
        assertThat(counters.earlyRetries()).isZero();
    }

    /** Half of the failing requests were carried out and half not. */
    private static void fail(LiveRuntime live, int percent) {
        if (percent > 0) {
            var faults = live.sandbox.graph().faults();
            faults.inject(Fault.of(FaultKind.RESET_AFTER).on("*", ".*").chance(percent / 200.0, 1));
            faults.inject(
                    Fault.of(FaultKind.ERROR_BEFORE).on("*", ".*").status(500).chance(percent / 200.0, 2));
        }
    }
}
