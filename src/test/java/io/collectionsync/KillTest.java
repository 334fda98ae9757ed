package io.collectionsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.collectionsync.LiveRuntime.Target;
import io.collectionsync.membership.Status;
import io.collectionsync.record.ChangeRow;
import io.collectionsync.record.Changes;
import io.collectionsync.record.RunSummary;
import io.collectionsync.record.Runs;
import io.collectionsync.sandbox.SandboxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real process, killed in the middle of its work again and again: the next run goes on where it stood. */
class KillTest {

    private static final int KILLS = 20;
    private static final String EVERY_SECOND = "schedule.cron = 0/1 * * * * ?";

    @TempDir
    Path home;
    private final Random random = new Random(7);
    private final List<Process> children = new ArrayList<>();
    private LiveRuntime live;

    @AfterEach
    void stop() {
        children.forEach(Process::destroyForcibly);
        live.close();
    }

    @Test
    void aProcessThatIsKilledLosesNoChangeAndReportsNoRunThatDidNotFinish() throws Exception {
        live = new LiveRuntime(SandboxOptions.defaults().withDevices(1_500)
                .withLatency(Duration.ofMillis(10), Duration.ofMillis(40)), home);
        live.sandbox.graph().faults().setQuotaEnforced(false);
        var targets = List.of(live.target(1, 700), live.target(500, 1_000), live.target(900, 1_400));
        int inTheMiddle = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            scramble(targets);
            inTheMiddle += killSoon() ? 1 : 0;
        }
        assertThat(inTheMiddle).as("kills that met a run at work").isGreaterThan(KILLS / 2);

        var report = live.apply();

        assertThat(report.status()).as(report.toString()).isEqualTo(Status.SUCCESS);
        targets.forEach(target -> assertThat(target.group().members()).isEqualTo(target.expected()));
        assertThat(live.sandbox.graph().violations()).isEmpty();
        assertThat(live.engine().wiring().deadLetters.countOpen()).isZero();
        recordsAgree(inTheMiddle);
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

    /** @return whether the process was writing when it died */
    private boolean killSoon() throws Exception {
        var counters = live.sandbox.graph().counters();
        counters.reset();
        var child = start("apply");
        int requests = 1 + random.nextInt(30);
        try {
            await().pollInterval(Duration.ofMillis(2)).atMost(Duration.ofMinutes(2))
                    .until(() -> counters.requests() >= requests || !child.isAlive());
        } catch (ConditionTimeoutException stuck) {
            throw new AssertionError("after " + counters.requests() + " requests: "
                    + Files.readString(home.resolve("child-" + (children.size() - 1) + ".log")), stuck);
        }
        await().pollDelay(Duration.ofMillis(random.nextInt(20))).until(() -> true);
        boolean alive = child.isAlive();
        child.destroyForcibly();
        assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return alive;
    }

    private Process start(String... command) throws IOException {
        var child = ChildRuntime.start(home, "child-" + children.size(), command);
        children.add(child);
        return child;
    }

    /** Every run that was killed is Interrupted; what is recorded as applied was asked for; the last run finished. */
    private void recordsAgree(int killed) {
        var state = live.engine().wiring().state;
        var runs = new Runs(state).list(1_000);
        assertThat(runs.get(0).status()).isEqualTo(Status.SUCCESS.word());
        assertThat(runs.stream().skip(1).map(RunSummary::status))
                .doesNotContain(Status.IN_PROGRESS.word())
                // a process may still be alive after its run: such a kill interrupts nothing
                .filteredOn(RunSummary.INTERRUPTED::equals).hasSizeBetween(KILLS / 2, killed);
        runs.stream().filter(run -> run.status().equals(RunSummary.INTERRUPTED))
                .forEach(run -> assertThat(run.ended()).isNull());
        for (var run : runs) {
            var changes = new Changes(state).ofRun(run.id()).stream().map(row -> row.group() + " " + row.outcome().change())
                    .toList();
            assertThat(changes).doesNotHaveDuplicates();
        }
    }

    @Test
    void twoProcessesOnOneHomeNeverWriteOneGroupAtOnce() throws Exception {
        live = new LiveRuntime(SandboxOptions.defaults().withDevices(1_500)
                .withLatency(Duration.ofMillis(20), Duration.ofMillis(60)), home, EVERY_SECOND);
        live.sandbox.graph().faults().setQuotaEnforced(false);
        var targets = List.of(live.target(1, 500), live.target(401, 900));
        start("run");
        start("run");

        for (int round = 0; round < 6; round++) {
            scramble(targets);
            await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50)).until(() -> targets.stream()
                    .allMatch(target -> target.group().members().equals(target.expected())));
        }

        assertThat(children).allMatch(Process::isAlive);
        children.forEach(Process::destroy);
        for (var child : children) {
            assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        targets.forEach(target -> assertThat(writing(target)).isNotEmpty());
        for (var target : targets) {
            var spans = writing(target);
            for (int i = 1; i < spans.size(); i++) {
                assertThat(spans.get(i).first()).as("one writer at a time").isAfter(spans.get(i - 1).last());
            }
        }
    }

    /** From when to when a run recorded what it had written. */
    private record Span(Instant first, Instant last) {
    }

    /** @return when each run wrote the group, in the order in which they began to */
    private List<Span> writing(Target target) {
        var state = live.engine().wiring().state;
        var changes = new Changes(state);
        return new Runs(state).list(1_000).stream()
                .map(run -> changes.ofRun(run.id()).stream().filter(row -> row.group().equals(target.group().id()))
                        .map(ChangeRow::time).sorted().toList())
                .filter(times -> !times.isEmpty()).map(times -> new Span(times.get(0), times.get(times.size() - 1)))
                .sorted(Comparator.comparing(Span::first)).toList();
    }
}
