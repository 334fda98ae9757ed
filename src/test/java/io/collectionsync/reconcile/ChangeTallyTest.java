package io.collectionsync.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.membership.Actual;
import io.collectionsync.membership.Change;
import io.collectionsync.membership.Desired;
import io.collectionsync.membership.ForeignMembers;
import io.collectionsync.membership.GuardDecision;
import io.collectionsync.membership.Limits;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Outcome;
import io.collectionsync.membership.Outcome.Result;
import io.collectionsync.membership.Plan;
import io.collectionsync.membership.Read;
import io.collectionsync.membership.Sending;
import io.collectionsync.membership.Sources;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many removals of a run count against the limit of its tenant. */
class ChangeTallyTest {

    private static final UUID ADDED = new UUID(0, 1);
    private static final UUID ONE = new UUID(0, 2);
    private static final UUID OTHER = new UUID(0, 3);

    private final ChangeTally tally = new ChangeTally(
            new Actual(MemberIds.of(ONE, OTHER), Map.of()),
            new Desired(MemberIds.of(ADDED), MemberIds.none(), List.of(), List.of()),
            plan());

    @Test
    void noRemovalIsOnItsWayWhileAnAdditionHasNoOutcome() {
        assertThat(tally.removals()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"APPLIED", "REFUSED", "RETRYABLE", "UNANSWERED"})
    void afterTheLastAdditionEveryRemovalWithoutOutcomeMayHaveBeenMade(Result addition) {
        tally.add(List.of(outcome(Change.addition(ADDED), addition)));

        assertThat(tally.removals()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"APPLIED, 1", "ALREADY_SO, 1", "UNANSWERED, 1", "REFUSED, 0", "RETRYABLE, 0"})
    void aRemovalCountsUnlessGraphSaidThatItDidNotMakeIt(Result removal, int counted) {
        tally.add(List.of(
                outcome(Change.addition(ADDED), Result.APPLIED),
                outcome(Change.removal(ONE), removal),
                outcome(Change.removal(OTHER), Result.REFUSED)));

        assertThat(tally.removals()).isEqualTo(counted);
    }

    private static Outcome outcome(Change change, Result result) {
        return new Outcome(change, result, null, null, null);
    }

    private static Plan plan() {
        var mapping = new Mapping(
                "ring",
                new UUID(9, 9),
                new Sources(List.of("PS100001")),
                "contoso",
                ForeignMembers.REMOVE,
                MemberIds.none(),
                true,
                Limits.DEFAULT);
        return new Plan(
                mapping,
                new Read(1, 2, List.of()),
                new Sending(MemberIds.of(ADDED), MemberIds.of(ONE, OTHER)),
                new GuardDecision(MemberIds.none(), List.of()),
                Set.of());
    }
}
