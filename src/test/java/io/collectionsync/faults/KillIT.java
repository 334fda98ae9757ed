package io.collectionsync.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.collectionsync.sandbox.SandboxOptions;
import io.collectionsync.state.ChangeRow;
import io.collectionsync.state.Changes;
import io.collectionsync.state.Runs;
import io.collectionsync.testkit.ChildRuntime;
import io.collectionsync.testkit.LiveRuntime;
import io.collectionsync.testkit.LiveRuntime.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real process, killed in the middle of its work again and again, and two of them at once on one home. */
class KillIT {

    private static final int KILLS = 6;
    /** A process that ends before it could be killed costs a round; so many never do. */
    private static final int MOST_ROUNDS = 12;

    private static final String EVERY_SECOND = "schedule.cron = 0/1 * * * * ?";
    private static final String EVERY_OTHER_SECOND = "schedule.cron = 0/2 * * * * ?";

    @TempDir
    Path home;

    private final Random random = new Random(7);
    private final List<Process> children = new ArrayList<>();
    private LiveRuntime live;

    @AfterEach
    void stop() {
        children.forEach(Process::destroyForcibly);
        if (live != null) {
            live.close();
        }
    }

    /** The same 200 times: {@code KilledRunsIT}. */
    @Test
    void aProcessThatIsKilledLosesNoChangeAndReportsNoRunThatDidNotFinish() throws Exception {
        try (var runs = new KilledRuns(home)) {
            while (runs.atWork() < KILLS) {
                assertThat(runs.rounds())
                        .as("kills, and few meet a run at work")
                        .isLessThan(MOST_ROUNDS);
                if (runs.rounds() % 4 == 3) {
                    runs.killAmongReads();
                } else {
                    runs.killAfterACommit();
                }
            }
            assertThat(runs.inFlight())
                    .as("kills that met changes on their way")
                    .isPositive();
            runs.requireThatNothingWasLost();
        }
    }

    @Test
    void twoProcessesOnOneHomeNeverWriteOneGroupAtOnce() throws Exception {
        live = new LiveRuntime(
                SandboxOptions.defaults().withDevices(1_500).withLatency(Duration.ofMillis(20), Duration.ofMillis(60)),
                home,
                EVERY_OTHER_SECOND);
        live.sandbox.graph().faults().setQuotaEnforced(false);
        var targets = List.of(live.target(1, 500), live.target(401, 900));
        start("run");
        scrambleAndAwaitRepair(targets);
        // this one alone begins runs in the seconds between, or the first could be the faster one each time
        live.set(EVERY_SECOND);
        start("run");

        for (int round = 0; round < 6 || round < 30 && !bothHaveWritten(targets); round++) {
            scrambleAndAwaitRepair(targets);
        }

        assertThat(children).allMatch(Process::isAlive);
        children.forEach(Process::destroy);
        for (var child : children) {
            assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(targets).allSatisfy(target -> {
            var counters = live.sandbox.graph().counters();
            // a process has one token: more would be told apart as if they were processes
            assertThat(counters.writers(target.group().id()))
                    .as("processes that wrote")
                    .isEqualTo(2);
            assertThat(counters.mostParallelWriters(target.group().id()))
                    .as("at once")
                    .isEqualTo(1);
            var spans = writing(target);
            assertThat(spans).isNotEmpty();
            for (int i = 1; i < spans.size(); i++) {
                assertThat(spans.get(i).first())
                        .as("one writer at a time")
                        .isAfter(spans.get(i - 1).last());
            }
        });
    }

    private void scrambleAndAwaitRepair(List<Target> targets) {
        scramble(targets);
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> targets.stream()
                        .allMatch(target -> target.group().members().equals(target.expected())));
    }

    private void start(String... command) throws IOException {
        children.add(ChildRuntime.start(home, "child-" + children.size(), command));
    }

    /** Each round finds work to do in every group, additions and removals. */
    private void scramble(List<Target> targets) {
        for (var target : targets) {
            var members = new ArrayList<>(target.expected());
            Collections.shuffle(members, random);
            var present = new ArrayList<>(members.subList(0, members.size() / 2));
            present.addAll(live.objects(1_401, 1_480));
            target.group().setMembers(present);
        }
    }

    private boolean bothHaveWritten(List<Target> targets) {
        return targets.stream()
                .allMatch(target ->
                        live.sandbox.graph().counters().writers(target.group().id()) > 1);
    }

    /** From when to when a run recorded what it had written. */
    private record Span(Instant first, Instant last) {}

    /** @return when each run wrote the group, in the order in which they began to */
    private List<Span> writing(Target target) {
        var state = live.engine().wiring().state;
        var changes = new Changes(state);
        return new Runs(state)
                .list(1_000).stream()
                        .map(run -> changes.ofRun(run.id()).stream()
                                .filter(row -> row.group().equals(target.group().id()))
                                .map(ChangeRow::time)
                                .sorted()
                                .toList())
                        .filter(times -> !times.isEmpty())
                        .map(times -> new Span(times.get(0), times.get(times.size() - 1)))
                        .sorted(Comparator.comparing(Span::first))
                        .toList();
    }
}
