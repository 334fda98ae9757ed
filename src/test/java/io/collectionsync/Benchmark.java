package io.collectionsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.BenchmarkTable.Line;
import io.collectionsync.LiveRuntime.Target;
import io.collectionsync.membership.Status;
import io.collectionsync.sandbox.Fault;
import io.collectionsync.sandbox.FaultKind;
import io.collectionsync.sandbox.SandboxDevice;
import io.collectionsync.sandbox.SandboxOptions;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How close the runtime comes to what quota and latency allow: {@code mvn -Pbenchmark verify}. Graph's real quota on a
 * clock that is {@code -Dbenchmark.speed} times as fast, answers after 50 to 150 ms of wall time, state database and
 * site database in the same process. The official SDK does the same job, as its documentation teaches it, on fewer members.
 */
class Benchmark {

    private static final int SPEED = Integer.getInteger("benchmark.speed", 10);
    /** For a look at a smaller scale: 100 is the whole. */
    private static final int PERCENT = Integer.getInteger("benchmark.percent", 100);
    private static final BenchmarkTable TABLE = new BenchmarkTable(SPEED);

    @TempDir
    Path home;

    @BeforeEach
    void collectGarbage(TestInfo test) {
        System.gc();
        pools().forEach(MemoryPoolMXBean::resetPeakUsage);
    }

    @AfterAll
    static void print() {
        TABLE.print();
    }

    @ParameterizedTest(name = "{0} % failing")
    @ValueSource(ints = {0, 2})
    void oneGroupFilled(int failing) {
        int members = 1_000 * PERCENT;
        try (var live = live(members)) {
            var target = live.target(1, members);
            measure(live, "1 group × " + members + " additions", failing, List.of(target), target.expected().size(), 0);
        }
    }

    @ParameterizedTest(name = "{0} % failing")
    @ValueSource(ints = {0, 2})
    void twentyGroupsFilled(int failing) {
        int members = 50 * PERCENT;
        try (var live = live(20 * members)) {
            var targets = twenty(live, members);
            int additions = targets.stream().mapToInt(target -> target.expected().size()).sum();
            measure(live, "20 groups × " + members + " additions", failing, targets, additions, 0);
        }
    }

    @ParameterizedTest(name = "{0} % failing")
    @ValueSource(ints = {0, 2})
    void manyRemovals(int failing) {
        int removals = 100 * PERCENT;
        try (var live = live(2 * removals)) {
            var target = live.target(removals + 1, 2 * removals);
            var present = new ArrayList<>(target.expected());
            present.addAll(devices(live, 1, removals));
            target.group().setMembers(present);
            measure(live, removals + " removals", failing, List.of(target), 0, present.size() - target.expected().size());
        }
    }

    @ParameterizedTest(name = "{0} % failing")
    @ValueSource(ints = {0, 2})
    void twentyGroupsChangedByOnePercent(int failing) {
        int members = 50 * PERCENT;
        try (var live = live(20 * members)) {
            var targets = twenty(live, members);
            live.apply();
            int half = members / 200;
            for (int i = 0; i < targets.size(); i++) {
                var present = new ArrayList<>(targets.get(i).expected());
                present.subList(0, half).clear();
                int next = (i + 1) % targets.size() * members + 1;
                present.addAll(devices(live, next, next + 4 * half).subList(0, half));
                targets.get(i).group().setMembers(present);
            }
            // the quota that the filling spent is back
            live.sandbox.graph().faults().setQuotaEnforced(false);
            measure(live, "20 groups × 1 % changed", failing, targets, 20 * half, 20 * half);
        }
    }

    @Test
    void theOfficialSdk() throws Exception {
        int members = 20 * PERCENT;
        try (var live = live(2 * members)) {
            new SdkPeer(live, TABLE).measure(devices(live, 1, 2 * members).subList(0, members));
        }
    }

    private LiveRuntime live(int devices) {
        var live = new LiveRuntime(SandboxOptions.defaults().withDevices(Math.max(400, devices + 100)).withClockSpeed(SPEED)
                .withLatency(Duration.ofMillis(50), Duration.ofMillis(150)), home, "graph.retry-delay = 1s",
                "graph.read-quota = 8000");
        live.sandbox.graph().faults().setShortestRetryAfter(Duration.ofSeconds(1));
        return live;
    }

    private static List<Target> twenty(LiveRuntime live, int members) {
        return IntStream.range(0, 20).mapToObj(i -> live.target(1 + i * members, (i + 1) * members)).toList();
    }

    private static List<UUID> devices(LiveRuntime live, int first, int last) {
        return IntStream.rangeClosed(first, last).mapToObj(live.sandbox.world()::device)
                .filter(device -> device.kind() == SandboxDevice.Kind.JOINED).map(SandboxDevice::objectId).toList();
    }

    private static void measure(LiveRuntime live, String name, int failing, List<Target> targets, int additions, int removals) {
        // classes are loaded, a token and connections are there: the state in which a schedule finds the runtime
        live.apply(live.target(devicesOf(live) - 90, devicesOf(live)));
        int pages = targets.stream().mapToInt(target -> Math.max(1, (target.group().size() + 998) / 999)).max().orElse(1);
        boolean known = live.engine().wiring().states.of(targets.get(0).group().id()).isPresent();
        int resolved = known ? 0 : targets.stream().mapToInt(target -> target.expected().size()).max().orElse(0);
        fail(live, failing);
        live.sandbox.graph().counters().reset();
        long begin = System.nanoTime();
        var report = live.apply(targets.toArray(Target[]::new));
        double seconds = (System.nanoTime() - begin) / 1e9;
        live.sandbox.graph().faults().clear();
        var counters = live.sandbox.graph().counters();
        var bound = new LowerBound(SPEED, targets.size(), resolved, pages, additions, removals);
        TABLE.add(new Line(name + (failing == 0 ? "" : ", " + failing + " % failing"), additions + removals,
                counters.requests(), counters.writesSpent(), seconds, bound.seconds(), bound.binding(), heap()));
        if (failing == 0) {
            assertThat(report.status()).isEqualTo(Status.SUCCESS);
        }
        targets.forEach(target -> assertThat(target.group().members()).isEqualTo(target.expected()));
        assertThat(live.sandbox.graph().violations()).isEmpty();
        assertThat(counters.earlyRetries()).isZero();
    }

    private static int devicesOf(LiveRuntime live) {
        return live.sandbox.site().devices();
    }

    /** Half of the failing requests were carried out and half not. */
    private static void fail(LiveRuntime live, int percent) {
        if (percent > 0) {
            var faults = live.sandbox.graph().faults();
            faults.inject(Fault.of(FaultKind.RESET_AFTER).on("*", ".*").chance(percent / 200.0, 1));
            faults.inject(Fault.of(FaultKind.ERROR_BEFORE).on("*", ".*").status(500).chance(percent / 200.0, 2));
        }
    }

    private static long heap() {
        return pools().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum() >> 20;
    }

    private static Collection<MemoryPoolMXBean> pools() {
        return ManagementFactory.getMemoryPoolMXBeans().stream().filter(pool -> pool.getType() == MemoryType.HEAP).toList();
    }
}
