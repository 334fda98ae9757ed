package io.collectionsync.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What is left of a plan when something takes from it. */
class PlanTest {

    private static final HoldReason DOUBT = new HoldReason(HoldReason.Word.MEMBER_COUNT, "twice");
    private final Unresolved row = new Unresolved(1, "PC", null, Unresolved.Reason.NO_RECORD);
    private final Plan plan = new Plan(
            new Mapping(
                    "ring",
                    new UUID(9, 9),
                    new Sources(List.of("PS100012")),
                    "contoso",
                    ForeignMembers.REMOVE,
                    MemberIds.none(),
                    true,
                    Limits.DEFAULT),
            new Read(4, 7, List.of(row)),
            new Sending(ids(1, 2), ids(11, 12, 13)),
            new GuardDecision(ids(20), List.of(new HoldReason(HoldReason.Word.CANNOT_TELL, "one"))),
            Set.of(Change.addition(id(3)), Change.removal(id(30))));

    @Test
    void itsDifferenceConsistsOfItsParts() {
        assertThat(plan.difference().additions()).isEqualTo(ids(1, 2, 3));
        assertThat(plan.difference().removals()).isEqualTo(ids(11, 12, 13, 20, 30));
        assertThat(plan.desired()).isEqualTo(4);
        assertThat(plan.actual()).isEqualTo(7);
        assertThat(plan.unresolved()).containsExactly(row);
        assertThat(plan.changes()).isEqualTo(5);
        assertThat(plan.isEmpty()).isFalse();
        assertThat(plan.isHeld()).isTrue();
    }

    @Test
    void aStoppedPlanSendsNothingAndHoldsEveryRemoval() {
        var stopped = plan.stopped(DOUBT);

        assertThat(stopped.isEmpty()).isTrue();
        assertThat(stopped.held()).isEqualTo(ids(11, 12, 13, 20, 30));
        assertThat(stopped.reasons()).containsExactly(DOUBT);
        assertThat(stopped.postponed()).isEmpty();
        assertThat(stopped.difference()).isEqualTo(plan.difference());
    }

    @Test
    void aLaterLookTakesAwayWhoCameBackAndHoldsWhoIsDoubtful() {
        var narrowed = plan.replacing(Map.of(id(13), Set.of(id(1))))
                .narrowed(ids(11), new GuardDecision(ids(12), List.of(DOUBT)), ids(12));

        assertThat(narrowed.removals()).isEqualTo(ids(13));
        assertThat(narrowed.additions()).isEqualTo(ids(1, 2));
        assertThat(narrowed.held()).isEqualTo(ids(12, 20));
        assertThat(narrowed.reasons()).extracting(HoldReason::word).contains(HoldReason.Word.MEMBER_COUNT);
        assertThat(narrowed.difference().removals()).isEqualTo(ids(12, 13, 20, 30));
        assertThat(narrowed.difference().doubtful()).isEqualTo(ids(12));
        assertThat(narrowed.sending().replaced()).isEqualTo(Map.of(id(13), Set.of(id(1))));
    }

    @Test
    void whatHasBeenRemovedIsNoDifferenceAnyMore() {
        assertThat(plan.after(ids(11, 12)).difference().removals()).isEqualTo(ids(13, 20, 30));
        assertThat(plan.after(ids(11, 12)).removals()).isEqualTo(plan.removals());
    }

    @Test
    void anApprovalAndReasonsLeaveTheChangesAsTheyAre() {
        var other = plan.releasing(ids(20)).withReasons(ChangeReasons.UNKNOWN);

        assertThat(other.released()).isEqualTo(ids(20));
        assertThat(other.difference()).isEqualTo(plan.difference());
        assertThat(other.sending()).isEqualTo(plan.sending());
        assertThat(other.why()).isSameAs(ChangeReasons.UNKNOWN);
    }

    @Test
    void aReportTellsHowItFailed() {
        var failed = MappingReport.failed(plan.mapping(), Failure.of(Failure.Kind.SITE));

        assertThat(failed.error()).startsWith("The site database");
        assertThat(failed.failedBy(Failure.Kind.SITE)).isTrue();
        assertThat(failed.failedBy(Failure.Kind.GRAPH)).isFalse();
        assertThat(failed.status()).isEqualTo(Status.FAILED);
        var planned = MappingReport.planned(plan);
        assertThat(planned.error()).isNull();
        assertThat(planned.failedBy(Failure.Kind.SITE)).isFalse();
        assertThat(planned.status()).isEqualTo(Status.HELD);
    }

    @Test
    void changesThatWaitAreOpenBesideThoseThatAreSent() {
        var waiting = new Plan(
                plan.mapping(), plan.read(), Sending.NOTHING, GuardDecision.FREE, Set.of(Change.addition(id(3))));

        assertThat(MappingReport.planned(waiting).status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(MappingReport.sent(waiting, Outcomes.NONE).status()).isEqualTo(Status.PARTIAL_SUCCESS);
    }

    private static MemberIds ids(long... numbers) {
        return MemberIds.of(LongStream.of(numbers).mapToObj(PlanTest::id).toList());
    }

    private static UUID id(long number) {
        return new UUID(0, number);
    }
}
