package io.collectionsync.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an approval releases, and what the tenant's limit counts. */
class DifferenceTest {

    private static final UUID GROUP = new UUID(1, 1);

    @Test
    void theHashFollowsFromGroupRemovalsAndTheRunThatIsTakenBack() {
        String hash = difference(ids(1), ids(2)).hash();

        assertThat(hash)
                .matches("[0-9a-f]{64}")
                .isEqualTo(difference(ids(1), ids(2)).hash())
                .as("additions are no part of it")
                .isEqualTo(difference(ids(), ids(2)).hash())
                .isEqualTo(difference(ids(5, 6), ids(2)).hash());
        assertThat(List.of(
                        difference(ids(2), ids(1)).hash(),
                        difference(ids(1, 2), ids()).hash(),
                        difference(ids(1), ids(2, 3)).hash(),
                        back("run-1", ids(1), ids(2)).hash(),
                        back("run-2", ids(1), ids(2)).hash(),
                        back("run-1", ids(1, 3), ids(2)).hash(),
                        back("run-1", ids(3), ids(2)).hash(),
                        new Difference(new UUID(1, 2), ids(1), ids(2)).hash()))
                .doesNotContain(hash)
                .doesNotHaveDuplicates();
    }

    @Test
    void peopleSeeTheFirstTwelveDigits() {
        var difference = difference(ids(1), ids(2));

        assertThat(difference.shortHash()).hasSize(12);
        assertThat(difference.hash()).startsWith(difference.shortHash());
    }

    @Test
    void itIsEmptyWhereNobodyIsToComeOrGo() {
        assertThat(difference(ids(), ids()).isEmpty()).isTrue();
        assertThat(difference(ids(1), ids()).isEmpty()).isFalse();
        assertThat(difference(ids(), ids(1)).isEmpty()).isFalse();
    }

    @Test
    void anApprovalCoversItsRemovalsOrFewerWhateverIsAdded() {
        var approval = new Approval(difference(ids(1, 2), ids(3, 4)), "somebody");

        assertThat(approval.covers(difference(ids(1, 2), ids(3, 4)))).isTrue();
        assertThat(approval.covers(difference(ids(), ids(3, 4)))).isTrue();
        assertThat(approval.covers(difference(ids(1, 2, 6), ids(3, 4)))).isTrue();
        assertThat(approval.covers(difference(ids(1, 2), ids(3))))
                .as("one need not go any more")
                .isTrue();
        assertThat(approval.covers(difference(ids(1, 2), ids(3, 4, 5)))).isFalse();
        assertThat(approval.covers(difference(ids(1, 2), ids(5)))).isFalse();
        assertThat(approval.covers(new Difference(new UUID(1, 2), ids(1, 2), ids(3, 4))))
                .as("another group")
                .isFalse();
        assertThat(approval.covers(back("run-1", ids(1, 2), ids(3, 4))))
                .as("the way back of a run")
                .isFalse();
    }

    @Test
    void anApprovalOfAWayBackCoversItAlone() {
        var approval = new Approval(back("run-1", ids(1, 2), ids(3, 4)), "somebody");

        assertThat(approval.covers(back("run-1", ids(1), ids(3)))).isTrue();
        assertThat(approval.covers(back("run-1", ids(1, 2, 5), ids(3, 4))))
                .as("somebody who was not shown would come back")
                .isFalse();
        assertThat(approval.covers(back("run-1", ids(1, 2), ids(3, 4, 5)))).isFalse();
        assertThat(approval.covers(back("run-2", ids(1, 2), ids(3, 4)))).isFalse();
        assertThat(approval.covers(difference(ids(1, 2), ids(3, 4)))).isFalse();
    }

    @Test
    void aChangedDifferenceTellsWhatHasChanged() {
        assertThat(difference(ids(), ids(3, 5, 6)).changeSince(difference(ids(1), ids(3, 4)), 1))
                .isEqualTo("2 more removals (" + id(5) + ", …); 1 removals no longer (" + id(4) + ")");
        assertThat(back("run-1", ids(1, 7), ids()).changeSince(back("run-1", ids(1), ids()), 1))
                .isEqualTo("1 more additions (" + id(7) + ")");
    }

    @ParameterizedTest(name = "{2} removals after {1}, {0} allowed: held is {3}")
    @CsvSource({"10, 0, 10, false", "10, 1, 10, true", "0, 0, 1, true", "0, 5, 0, false", "2147483647, 999999, 5, false"
    })
    void theTenantsLimitCountsWhatWasRemovedBefore(int most, long already, int removals, boolean held) {
        assertThat(Guard.reasonToHoldInTenant(most, already, removals).isPresent())
                .isEqualTo(held);
    }

    private static Difference difference(MemberIds additions, MemberIds removals) {
        return new Difference(GROUP, additions, removals);
    }

    private static Difference back(String undone, MemberIds additions, MemberIds removals) {
        return new Difference(GROUP, additions, removals, undone);
    }

    private static UUID id(long low) {
        return new UUID(0, low);
    }

    private static MemberIds ids(long... members) {
        return MemberIds.of(LongStream.of(members).mapToObj(DifferenceTest::id).toList());
    }
}
