package io.collectionsync.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.collectionsync.membership.ApprovalEnd.How;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** How an approval is over with its run, whatever became of that. */
class ApprovalEndTest {

    private static final UUID GROUP = new UUID(7, 7);
    private static final Mapping RING = new Mapping(
            "ring",
            GROUP,
            new Sources(List.of("PS100012")),
            "contoso",
            ForeignMembers.REMOVE,
            MemberIds.none(),
            true,
            Limits.DEFAULT);

    @ParameterizedTest
    @CsvSource({
        "STOPPED, INTERRUPTED",
        "GROUP_BUSY, GIVEN_UP",
        "TAKEN_OVER, GIVEN_UP",
        "PAUSED, GIVEN_UP",
        "EDITED, GIVEN_UP",
        "SITE, FAILED",
        "GRAPH, FAILED",
        "STATE, FAILED",
        "ROUTES, FAILED",
        "UNEXPECTED, FAILED"
    })
    void aRunThatBreaksOffEndsIt(Failure.Kind failure, How how) {
        var end = end(approval(ids(1, 2)), MappingReport.failed(RING, Failure.of(failure)), ids());

        assertThat(end.how()).isEqualTo(how);
        assertThat(end.outcome()).isEqualTo(how.word() + " (" + failure.word() + ")");
        assertThat(end.left()).as("nobody knows").isZero();
    }

    @ParameterizedTest
    @EnumSource(HoldReason.Word.class)
    void whatIsHeldAllTheSameIsRefusedOrDoubtful(HoldReason.Word word) {
        var held = plan(ids(), ids(1, 2)).stopped(new HoldReason(word, "so"));

        var end = end(approval(ids(1, 2)), MappingReport.sent(held, Outcomes.NONE), ids());

        boolean refused = Set.of("plan-changed", "paused", "undo").contains(word.word());
        assertThat(end.how()).isEqualTo(refused ? How.REFUSED : How.DOUBTFUL);
        assertThat(end.why()).isEqualTo(word.word());
        assertThat(end.text()).contains(", 0 of 2 removals made").doesNotContain("not needed");
    }

    @Test
    void whatWasSentIsCountedAndWhoNeedNotGoIsTold() {
        var end = end(
                approval(ids(1, 2, 3)),
                MappingReport.sent(plan(ids(9), ids(1, 2)), new Outcomes(2, 0, 0, 1, null)),
                ids(1));

        assertThat(end.how()).isEqualTo(How.USED);
        assertThat(end.text())
                .isEqualTo(
                        "the approval of plan " + approval(ids(1, 2, 3)).shown().shortHash()
                                + " by somebody is over: used, 1 of 3 removals made, 1 not needed any more");
    }

    @Test
    void whatASecondLookHoldsLeavesTheRestDoubtful() {
        var plan = plan(ids(), ids(1, 2, 3))
                .narrowed(
                        ids(3),
                        new GuardDecision(ids(2), List.of(new HoldReason(HoldReason.Word.LOST_DEVICE_ID, "one"))),
                        MemberIds.none())
                .after(ids(1));

        var end = end(approval(ids(1, 2, 3)), MappingReport.sent(plan, new Outcomes(1, 0, 0, 0, null)), ids(1));

        assertThat(end.outcome()).isEqualTo("doubtful (lost-device-id)");
        assertThat(end.text()).endsWith("1 of 3 removals made, 1 not needed any more");
    }

    @Test
    void additionsAloneAreNothingToDo() {
        var end = end(
                approval(ids(1, 2)), MappingReport.sent(plan(ids(8, 9), ids()), new Outcomes(2, 0, 0, 0, null)), ids());

        assertThat(end.outcome()).isEqualTo("nothing to do");
        assertThat(end.text()).endsWith("0 of 2 removals made, 2 not needed any more");
    }

    @Test
    void aWayBackCountsWhoComesBackToo() {
        var shown = new Difference(GROUP, ids(1, 2), ids(3), "run-1");
        var plan = Planner.plan(
                RING,
                new Desired(ids(1), ids(), List.of(), List.of()),
                new Actual(ids(3), Map.of()),
                new Difference(GROUP, ids(1), ids(3), "run-1"),
                Set.of(),
                GuardDecision.FREE);

        var end =
                end(new Approval(shown, "somebody"), MappingReport.sent(plan, new Outcomes(2, 0, 0, 0, null)), ids(3));

        assertThat(end.how()).isEqualTo(How.USED);
        assertThat(end.text()).endsWith("used, 2 of 3 changes made, 1 not needed any more");
    }

    @Test
    void anotherPlanIsToldFromTheOneThatWasApproved() {
        var now = new Difference(GROUP, ids(), ids(2, 3));

        var reason = approval(ids(1, 2)).changed(now);

        assertThat(reason.word()).isEqualTo(HoldReason.Word.PLAN_CHANGED);
        assertThat(reason.detail())
                .isEqualTo("plan " + approval(ids(1, 2)).shown().shortHash()
                        + " was approved, but the plan has changed: 1 more removals (" + new UUID(0, 3)
                        + "); 1 removals no longer (" + new UUID(0, 1) + "). It is now plan " + now.shortHash());
    }

    @Test
    void aRunCarriesAnApprovalForItsGroupAloneAndAPlanCarriesNone() {
        var approval = approval(ids(1));
        var request = new RunRequest(List.of("ring"), RunRequest.Mode.APPLY, Trigger.APPROVAL, List.of(approval));
        var run = new Run("1", request.mode(), request.trigger(), Instant.EPOCH, List.of(RING), request.approvals());

        assertThat(run.approval(GROUP)).containsSame(approval);
        assertThat(run.approval(new UUID(1, 1))).isEmpty();
        assertThat(request.planOnly())
                .isEqualTo(new RunRequest(List.of("ring"), RunRequest.Mode.PLAN, Trigger.APPROVAL));
        assertThatThrownBy(() -> new RunRequest(List.of(), RunRequest.Mode.PLAN, Trigger.APPROVAL, List.of(approval)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "APPLY, SCHEDULE, false, false, false",
        "PLAN, SCHEDULE, true, false, false",
        "PLAN, COMMAND, true, true, false",
        "APPLY, COMMAND, false, false, false",
        "PLAN, UNDO, true, true, true",
        "APPLY, UNDO, false, false, true"
    })
    void aRunSaysHowFarItGoes(RunRequest.Mode mode, Trigger.Kind kind, boolean planOnly, boolean look, boolean undo) {
        var trigger = kind == Trigger.Kind.UNDO ? Trigger.undo("0") : new Trigger(kind, null);
        var run = new Run("1", mode, trigger, Instant.EPOCH, List.of(RING));

        assertThat(List.of(run.isPlanOnly(), run.isLook(), run.isUndo())).containsExactly(planOnly, look, undo);
        assertThat(run.approvals()).isEmpty();
    }

    @Test
    void aRunWithoutApprovalTellsOfNone() {
        var report = MappingReport.failed(RING, Failure.of(Failure.Kind.SITE));

        assertThat(report.ending(Optional.empty(), ids())).isSameAs(report);
        assertThat(report.approval()).isNull();
    }

    private static ApprovalEnd end(Approval approval, MappingReport report, MemberIds removed) {
        var ended = report.ending(Optional.of(approval), removed);
        assertThat(ended.status()).isEqualTo(report.status());
        return ended.approval();
    }

    private static Approval approval(MemberIds removals) {
        return new Approval(new Difference(GROUP, ids(), removals), "somebody");
    }

    private static Plan plan(MemberIds additions, MemberIds removals) {
        return new Plan(
                RING, new Read(5, 5, List.of()), new Sending(additions, removals), GuardDecision.FREE, Set.of());
    }

    private static MemberIds ids(long... members) {
        return MemberIds.of(
                LongStream.of(members).mapToObj(low -> new UUID(0, low)).toList());
    }
}
