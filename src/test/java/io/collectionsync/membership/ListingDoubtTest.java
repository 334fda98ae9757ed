package io.collectionsync.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.membership.Outcome.Result;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Graph's answers deny of the listing of a group, and what that makes of the mapping. */
class ListingDoubtTest {

    private static final UUID ONE = new UUID(0, 1);
    private static final UUID OTHER = new UUID(0, 2);
    private static final Mapping MAPPING = new Mapping(
            "ring",
            new UUID(9, 9),
            new Sources(List.of("PS100001")),
            "contoso",
            ForeignMembers.REMOVE,
            MemberIds.none(),
            true,
            Limits.DEFAULT);

    @Test
    void onlyAnswersThatDenyTheListingCount() {
        var doubt = ListingDoubt.of(List.of(
                outcome(Change.addition(ONE), Result.ALREADY_SO, Outcome.NOT_LISTED),
                outcome(Change.addition(OTHER), Result.ALREADY_SO, "Request_BadRequest"),
                outcome(Change.removal(OTHER), Result.RETRYABLE, Outcome.STILL_LISTED),
                outcome(Change.removal(ONE), Result.APPLIED, null)));

        assertThat(doubt).isEqualTo(new ListingDoubt(MemberIds.of(ONE), MemberIds.of(OTHER)));
        assertThat(doubt.isEmpty()).isFalse();
        assertThat(new ListingDoubt(MemberIds.of(ONE), MemberIds.none()).isEmpty())
                .isFalse();
        assertThat(new ListingDoubt(MemberIds.none(), MemberIds.of(ONE)).isEmpty())
                .isFalse();
        assertThat(ListingDoubt.of(List.of(outcome(Change.addition(ONE), Result.APPLIED, null))))
                .isEqualTo(ListingDoubt.NONE);
    }

    @Test
    void twoDoubtsAreOne() {
        assertThat(new ListingDoubt(MemberIds.of(ONE), MemberIds.none())
                        .or(new ListingDoubt(MemberIds.of(OTHER), MemberIds.of(ONE))))
                .isEqualTo(new ListingDoubt(MemberIds.of(ONE, OTHER), MemberIds.of(ONE)));
    }

    @Test
    void itsLineNamesWhatIsDenied() {
        assertThat(new ListingDoubt(MemberIds.of(ONE), MemberIds.none())
                        .failure()
                        .text())
                .isEqualTo("In doubt: the listing of the group was incomplete: Graph says that 1 member (" + ONE
                        + ") that it did not show is there; the next runs read it again, and one after"
                        + " graph.replica-lag decides");
        assertThat(new ListingDoubt(MemberIds.of(ONE, OTHER), MemberIds.of(OTHER))
                        .failure()
                        .text())
                .isEqualTo(
                        "In doubt: the listing of the group was incomplete: Graph says that 2 members (such as " + ONE
                                + ") that it did not show are there; the listing of the group showed 1 member (" + OTHER
                                + ") that Graph says is none; the next runs read it again, and one after"
                                + " graph.replica-lag decides");
        assertThat(new ListingDoubt(MemberIds.none(), MemberIds.of(ONE, OTHER))
                        .failure()
                        .text())
                .startsWith("In doubt: the listing of the group showed 2 members (such as " + ONE
                        + ") that Graph says are none; ");
    }

    @Test
    void aMappingInDoubtIsNoSuccess() {
        var doubt = new ListingDoubt(MemberIds.of(ONE), MemberIds.none());
        var sent = MappingReport.sent(plan(GuardDecision.FREE), Outcomes.NONE);
        var held = plan(new GuardDecision(
                MemberIds.of(OTHER), List.of(new HoldReason(HoldReason.Word.MAX_REMOVALS, "too many"))));

        assertThat(sent.status()).isEqualTo(Status.SUCCESS);
        assertThat(sent.doubting(ListingDoubt.NONE)).isEqualTo(sent);
        assertThat(sent.doubting(doubt).status()).isEqualTo(Status.PARTIAL_SUCCESS);
        assertThat(sent.doubting(doubt).failedBy(Failure.Kind.LISTING)).isTrue();
        assertThat(MappingReport.planned(plan(GuardDecision.FREE))
                        .doubting(doubt)
                        .status())
                .isEqualTo(Status.PARTIAL_SUCCESS);
        assertThat(MappingReport.sent(held, Outcomes.NONE).doubting(doubt).status())
                .isEqualTo(Status.PARTIAL_SUCCESS);
        assertThat(MappingReport.planned(held).doubting(doubt).status()).isEqualTo(Status.HELD);
        var failed = MappingReport.failed(MAPPING, Failure.unexpected("else"));
        assertThat(failed.doubting(doubt).status()).isEqualTo(Status.FAILED);
        assertThat(failed.doubting(doubt).error()).isEqualTo("else");
    }

    @ParameterizedTest
    @EnumSource(Result.class)
    void whatWasAppliedOrMayHaveBeenIsOurs(Result result) {
        boolean ours = result == Result.APPLIED || result == Result.UNANSWERED;

        assertThat(new Outcome(Change.addition(ONE), result, null, null, null).mayBeOurs())
                .isEqualTo(ours);
        assertThat(new Outcome(Change.addition(ONE), result, null, null, null, true).mayBeOurs())
                .isTrue();
    }

    private static Outcome outcome(Change change, Result result, String code) {
        return new Outcome(change, result, code, null, null);
    }

    private static Plan plan(GuardDecision decision) {
        var members = MemberIds.of(ONE);
        return Planner.plan(
                MAPPING,
                new Desired(members, MemberIds.none(), List.of(), List.of()),
                new Actual(members, Map.of()),
                new Difference(MAPPING.group(), MemberIds.none(), decision.held()),
                Set.of(),
                decision);
    }
}
