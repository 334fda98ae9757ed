package io.collectionsync.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.collectionsync.membership.Actual;
import io.collectionsync.membership.Desired;
import io.collectionsync.membership.DoubtfulRemovals;
import io.collectionsync.membership.Guard;
import io.collectionsync.membership.GuardDecision;
import io.collectionsync.membership.HoldReason;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.MappingReport;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Outcomes;
import io.collectionsync.membership.Plan;
import io.collectionsync.membership.PlanContext;
import io.collectionsync.membership.Planner;
import io.collectionsync.membership.RemovalKinds;
import io.collectionsync.membership.RemovalRecord;
import io.collectionsync.membership.RemovalWindow;
import io.collectionsync.membership.ResourceObjects;
import io.collectionsync.membership.Run;
import io.collectionsync.membership.RunReport;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.membership.Trigger;
import io.collectionsync.run.ApprovalRequests;
import io.collectionsync.settings.Configuration;
import io.collectionsync.settings.Settings;
import io.collectionsync.state.ApprovalRefused;
import io.collectionsync.state.Approvals;
import io.collectionsync.state.Pauses;
import io.collectionsync.state.Runs;
import io.collectionsync.state.Samples;
import io.collectionsync.state.ShownPlans;
import io.collectionsync.state.TenantRemovals;
import io.collectionsync.state.TestDatabase;
import io.collectionsync.state.db.StateDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Over accidents and recoveries, doubtful reads, pauses, members put back by hand, kills, and approvals of every kind: a
 * removal beyond the limits happens only in a run that carried the approval of a set that contains it. The records are
 * those of the program, on its embedded database; collection and group are sets.
 */
class ApprovalsPropertyTest {

    private static final Mapping RING = Samples.mapping("ring");
    private static final int MEMBERS = 40;
    private static final int SMALL_GROUP = 20;
    private static final int PERCENT = 20;
    private static final String SETTINGS =
            """
            configmgr.url = jdbc:h2:mem:x
            configmgr.username = x
            configmgr.password = x
            tenant.contoso.id = 11111111-2222-3333-4444-555555555555
            tenant.contoso.client-id = 11111111-2222-3333-4444-555555555555
            tenant.contoso.client-secret = x
            """;

    private static Path home;
    private static Settings settings;

    /** What somebody or something does next. */
    enum Act {
        ACCIDENT,
        RECOVER,
        LEAVE,
        JOIN,
        PUT_BACK_BY_HAND,
        DOUBT,
        BELIEVE,
        PAUSE,
        RESUME,
        DAY_OVER,
        LOOK,
        RUN,
        KILLED_RUN,
        APPROVE,
        APPROVE_OLD,
        APPROVE_UNKNOWN,
        APPROVE_AND_KILL
    }

    record Step(Act act, int number) {}

    @BeforeContainer
    static void settings() throws IOException {
        home = Files.createTempDirectory("collection-sync");
        Files.createDirectories(home.resolve("config"));
        Files.writeString(home.resolve("config/application.properties"), SETTINGS);
        Files.writeString(
                home.resolve("config/mappings.yaml"),
                "mappings:\n  - {name: ring, group: %s, collections: [X]}\n".formatted(RING.group()));
        settings = Configuration.load(home, Map.of()).settings();
    }

    @AfterContainer
    static void clear() throws IOException {
        Files.delete(home.resolve("config/application.properties"));
        Files.delete(home.resolve("config/mappings.yaml"));
        Files.delete(home.resolve("config"));
        Files.delete(home);
    }

    @Provide
    Arbitrary<List<Step>> stories() {
        var acts = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(3, Arbitraries.of(Act.class)),
                net.jqwik.api.Tuple.of(
                        2,
                        Arbitraries.of(
                                Act.ACCIDENT, Act.LOOK, Act.APPROVE, Act.APPROVE_OLD, Act.RUN, Act.PUT_BACK_BY_HAND)));
        return Combinators.combine(acts, Arbitraries.integers().between(0, 999))
                .as(Step::new)
                .list()
                .ofMinSize(4)
                .ofMaxSize(24);
    }

    @Property(tries = 150)
    void whoGoesBeyondTheLimitsWasApprovedForTheRunThatRemovedThem(@ForAll("stories") List<Step> story) {
        var world = new World();
        story.forEach(world::play);
        world.requireNothingLeftOpen();
    }

    /** One collection, one group, and what the program has on record. */
    private static final class World {

        private final StateDatabase state = TestDatabase.SQLITE.emptied();
        private final Runs runs = new Runs(state);
        private final Pauses pauses = new Pauses(state, settings.tenantIds());
        private final ShownPlans shownPlans = new ShownPlans(state);
        private final Approvals approvals = new Approvals(state);
        private final PlanRelease release = new PlanRelease(settings, shownPlans, new TenantRemovals(state), pauses);
        private final ApprovalRequests requests =
                new ApprovalRequests(shownPlans, names -> List.of(RING), settings.applyEnabled());

        private final Set<UUID> collection = new HashSet<>();
        private final Set<UUID> group = new HashSet<>();
        private final List<UUID> gone = new ArrayList<>();
        private boolean doubtful;
        /** What somebody was shown under each hash, in the order of time. */
        private final Map<String, Set<UUID>> shown = new LinkedHashMap<>();

        World() {
            for (int number = 0; number < MEMBERS; number++) {
                collection.add(Samples.id(number));
            }
            group.addAll(collection);
        }

        void play(Step step) {
            switch (step.act()) {
                case ACCIDENT -> leave(10 + step.number() % 25);
                case RECOVER -> gone.forEach(collection::add);
                case LEAVE -> leave(1);
                case JOIN -> collection.add(Samples.id(MEMBERS + step.number()));
                case PUT_BACK_BY_HAND -> gone.stream()
                        .limit(1 + step.number() % 15)
                        .forEach(group::add);
                case DOUBT -> doubtful = true;
                case BELIEVE -> doubtful = false;
                case PAUSE -> pauses.pause(RING, "somebody", "a test");
                case RESUME -> pauses.resume(RING.group());
                case DAY_OVER -> TestDatabase.SQLITE.clock().turn(Duration.ofHours(25));
                case LOOK -> run(new RunRequest(List.of(), RunRequest.Mode.PLAN, Trigger.COMMAND), false, Set.of());
                case RUN, KILLED_RUN -> run(
                        new RunRequest(List.of(), RunRequest.Mode.APPLY, Trigger.SCHEDULE),
                        step.act() == Act.KILLED_RUN,
                        Set.of());
                case APPROVE, APPROVE_AND_KILL -> approve(shown.size() - 1, step.act() == Act.APPROVE_AND_KILL);
                case APPROVE_OLD -> approve(shown.isEmpty() ? -1 : step.number() % shown.size(), false);
                case APPROVE_UNKNOWN -> refuse("%016x".formatted(step.number()));
            }
        }

        private void leave(int count) {
            var leaving = collection.stream().sorted().limit(count).toList();
            collection.removeAll(leaving);
            gone.addAll(leaving);
        }

        private void approve(int number, boolean killed) {
            if (number < 0) {
                return;
            }
            var plan = List.copyOf(shown.entrySet()).get(number);
            RunRequest request;
            try {
                request = requests.release(List.of(plan.getKey()), "somebody");
            } catch (ApprovalRefused expired) {
                return;
            }
            run(request, killed, plan.getValue());
        }

        private void refuse(String unknown) {
            long before = runs.count();
            assertThatThrownBy(() -> requests.release(List.of(unknown), "somebody"))
                    .isInstanceOf(ApprovalRefused.class);
            assertThat(runs.count()).isEqualTo(before);
        }

        /** @param approved who may go by the approval that this run carries */
        private void run(RunRequest request, boolean killed, Set<UUID> approved) {
            runs.closeInterrupted();
            var run = runs.begin(request, List.of(RING));
            var plan = plan(run);
            var before = Set.copyOf(group);
            if (!run.isPlanOnly()) {
                send(plan, killed);
            }
            judge(before, approved);
            if (killed) {
                runs.left(run.id());
                state.write(jdbc ->
                        jdbc.update("update sync_run set heartbeat = 0, owner_process = 0 where run_id = ?", run.id()));
            } else {
                end(run, plan, MemberIds.of(before).minus(MemberIds.of(group)));
            }
        }

        private Plan plan(Run run) {
            var doubts = doubtful
                    ? List.of(new HoldReason(HoldReason.Word.MEMBER_COUNT, "the rows disagree with the count"))
                    : List.<HoldReason>of();
            var desired = new Desired(MemberIds.of(collection), MemberIds.none(), List.of(), doubts);
            var actual = new Actual(MemberIds.of(group), Map.of());
            var known = new PlanContext(MemberIds.none(), Set.of(), DoubtfulRemovals.NONE);
            var difference = Planner.difference(RING, desired, actual, known);
            var record = new RemovalRecord(
                    true,
                    RemovalWindow.none(TestDatabase.SQLITE.clock().instant(), Duration.ofHours(24)),
                    ResourceObjects.none());
            var removals = difference.removals();
            var verdict = Guard.decide(
                    RING.limits(),
                    desired,
                    actual,
                    removals,
                    record,
                    RemovalKinds.of(removals, actual, List.of()),
                    DoubtfulRemovals.NONE);
            return release.judged(
                    run,
                    RING,
                    difference,
                    verdict,
                    (GuardDecision decision) -> Planner.plan(RING, desired, actual, difference, Set.of(), decision),
                    MemberIds.none());
        }

        private void send(Plan plan, boolean killed) {
            plan.additions().forEach(group::add);
            int sent = killed ? plan.removals().size() / 2 : plan.removals().size();
            plan.removals().stream().limit(sent).forEach(group::remove);
        }

        private void end(Run run, Plan plan, MemberIds removed) {
            var report = run.isPlanOnly()
                    ? MappingReport.planned(plan)
                    : MappingReport.sent(plan, new Outcomes(plan.changes(), 0, 0, 0, null));
            var left = plan.after(removed);
            if (run.isPlanOnly() || plan.isHeld()) {
                release.show(run, left);
                shown.remove(left.difference().hash());
                shown.put(
                        left.difference().hash(),
                        Set.copyOf(left.difference().removals().stream().toList()));
            }
            if (!run.isPlanOnly() && !plan.removals().isEmpty()) {
                release.settle(run, RING, removed.size());
            }
            var ended = report.ending(run.approval(RING.group()), removed);
            runs.finished(new RunReport(run, List.of(ended), Duration.ZERO));
        }

        private void judge(Set<UUID> before, Set<UUID> approved) {
            var removed = new HashSet<>(before);
            removed.removeAll(group);
            if (removed.isEmpty()) {
                return;
            }
            assertThat(doubtful).as("removed after a doubtful read").isFalse();
            assertThat(pauses.of(RING)).as("removed while paused").isEmpty();
            assertThat(removed).as("not wanted out").noneMatch(collection::contains);
            boolean within = !collection.isEmpty()
                    && (before.size() <= SMALL_GROUP || removed.size() * 100 <= PERCENT * before.size());
            assertThat(within || approved.containsAll(removed))
                    .as(removed.size() + " of " + before.size() + " removed, approved in this run " + approved.size())
                    .isTrue();
        }

        /** However its run ended, no approval is left for a later one. */
        void requireNothingLeftOpen() {
            runs.closeInterrupted();
            assertThat(approvals.latest(RING.group(), 99))
                    .allSatisfy(row -> assertThat(row.ended()).isNotNull());
        }
    }
}
