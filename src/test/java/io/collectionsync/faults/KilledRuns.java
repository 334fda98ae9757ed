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
import io.collectionsync.state.Samples;
import io.collectionsync.state.db.StateDatabase;
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
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/**
 * One-shot runs of the real process over the same three groups, each killed in the middle of its work. The state is
 * read beside them: what is seen there is committed, and must be there for ever.
 */
final class KilledRuns implements AutoCloseable {

    /** Requests of a run that are surely reads. */
    private static final int READS = 8;
    /** So many rounds bring a change of each group that Graph refuses: it has no more members than that to spare. */
    private static final int ROUNDS_WITH_REFUSALS = 20;

    private static final Pattern BEGUN = Pattern.compile("run started: run=(\\S+)");

    /** What a kill met. @param atWork a run that had not all its changes on record @param inFlight changes sent that were not on record yet */
    record Kill(boolean atWork, boolean inFlight) {}

    private final Path home;
    private final Random random = new Random(7);
    private final List<Process> children = new ArrayList<>();
    private final AskedChanges asked = new AskedChanges();
    /** What Graph refuses now, and what it refused while each of the processes ran. */
    private final Set<Asked> refused = new HashSet<>();

    private final List<Set<Asked>> refusedBy = new ArrayList<>();
    private final List<Kill> kills = new ArrayList<>();
    private final LiveRuntime live;
    private final List<Target> targets;
    private final StateDatabase state;

    KilledRuns(Path home) {
        this.home = home;
        live = new LiveRuntime(
                SandboxOptions.defaults().withDevices(1_500).withLatency(Duration.ofMillis(10), Duration.ofMillis(40)),
                home);
        live.sandbox.graph().faults().setQuotaEnforced(false);
        live.sandbox.graph().onRequest(asked::read);
        targets = List.of(live.target(1, 700), live.target(500, 1_000), live.target(900, 1_400));
        state = StateDatabase.openEmbedded(home.resolve("data"));
    }

    @Override
    public void close() {
        children.forEach(Process::destroyForcibly);
        state.close();
        live.close();
    }

    /** @return the kills that met a run at work */
    long atWork() {
        return kills.stream().filter(Kill::atWork).count();
    }

    /** @return the kills that met changes on their way */
    long inFlight() {
        return kills.stream().filter(Kill::inFlight).count();
    }

    /** @return kills, those included that came when all was done */
    int rounds() {
        return kills.size();
    }

    /** Kills a process among its first reads. */
    void killAmongReads() throws Exception {
        int requests = 1 + random.nextInt(READS);
        var counters = live.sandbox.graph().counters();
        kill(any -> () -> counters.requests() >= requests);
    }

    /** Kills a process that has a random part of its changes on record. */
    void killAfterACommit() throws Exception {
        kill(due -> {
            long point = lastChange() + 1 + random.nextInt(due.size() * 9 / 10);
            return () -> lastChange() >= point;
        });
    }

    private long lastChange() {
        return state.read(
                jdbc -> jdbc.queryForObject("select coalesce(max(change_id), 0) from membership_change", Long.class));
    }

    /** @param moment from the changes that are due to what is waited for */
    private void kill(Function<Set<Asked>, Callable<Boolean>> moment) throws Exception {
        if (rounds() < ROUNDS_WITH_REFUSALS) {
            targets.forEach(this::refuseTwoMore);
        }
        scramble();
        var due = due();
        live.sandbox.graph().counters().reset();
        var seen = nextProcess();
        var reached = moment.apply(due);
        long before = lastChange();
        var child = start();
        awaitMoment(child, reached);
        // any moment between two requests, and while one is on its way
        await().pollDelay(Duration.ofNanos(random.nextInt(20_000_000))).until(() -> true);
        var committed = since(before);
        boolean alive = child.isAlive();
        child.destroyForcibly();
        assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
        // what the process has sent still takes effect: it must not be taken for the next one's
        await().during(Duration.ofMillis(100))
                .until(() -> live.sandbox.graph().counters().underWay() == 0);
        var after = since(before);
        assertThat(after).as("acknowledged before kill %d", rounds()).containsAll(committed);
        boolean atWork = alive && !after.containsAll(due);
        kills.add(new Kill(atWork, atWork && !after.containsAll(seen)));
    }

    private void awaitMoment(Process child, Callable<Boolean> reached) throws IOException {
        try {
            await().pollInterval(Duration.ofMillis(3))
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> !child.isAlive() || reached.call());
        } catch (ConditionTimeoutException stuck) {
            throw new AssertionError(
                    "after " + live.sandbox.graph().counters().requests() + " requests: "
                            + Files.readString(log(children.size() - 1)),
                    stuck);
        }
    }

    /** @return the changes on record after this one */
    private Set<Asked> since(long change) {
        return state
                .read(jdbc -> jdbc.query(
                        "select run_id from membership_change where change_id > ? group by run_id",
                        (row, at) -> row.getString(1),
                        change))
                .stream()
                .flatMap(run -> new Changes(state).ofRun(run).stream())
                .map(KilledRuns::asked)
                .collect(Collectors.toSet());
    }

    private static Asked asked(ChangeRow row) {
        return new Asked(row.group(), row.outcome().change());
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
    private void scramble() {
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
    private Set<Asked> due() {
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

    private Set<Asked> nextProcess() {
        refusedBy.add(Set.copyOf(refused));
        return asked.next();
    }

    private Process start() throws IOException {
        var child = ChildRuntime.start(home, "child-" + children.size(), "apply");
        children.add(child);
        return child;
    }

    private Path log(int child) {
        return home.resolve("child-" + child + ".log");
    }

    /** One more run, to its end, and one that replays what was parked: nothing was lost, nothing reported in excess. */
    void requireThatNothingWasLost() {
        nextProcess();
        var report = live.apply();

        assertThat(report.status()).as(report.toString()).isEqualTo(Status.PARTIAL_SUCCESS);
        assertThat(report.mappings())
                .allSatisfy(mapping -> assertThat(mapping.error()).isNull());
        targets.forEach(target -> assertThat(target.group().members()).isEqualTo(asFarAsGraphTakes(target)));
        runsAgree();
        changesAgree();
        deadLettersAgree();

        targets.forEach(target -> target.group().refuseNobody());
        live.engine().wiring().deadLetters.replay(DeadLetterFilter.ALL);
        report = live.apply();

        assertThat(report.status()).as(report.toString()).isEqualTo(Status.SUCCESS);
        targets.forEach(target -> assertThat(target.group().members()).isEqualTo(target.expected()));
        assertThat(live.sandbox.graph().violations()).isEmpty();
        assertThat(Samples.open(live.engine().wiring().deadLetters)).isZero();
    }

    /** @return the runs that the processes say they have begun, in their logs */
    private List<String> told() {
        return IntStream.range(0, children.size())
                .mapToObj(this::log)
                .map(KilledRuns::text)
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
        var runs = new ArrayList<>(new Runs(state).list(1_000));
        Collections.reverse(runs);
        assertThat(told())
                .as("runs that processes told of, on record")
                .isSubsetOf(runs.stream().map(RunSummary::id).toList());
        assertThat(runs.size()).as("runs on record").isEqualTo(asked.byProcess().size());
        return runs;
    }

    /** A run that was killed is Interrupted; the last one finished. */
    private void runsAgree() {
        var runs = runs();
        assertThat(runs.get(runs.size() - 1).status()).isEqualTo(RunStatus.PARTIAL_SUCCESS);
        assertThat(runs).extracting(RunSummary::status).doesNotContain(RunStatus.IN_PROGRESS);
        assertThat(interrupted(runs)).hasSize((int) atWork()).allSatisfy(run -> assertThat(run.status())
                .isEqualTo(RunStatus.INTERRUPTED));
        assertThat(runs)
                .filteredOn(run -> run.status() == RunStatus.INTERRUPTED)
                .allSatisfy(run -> assertThat(run.ended()).isNull());
    }

    private List<RunSummary> interrupted(List<RunSummary> runs) {
        return IntStream.range(0, kills.size())
                .filter(at -> kills.get(at).atWork())
                .mapToObj(runs::get)
                .toList();
    }

    /** What is recorded was asked for by that very run, and came to what is recorded; a run that ended left nothing out. */
    private void changesAgree() {
        var runs = runs();
        var changes = new Changes(state);
        for (int at = 0; at < runs.size(); at++) {
            var rows = changes.ofRun(runs.get(at).id());
            var recorded = rows.stream().map(KilledRuns::asked).toList();
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
                            != (refusals.contains(asked(row)) ? Outcome.Result.REFUSED : Outcome.Result.APPLIED))
                    .as("otherwise than recorded")
                    .isEmpty();
        }
    }

    /** Each refused change has one dead letter, that is open; no other change ever had one. */
    private void deadLettersAgree() {
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
        assertThat(interrupted(runs()))
                .extracting(RunSummary::id)
                .as("runs that parked and were killed")
                .containsAnyElementsOf(open.stream().map(DeadLetter::run).toList());
    }
}
