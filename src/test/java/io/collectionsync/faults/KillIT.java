package io.collectionsync.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.collectionsync.membership.Change;
import io.collectionsync.membership.Outcome;
import io.collectionsync.membership.Status;
import io.collectionsync.sandbox.SandboxOptions;
import io.collectionsync.state.ChangeRow;
import io.collectionsync.state.Changes;
import io.collectionsync.state.RunStatus;
import io.collectionsync.state.RunSummary;
import io.collectionsync.state.Runs;
import io.collectionsync.state.deadletter.DeadLetter;
import io.collectionsync.state.deadletter.DeadLetterFilter;
import io.collectionsync.testkit.AskedChanges;
import io.collectionsync.testkit.AskedChanges.Asked;
import io.collectionsync.testkit.ChildRuntime;
import io.collectionsync.testkit.LiveRuntime;
import io.collectionsync.testkit.LiveRuntime.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real process, killed in the middle of its work again and again: the next run goes on where it stood. */
@Tag("slow")
class KillIT {

    private static final int KILLS = 20;
    /** A process that ends before it could be killed costs a round; so many never do. */
    private static final int MOST_ROUNDS = 40;
    /** Requests of a run that are surely reads: some of the kills come as early. */
    private static final int READS = 8;

    private static final Pattern BEGUN = Pattern.compile("run started: run=(\\S+)");
    private static final String EVERY_OTHER_SECOND = "schedule.cron = 0/2 * * * * ?";
    private static final String EVERY_SECOND = "schedule.cron = 0/1 * * * * ?";

    @TempDir
    Path home;

    private final Random random = new Random(7);
    private final List<Process> children = new ArrayList<>();
    private final AskedChanges asked = new AskedChanges();
    /** What Graph refuses now, and what it refused while each of the processes ran. */
    private final Set<Asked> refused = new HashSet<>();

    private final List<Set<Asked>> refusedBy = new ArrayList<>();
    private LiveRuntime live;

    @AfterEach
    void stop() {
        children.forEach(Process::destroyForcibly);
        live.close();
    }

    @Test
    void aProcessThatIsKilledLosesNoChangeAndReportsNoRunThatDidNotFinish() throws Exception {
        live = new LiveRuntime(
                SandboxOptions.defaults().withDevices(1_500).withLatency(Duration.ofMillis(10), Duration.ofMillis(40)),
                home);
        var graph = live.sandbox.graph();
        graph.faults().setQuotaEnforced(false);
        graph.onRequest(asked::read);
        var targets = List.of(live.target(1, 700), live.target(500, 1_000), live.target(900, 1_400));
        var inTheMiddle = new ArrayList<Boolean>();
        while (Collections.frequency(inTheMiddle, true) < KILLS) {
            assertThat(inTheMiddle)
                    .as("kills, and whether they met a run at work")
                    .hasSizeLessThan(MOST_ROUNDS);
            targets.forEach(this::refuseTwoMore);
            scramble(targets);
            inTheMiddle.add(killInTheMiddle(targets));
        }

        nextProcess();
        var report = live.apply();

        assertThat(report.status()).as(report.toString()).isEqualTo(Status.PARTIAL_SUCCESS);
        assertThat(report.mappings())
                .allSatisfy(mapping -> assertThat(mapping.error()).isNull());
        targets.forEach(target -> assertThat(target.group().members()).isEqualTo(asFarAsGraphTakes(target)));
        runsAgree(inTheMiddle);
        changesAgree();
        deadLettersAgree(inTheMiddle);

        targets.forEach(target -> target.group().refuseNobody());
        live.engine().wiring().deadLetters.replay(DeadLetterFilter.ALL);
        report = live.apply();

        assertThat(report.status()).as(report.toString()).isEqualTo(Status.SUCCESS);
        targets.forEach(target -> assertThat(target.group().members()).isEqualTo(target.expected()));
        assertThat(graph.violations()).isEmpty();
        assertThat(live.engine().wiring().deadLetters.countOpen()).isZero();
    }

    /** From now on Graph refuses one more addition and one more removal, so that each round parks changes. */
    private void refuseTwoMore(Target target) {
        refuseOneOf(target, target.expected(), Change::addition);
        refuseOneOf(target, strangers(), Change::removal);
    }

    private void refuseOneOf(Target target, Collection<UUID> members, Function<UUID, Change> change) {
        var another = members.stream()
                .map(member -> new Asked(target.group().id(), change.apply(member)))
                .filter(candidate -> !refused.contains(candidate))
                .findFirst()
                .orElseThrow();
        refused.add(another);
        target.group().refuse(another.change().object());
    }

    private List<UUID> strangers() {
        return live.objects(1_401, 1_480);
    }

    private Set<UUID> asFarAsGraphTakes(Target target) {
        var members = new HashSet<>(target.expected());
        refused.stream()
                .filter(refusal -> refusal.group().equals(target.group().id()))
                .map(Asked::change)
                .forEach(change -> {
                    if (change.kind() == Change.Kind.ADDITION) {
                        members.remove(change.object());
                    } else {
                        members.add(change.object());
                    }
                });
        return members;
    }

    /** Each round finds work to do in every group, additions and removals. */
    private void scramble(List<Target> targets) {
        for (var target : targets) {
            var members = new ArrayList<>(target.expected());
            members.removeIf(member -> refused.contains(new Asked(target.group().id(), Change.addition(member))));
            Collections.shuffle(members, random);
            var present = new ArrayList<>(members.subList(0, members.size() / 2));
            present.addAll(strangers());
            target.group().setMembers(present);
        }
    }

    /** What every run over the scrambled groups has to ask for: whatever Graph refuses may wait as a dead letter. */
    private Set<Asked> due(List<Target> targets) {
        var due = new HashSet<Asked>();
        for (var target : targets) {
            var group = target.group();
            var wanted = target.expected();
            wanted.stream()
                    .filter(member -> !group.contains(member))
                    .forEach(member -> due.add(new Asked(group.id(), Change.addition(member))));
            group.members().stream()
                    .filter(member -> !wanted.contains(member))
                    .forEach(member -> due.add(new Asked(group.id(), Change.removal(member))));
        }
        due.removeAll(refused);
        return due;
    }

    /**
     * Kills a process among its first reads, or when it has asked for a random part of its changes.
     *
     * @return whether the process had begun, and died before it had asked for all of them
     */
    private boolean killInTheMiddle(List<Target> targets) throws Exception {
        var due = due(targets);
        var counters = live.sandbox.graph().counters();
        counters.reset();
        var seen = nextProcess();
        int point = random.nextInt(due.size() + due.size() / 5);
        int requests = 1 + random.nextInt(READS);
        var child = start("apply");
        try {
            await().pollInterval(Duration.ofMillis(2))
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> !child.isAlive()
                            || (point < due.size() ? seen.size() > point : counters.requests() >= requests));
        } catch (ConditionTimeoutException stuck) {
            throw new AssertionError(
                    "after " + counters.requests() + " requests: "
                            + Files.readString(home.resolve("child-" + (children.size() - 1) + ".log")),
                    stuck);
        }
        // any moment between two requests, and while one is on its way
        await().pollDelay(Duration.ofNanos(random.nextInt(40_000_000))).until(() -> true);
        boolean alive = child.isAlive();
        child.destroyForcibly();
        assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
        // what the process has sent still takes effect: it must not be taken for the next one's
        await().during(Duration.ofMillis(100)).until(() -> counters.underWay() == 0);
        return alive && !seen.containsAll(due);
    }

    private Set<Asked> nextProcess() {
        refusedBy.add(Set.copyOf(refused));
        return asked.next();
    }

    private Process start(String... command) throws IOException {
        var child = ChildRuntime.start(home, "child-" + children.size(), command);
        children.add(child);
        return child;
    }

    /** @return the runs that the processes say they have begun, in their logs */
    private List<String> told() {
        return IntStream.range(0, children.size())
                .mapToObj(child -> home.resolve("child-" + child + ".log"))
                .map(KillIT::text)
                .flatMap(text -> BEGUN.matcher(text).results())
                .map(begun -> begun.group(1))
                .toList();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return the runs in the order of their processes; each process began one */
    private List<RunSummary> runs() {
        var runs = new ArrayList<>(new Runs(live.engine().wiring().state).list(1_000));
        Collections.reverse(runs);
        assertThat(told())
                .as("runs that processes told of, on record")
                .isSubsetOf(runs.stream().map(RunSummary::id).toList());
        assertThat(runs.size()).as("runs on record").isEqualTo(asked.byProcess().size());
        return runs;
    }

    /** A run that was killed is Interrupted; the last one finished. */
    private void runsAgree(List<Boolean> inTheMiddle) {
        var runs = runs();
        assertThat(runs.get(runs.size() - 1).status()).isEqualTo(RunStatus.PARTIAL_SUCCESS);
        assertThat(runs).extracting(RunSummary::status).doesNotContain(RunStatus.IN_PROGRESS);
        assertThat(interrupted(runs, inTheMiddle))
                .hasSizeGreaterThanOrEqualTo(KILLS)
                .allSatisfy(run -> assertThat(run.status()).isEqualTo(RunStatus.INTERRUPTED));
        assertThat(runs)
                .filteredOn(run -> run.status() == RunStatus.INTERRUPTED)
                .allSatisfy(run -> assertThat(run.ended()).isNull());
    }

    private static List<RunSummary> interrupted(List<RunSummary> runs, List<Boolean> inTheMiddle) {
        return IntStream.range(0, inTheMiddle.size())
                .filter(inTheMiddle::get)
                .mapToObj(runs::get)
                .toList();
    }

    /** What is recorded was asked for by that very run, and came to what is recorded; a run that ended left nothing out. */
    private void changesAgree() {
        var runs = runs();
        var changes = new Changes(live.engine().wiring().state);
        for (int at = 0; at < runs.size(); at++) {
            var rows = changes.ofRun(runs.get(at).id());
            var recorded = rows.stream()
                    .map(row -> new Asked(row.group(), row.outcome().change()))
                    .toList();
            assertThat(recorded).doesNotHaveDuplicates();
            var askedFor = asked.byProcess().get(at);
            assertThat(recorded)
                    .filteredOn(change -> !askedFor.contains(change))
                    .as("never asked for")
                    .isEmpty();
            if (runs.get(at).status() != RunStatus.INTERRUPTED) {
                assertThat(recorded.size()).as("recorded of what was asked for").isEqualTo(askedFor.size());
            }
            var refusals = refusedBy.get(at);
            assertThat(rows)
                    .filteredOn(row -> row.outcome().result()
                            != (refusals.contains(
                                            new Asked(row.group(), row.outcome().change()))
                                    ? Outcome.Result.REFUSED
                                    : Outcome.Result.APPLIED))
                    .as("otherwise than recorded")
                    .isEmpty();
        }
    }

    /** Each refused change has one dead letter, that is open; no other change ever had one. */
    private void deadLettersAgree(List<Boolean> inTheMiddle) {
        var letters = live.engine().wiring().deadLetters;
        var open = letters.list(DeadLetterFilter.ALL);
        assertThat(open)
                .extracting(letter -> new Asked(letter.group(), letter.change()))
                .containsExactlyInAnyOrderElementsOf(refused);
        assertThat(open).allSatisfy(letter -> {
            assertThat(letter.state()).isEqualTo(DeadLetter.State.WAITING);
            assertThat(letter.attempts().count()).isEqualTo(1);
        });
        var members = Stream.concat(live.objects(1, 1_400).stream(), strangers().stream());
        assertThat(members.flatMap(member -> letters.of(member).stream())).hasSameSizeAs(open);
        assertThat(interrupted(runs(), inTheMiddle))
                .extracting(RunSummary::id)
                .as("runs that parked and were killed")
                .containsAnyElementsOf(open.stream().map(DeadLetter::run).toList());
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
