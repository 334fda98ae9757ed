package io.collectionsync.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.testkit.Plans;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** What a plan adds and removes, whatever both sides hold. */
class PlannerTest {

    private static final Limits NO_LIMITS = new Limits(Limits.UNLIMITED, Limits.UNLIMITED, 0, true);
    private static final HoldReason DOUBT = new HoldReason(HoldReason.Word.MEMBER_COUNT, "7 members, 6 rows");

    /** Everything that a plan follows from. */
    record Situation(Mapping mapping, Desired desired, Actual actual, MemberIds everDesired, Set<Change> waiting) {

        Plan plan() {
            return Plans.plan(mapping, desired, actual, everDesired, waiting);
        }
    }

    @Provide
    Arbitrary<Situation> situations() {
        var reads = Combinators.combine(ids(), ids(), Arbitraries.of(true, false))
                .as((members, ambiguous, doubtful) ->
                        new Desired(members, ambiguous, List.of(), doubtful ? List.of(DOUBT) : List.of()));
        var limits = Combinators.combine(
                        Arbitraries.of(0, 1, 5, Limits.UNLIMITED),
                        Arbitraries.of(0, 20, 100, Limits.UNLIMITED),
                        Arbitraries.of(0, 5, 20),
                        Arbitraries.of(true, false))
                .as(Limits::new);
        var mappings = Combinators.combine(Arbitraries.of(ForeignMembers.class), ids(), limits)
                .as(PlannerTest::mapping);
        var waiting = Combinators.combine(Arbitraries.of(Change.Kind.class), id())
                .as(Change::new)
                .set()
                .ofMaxSize(6);
        return Combinators.combine(mappings, reads, ids(), ids(), waiting)
                .as((mapping, desired, actual, everDesired, late) ->
                        new Situation(mapping, desired, new Actual(actual, Map.of()), everDesired, late));
    }

    private static Arbitrary<UUID> id() {
        return Arbitraries.longs().between(1, 40).map(low -> new UUID(0, low));
    }

    private static Arbitrary<MemberIds> ids() {
        return id().list().ofMaxSize(30).map(MemberIds::of);
    }

    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void theGroupEqualsItsCollectionsAfterwardsButForWhatIsWithheld(@ForAll("situations") Situation situation) {
        var plan = situation.plan();
        var after = situation.actual().members().or(plan.additions()).minus(plan.removals());
        var late = plan.postponed().stream()
                .collect(Collectors.groupingBy(Change::kind, Collectors.mapping(Change::object, Collectors.toList())));
        var lateAdditions = MemberIds.of(late.getOrDefault(Change.Kind.ADDITION, List.of()));
        var spared = plan.held()
                .or(MemberIds.of(late.getOrDefault(Change.Kind.REMOVAL, List.of())))
                .or(situation.mapping().keep())
                .or(situation.desired().ambiguous());
        var foreign = situation.mapping().foreignMembers() == ForeignMembers.KEEP
                ? situation.actual().members().minus(situation.everDesired())
                : MemberIds.none();
        var wanted = situation.desired().members().minus(situation.desired().ambiguous());

        assertThat(wanted.minus(after)).isEqualTo(lateAdditions);
        assertThat(after.minus(wanted).minus(spared).minus(foreign)).isEmpty();
    }

    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void onlyPresentMembersThatNobodyWantsAreEverRemoved(@ForAll("situations") Situation situation) {
        var plan = situation.plan();

        for (var gone : List.of(plan.removals(), plan.held())) {
            assertThat(gone.minus(situation.actual().members())).isEmpty();
            assertThat(gone.and(situation.desired().members())).isEmpty();
            assertThat(gone.and(situation.mapping().keep())).isEmpty();
            assertThat(gone.and(situation.desired().ambiguous())).isEmpty();
            if (situation.mapping().foreignMembers() == ForeignMembers.KEEP) {
                assertThat(gone.minus(situation.everDesired())).isEmpty();
            }
        }
    }

    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void nothingIsRemovedWhileADoubtStands(@ForAll("situations") Situation situation) {
        if (!situation.desired().doubts().isEmpty()) {
            assertThat(situation.plan().removals()).isEmpty();
        }
    }

    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void removalsAreSentOrHeldNeverBoth(@ForAll("situations") Situation situation) {
        var plan = situation.plan();

        assertThat(plan.removals().isEmpty() || plan.held().isEmpty()).isTrue();
        assertThat(plan.isHeld()).isEqualTo(!plan.held().isEmpty());
        assertThat(plan.changes())
                .isEqualTo(plan.additions().size() + plan.removals().size());
    }

    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void additionsAreAbsentWantedAndUnmistakable(@ForAll("situations") Situation situation) {
        var additions = situation.plan().additions();

        assertThat(additions.and(situation.actual().members())).isEmpty();
        assertThat(additions.minus(situation.desired().members())).isEmpty();
        assertThat(additions.and(situation.desired().ambiguous())).isEmpty();
    }

    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void whatWaitsAsADeadLetterIsPostponedOnlyIfItIsStillWanted(@ForAll("situations") Situation situation) {
        var plan = situation.plan();

        assertThat(situation.waiting()).containsAll(plan.postponed());
        for (var change : plan.postponed()) {
            assertThat(plan.additions().contains(change.object())
                            || plan.removals().contains(change.object()))
                    .isFalse();
            assertThat(situation.actual().members().contains(change.object()))
                    .isEqualTo(change.kind() == Change.Kind.REMOVAL);
        }
    }

    @Test
    void anEqualGroupNeedsNoChange() {
        var members = MemberIds.of(new UUID(0, 1), new UUID(0, 2));
        var plan = Plans.plan(
                mapping(ForeignMembers.REMOVE, MemberIds.none(), Limits.DEFAULT),
                new Desired(members, MemberIds.none(), List.of(), List.of(DOUBT)),
                new Actual(members, Map.of()),
                MemberIds.none(),
                Set.of());

        assertThat(plan.isEmpty()).isTrue();
        assertThat(plan.isHeld()).isFalse();
    }

    @Test
    void foreignMembersStayWhereTheyAreKept() {
        var stranger = new UUID(0, 1);
        var leaver = new UUID(0, 2);
        var plan = Plans.plan(
                mapping(ForeignMembers.KEEP, MemberIds.none(), NO_LIMITS),
                new Desired(MemberIds.none(), MemberIds.none(), List.of(), List.of()),
                new Actual(MemberIds.of(stranger, leaver), Map.of()),
                MemberIds.of(leaver),
                Set.of());

        assertThat(plan.removals()).containsExactly(leaver);
    }

    private static Mapping mapping(ForeignMembers foreign, MemberIds keep, Limits limits) {
        return new Mapping(
                "ring", new UUID(9, 9), new Sources(List.of("PS100001")), "contoso", foreign, keep, true, limits);
    }
}
