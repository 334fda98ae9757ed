package io.collectionsync.graph.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.collectionsync.graph.GraphAnswer;
import io.collectionsync.graph.MissingStep;
import io.collectionsync.graph.Permit;
import io.collectionsync.graph.throttle.TestClock;
import io.collectionsync.graph.work.BatchOutcomes;
import io.collectionsync.graph.work.OutdatedRead;
import io.collectionsync.membership.Actual;
import io.collectionsync.membership.Change;
import io.collectionsync.membership.Desired;
import io.collectionsync.membership.Failure;
import io.collectionsync.membership.ForeignMembers;
import io.collectionsync.membership.Limits;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.MappingReport;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Outcome;
import io.collectionsync.membership.Outcome.Result;
import io.collectionsync.membership.Plan;
import io.collectionsync.membership.Sources;
import io.collectionsync.membership.Status;
import io.collectionsync.testkit.Plans;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever happens to requests and answers on their way, what is reported agrees with what the group holds. */
class ChangeQueuePropertyTest {

    /** Nobody else writes the group. */
    private static final Permit GRANTED = () -> {};

    private static final Limits NO_LIMITS = new Limits(Limits.UNLIMITED, Limits.UNLIMITED, 0, true);

    private final List<Outcome> outcomes = new ArrayList<>();

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void noAnswerMakesALostWriteLookDone(
            @ForAll long seed,
            @ForAll @IntRange(max = 90) int additions,
            @ForAll @IntRange(max = 60) int removals,
            @ForAll @IntRange(max = 70) int faults)
            throws InterruptedException {
        var random = new Random(seed);
        var group = group(removals, random);
        var plan = plan(group, additions, random);
        group.faults = faults;
        makeTrouble(group, plan, random);

        var pending = send(group, plan);

        assertThat(group.violations).isEmpty();
        var report = MappingReport.sent(plan, pending.outcomes());
        assertEveryChangeHasOneOutcome(plan, report.outcomes().fault());
        for (var outcome : outcomes) {
            if (outcome.result().isDone()) {
                assertThat(isSo(group, outcome.change())).as(outcome.toString()).isTrue();
            } else {
                assertThat(outcome.code()).as("code of %s", outcome).isNotNull();
            }
        }
        assertThat(report.outcomes().done())
                .isEqualTo(outcomes.stream().filter(o -> o.result().isDone()).count());
        assertThat(report.outcomes().deadLettered())
                .isEqualTo(outcomes.size() - report.outcomes().done());
        if (report.status() == Status.SUCCESS) {
            assertThat(changes(plan)).allMatch(change -> isSo(group, change));
        }
        if (!changes(plan).allMatch(change -> isSo(group, change))) {
            assertThat(report.status()).isIn(Status.PARTIAL_SUCCESS, Status.FAILED);
        }
    }

    /** Somebody else who adds one of its members at that moment would make a PATCH fail as if it had been carried out. */
    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void noReadThatLagsMakesALostWriteLookDone(
            @ForAll long seed, @ForAll @IntRange(max = 90) int additions, @ForAll @IntRange(max = 70) int faults)
            throws InterruptedException {
        var random = new Random(seed);
        var group = group(0, random);
        var plan = plan(group, additions, random);
        group.faults = faults;
        plan.additions().stream().filter(any -> random.nextBoolean()).forEach(group.left::add);

        send(group, plan);

        assertThat(outcomes.stream().filter(outcome -> outcome.result().isDone()))
                .allMatch(outcome -> isSo(group, outcome.change()));
    }

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void aHealthyGroupReachesItsCollectionAndNamesEachMemberAtFault(
            @ForAll long seed,
            @ForAll @IntRange(max = 130) int additions,
            @ForAll @IntRange(max = 60) int removals,
            @ForAll boolean patchForbidden,
            @ForAll @IntRange(max = 5) int refused)
            throws InterruptedException {
        var random = new Random(seed);
        var group = group(removals, random);
        var plan = plan(group, additions, random);
        group.patchForbidden = patchForbidden;
        plan.additions().stream()
                .limit(refused)
                .forEach(object -> (random.nextBoolean() ? group.refusedObjects : group.deletedObjects).add(object));

        var pending = send(group, plan);

        assertThat(pending.outcomes().fault()).isNull();
        var notDone =
                outcomes.stream().filter(outcome -> !outcome.result().isDone()).toList();
        assertThat(notDone).allMatch(outcome -> outcome.result() == Result.REFUSED);
        assertThat(notDone)
                .extracting(outcome -> outcome.change().object())
                .containsExactlyInAnyOrderElementsOf(
                        plan.additions().stream().limit(refused).toList());
        assertThat(MemberIds.of(group.members))
                .isEqualTo(plan.additions()
                        .minus(MemberIds.of(notDone.stream()
                                .map(outcome -> outcome.change().object())
                                .toList())));
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void nobodyIsRemovedByAReadThatIsTooOldOrWhomALaterOneWantsToStay(
            @ForAll long seed,
            @ForAll @IntRange(max = 90) int additions,
            @ForAll @IntRange(max = 200) int removals,
            @ForAll @IntRange(max = 40) int faults)
            throws InterruptedException {
        var random = new Random(seed);
        var group = group(removals, random);
        var plan = plan(group, additions, random);
        group.faults = faults;
        outcomes.clear();
        var clock = new TestClock();
        var read = new AtomicReference<>(clock.instant());
        var pending = new ChangeQueue(plan, known(false), read.get(), Duration.ofNanos(2), clock, GRANTED);
        var staying = new HashSet<UUID>();

        sendSlowly(group, pending, read, clock, random);
        while (pending.isOutdated()) {
            assertThatThrownBy(pending::finished)
                    .isInstanceOf(MissingStep.class)
                    .hasMessageContaining("look-again");
            read.set(clock.instant());
            clock.move(Duration.ofSeconds(random.nextInt(400)));
            var left = pending.removalsLeft();
            var still = MemberIds.of(
                    left.stream().filter(any -> random.nextInt(4) > 0).toList());
            left.minus(still).forEach(staying::add);
            var open = recorded(pending.keepRemovals(still, read.get()));
            assertThat(open)
                    .allMatch(outcome ->
                            staying.contains(outcome.change().object()) && outcome.result() == Result.UNANSWERED);
            outcomes.addAll(open);
            group.forbidden.addAll(staying);
            sendSlowly(group, pending, read, clock, random);
        }

        assertThat(group.violations).isEmpty();
        var unsent = staying.stream().filter(member -> outcomes.stream()
                .noneMatch(one -> one.change().object().equals(member)));
        assertThat(unsent).allMatch(group.members::contains);
        var left = changes(plan)
                .filter(change -> !staying.contains(change.object()))
                .toList();
        if (pending.finished().fault() == null) {
            assertThat(outcomes)
                    .extracting(Outcome::change)
                    .doesNotHaveDuplicates()
                    .containsAll(left);
        }
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void whatGraphDidHasAnOutcomeWhereverAWorkerBreaksOff(
            @ForAll long seed,
            @ForAll @IntRange(max = 90) int additions,
            @ForAll @IntRange(max = 90) int removals,
            @ForAll @IntRange(max = 12) int batches)
            throws InterruptedException {
        var random = new Random(seed);
        var group = group(removals, random);
        var plan = plan(group, additions, random);
        group.faults = random.nextInt(10);
        outcomes.clear();
        var pending =
                new ChangeQueue(plan, known(false), Instant.now(), Duration.ofNanos(2), Clock.systemUTC(), GRANTED);

        var workers = pending.getWorkers();

        for (int sent = 0; sent < batches; sent++) {
            var worker = workers.get(random.nextInt(2));
            var call = worker.next();
            if (call == null) {
                break;
            }
            call.permit().prove();
            var answer = group.answer(call);
            if (sent == batches - 1) {
                worker.failed(new IllegalStateException("broken off"));
            } else {
                outcomes.addAll(recorded(worker.answered(answer)));
            }
        }
        pending.breakOff();
        pending.offRecord().forEach(batch -> outcomes.addAll(recorded(batch)));

        assertThat(changes(plan).filter(change -> isSo(group, change)))
                .isSubsetOf(outcomes.stream().map(Outcome::change).toList());
        assertThat(outcomes).extracting(Outcome::change).doesNotHaveDuplicates();
        assertThat(pending.offRecord()).isEmpty();
    }

    /** Time passes before each request, as at the throttle, and after it. */
    private void sendSlowly(
            ModelGroup group, ChangeQueue pending, AtomicReference<Instant> read, TestClock clock, Random random)
            throws InterruptedException {
        var workers = pending.getWorkers().iterator();
        var begun = clock.instant();
        var worker = workers.next();
        for (var call = worker.next(); call != null; call = worker.next()) {
            clock.move(Duration.ofSeconds(random.nextInt(100)));
            try {
                call.permit().prove();
            } catch (OutdatedRead outdated) {
                worker.failed(outdated);
                worker = workers.next();
                continue;
            }
            if (group.isRemoval(call)) {
                var latest = Stream.of(read.get().plus(UnsentRemovals.FRESH), begun.plus(UnsentRemovals.LEAST))
                        .max(Comparator.naturalOrder())
                        .orElseThrow();
                assertThat(clock.instant()).isBeforeOrEqualTo(latest);
            }
            outcomes.addAll(recorded(worker.answered(group.answer(call))));
        }
    }

    /** Whether the group has somebody who is to stay tells how one change alone can decide. */
    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void aDeniedMemberIsNamedAndTheOthersGoOn(
            @ForAll long seed,
            @ForAll @IntRange(max = 90) int additions,
            @ForAll @IntRange(max = 60) int removals,
            @ForAll @IntRange(max = 2) int denied,
            @ForAll boolean staying)
            throws InterruptedException {
        var random = new Random(seed);
        var group = group(removals, random);
        var plan = plan(group, additions, random);
        var witness = staying ? id(random) : null;
        if (staying) {
            group.members.add(witness);
        }
        var all = changes(plan).map(Change::object).collect(Collectors.toCollection(ArrayList::new));
        Collections.shuffle(all, random);
        all.stream().limit(staying ? denied * 10L : denied).forEach(group.deniedObjects::add);

        var pending = send(group, plan, witness);

        assertThat(pending.outcomes().fault()).isNull();
        assertThat(outcomes).hasSize(plan.changes());
        assertThat(outcomes)
                .allMatch(outcome -> outcome.result()
                        == (group.deniedObjects.contains(outcome.change().object()) ? Result.REFUSED : Result.APPLIED));
        assertThat(outcomes).allMatch(outcome -> outcome.result().isDone() == isSo(group, outcome.change()));
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void aDeniedGroupStopsWithFewRequests(
            @ForAll long seed,
            @ForAll @IntRange(max = 90) int additions,
            @ForAll @IntRange(min = 1, max = 60) int removals,
            @ForAll boolean explained)
            throws InterruptedException {
        var random = new Random(seed);
        var group = group(removals, random);
        var plan = plan(group, additions, random);
        var witness = id(random);
        group.members.add(witness);
        group.isDenied = true;
        var known = new ChangeQueue.Group(
                ModelGroup.ROOT,
                false,
                MemberIds.none(),
                witness,
                false,
                facts -> explained ? Optional.of("Group is dynamic") : Optional.empty());
        outcomes.clear();
        var pending = new ChangeQueue(plan, known, Instant.now(), Duration.ofNanos(2), Clock.systemUTC(), GRANTED);

        send(group, pending, () -> {});

        assertThat(pending.outcomes().fault().text())
                .contains(explained ? "Group is dynamic; Graph says 403" : "whoever the member is");
        assertThat(outcomes).isEmpty();
        assertThat(group.requests).isLessThanOrEqualTo(4);
        assertThat(group.members).hasSize(removals + 1);
    }

    @Example
    void whatWasNotSentForAFullQuotaIsNotRefusedByGraph() throws InterruptedException {
        var group = group(0, new Random(1));
        group.quota = 0;
        var plan = plan(group, 600, new Random(2));

        send(group, plan);

        assertThat(outcomes).hasSize(600).noneMatch(outcome -> outcome.result().isDone());
        var refused = outcomes.stream()
                .filter(outcome -> outcome.result() == Result.REFUSED)
                .toList();
        assertThat(refused).isNotEmpty().hasSizeLessThanOrEqualTo(100).allMatch(outcome -> outcome.code()
                .equals("Directory_QuotaExceeded"));
        assertThat(outcomes.stream().filter(outcome -> outcome.result() != Result.REFUSED))
                .allMatch(outcome -> outcome.result() == Result.RETRYABLE
                        && outcome.code().equals("not-sent")
                        && outcome.requestId() == null);
    }

    @Example
    void removalsThatNoCollectionAsksForNeedNoLook() throws InterruptedException {
        var group = group(200, new Random(1));
        var clock = new TestClock();
        var pending =
                new ChangeQueue(plan(group, 0, new Random(2)), known(null), null, Duration.ofNanos(2), clock, GRANTED);

        send(group, pending, () -> clock.move(Duration.ofHours(1)));

        assertThat(pending.finished().applied()).isEqualTo(200);
    }

    @Example
    void aBatchOfRemovalsShrinksOnConflictsAndGrowsAgain() throws InterruptedException {
        var group = group(100, new Random(1));
        var pending = new ChangeQueue(
                plan(group, 0, new Random(2)),
                known(false),
                Instant.now(),
                Duration.ofNanos(2),
                Clock.systemUTC(),
                GRANTED);
        var worker = pending.getWorkers().get(0);
        var sizes = new ArrayList<Integer>();
        int conflicts = 2;
        for (var call = worker.next(); call != null; call = worker.next()) {
            sizes.add(call.reads());
            outcomes.addAll(recorded(worker.answered(conflicts-- > 0 ? group.conflict(call) : group.answer(call))));
        }

        assertThat(sizes).startsWith(20, 10, 5).doesNotContain(0);
        assertThat(sizes.stream().skip(3)).anyMatch(size -> size > 5);
        assertThat(group.members).isEmpty();
    }

    @Example
    void afterALostAnswerEachMemberIsAskedForAndHardlyOneIsWrittenAgain() throws InterruptedException {
        var group = group(0, new Random(1));
        var plan = plan(group, 600, new Random(2));
        var pending =
                new ChangeQueue(plan, known(false), Instant.now(), Duration.ofNanos(2), Clock.systemUTC(), GRANTED);

        var worker = pending.getWorkers().get(0);
        int writes = 0;
        boolean lost = true;
        for (var call = worker.next(); call != null; call = worker.next()) {
            var answer = group.answer(call);
            outcomes.addAll(recorded(worker.answered(lost ? GraphAnswer.none("Connection reset") : answer)));
            writes += call.writes();
            lost = false;
        }

        assertThat(group.members).hasSize(600);
        assertThat(outcomes).hasSize(600).allMatch(outcome -> outcome.result().isDone());
        assertThat(group.asked).as("five PATCHes of 20").isEqualTo(100);
        assertThat(writes)
                .as("additions one by one, of members that a replica hid")
                .isLessThan(20);
    }

    @Example
    void aBatchThatWasNotCarriedOutCostsNoQuestion() throws InterruptedException {
        var group = group(0, new Random(1));
        var pending = new ChangeQueue(
                plan(group, 600, new Random(2)),
                known(false),
                Instant.now(),
                Duration.ofNanos(2),
                Clock.systemUTC(),
                GRANTED);
        var worker = pending.getWorkers().get(0);
        boolean lost = true;
        for (var call = worker.next(); call != null; call = worker.next()) {
            var answer = lost ? GraphAnswer.none("Connection refused") : group.answer(call);
            outcomes.addAll(recorded(worker.answered(answer)));
            lost = false;
        }

        assertThat(group.members).hasSize(600);
        assertThat(outcomes).hasSize(600).allMatch(outcome -> outcome.result() == Result.APPLIED);
        assertThat(group.asked).isZero();
    }

    private static ChangeQueue.Group known(Boolean users) {
        return new ChangeQueue.Group(ModelGroup.ROOT, users, MemberIds.none(), null, false, facts -> Optional.empty());
    }

    private static ModelGroup group(int members, Random random) {
        return new ModelGroup(Stream.generate(() -> id(random)).limit(members).toList(), random);
    }

    /** @return the plan that fills the group with so many new members and takes all present ones out */
    private static Plan plan(ModelGroup group, int additions, Random random) {
        var mapping = new Mapping(
                "ring",
                group.id,
                new Sources(List.of("PS100001")),
                "contoso",
                ForeignMembers.REMOVE,
                MemberIds.none(),
                true,
                NO_LIMITS);
        var wanted =
                MemberIds.of(Stream.generate(() -> id(random)).limit(additions).toList());
        return Plans.plan(
                mapping,
                new Desired(wanted, MemberIds.none(), List.of(), List.of()),
                new Actual(MemberIds.of(group.members), Map.of()),
                MemberIds.none(),
                Set.of());
    }

    private static UUID id(Random random) {
        return new UUID(random.nextLong(), random.nextLong());
    }

    /** Other people work in the directory too. */
    private static void makeTrouble(ModelGroup group, Plan plan, Random random) {
        for (var object : plan.additions()) {
            switch (random.nextInt(12)) {
                case 0 -> group.members.add(object);
                case 1 -> group.deletedObjects.add(object);
                case 2 -> group.refusedObjects.add(object);
                default -> {}
            }
        }
        plan.removals().stream().filter(object -> random.nextInt(12) == 0).forEach(group.members::remove);
        group.patchForbidden = random.nextInt(5) == 0;
        group.quota = random.nextInt(5) == 0 ? group.members.size() + random.nextInt(40) : Integer.MAX_VALUE;
        group.deletedAfter = random.nextInt(5) == 0 ? random.nextInt(12) : -1;
    }

    private ChangeQueue send(ModelGroup group, Plan plan) throws InterruptedException {
        return send(group, plan, null);
    }

    private ChangeQueue send(ModelGroup group, Plan plan, UUID witness) throws InterruptedException {
        outcomes.clear();
        var known = new ChangeQueue.Group(
                ModelGroup.ROOT, false, MemberIds.none(), witness, false, facts -> Optional.empty());
        var pending = new ChangeQueue(plan, known, Instant.now(), Duration.ofNanos(2), Clock.systemUTC(), GRANTED);
        int mostRequests = 20 + plan.changes() * ChangeQueue.MOST_ATTEMPTS * 4;
        send(group, pending, () -> assertThat(group.requests)
                .as("the loop ends")
                .isLessThan(mostRequests));
        return pending;
    }

    private void send(ModelGroup group, ChangeQueue pending, Runnable afterEach) throws InterruptedException {
        var worker = pending.getWorkers().get(0);
        for (var call = worker.next(); call != null; call = worker.next()) {
            outcomes.addAll(recorded(worker.answered(group.answer(call))));
            afterEach.run();
        }
    }

    /** The history has them, and the dead letters. */
    private static List<Outcome> recorded(BatchOutcomes batch) {
        batch.recorded();
        batch.parked();
        return batch.outcomes();
    }

    private void assertEveryChangeHasOneOutcome(Plan plan, Failure fault) {
        var judged = outcomes.stream().map(Outcome::change).toList();
        assertThat(new HashSet<>(judged)).hasSameSizeAs(judged);
        var planned = changes(plan).collect(Collectors.toSet());
        assertThat(planned).containsAll(judged);
        if (fault == null) {
            assertThat(judged).hasSameSizeAs(planned);
        }
    }

    private static Stream<Change> changes(Plan plan) {
        return Stream.concat(
                plan.additions().stream().map(Change::addition),
                plan.removals().stream().map(Change::removal));
    }

    private static boolean isSo(ModelGroup group, Change change) {
        return group.members.contains(change.object()) == (change.kind() == Change.Kind.ADDITION);
    }
}
