package io.collectionsync.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which of our own changes a read that lags is corrected by. */
class ReplicaLagTest {

    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    @Test
    void whatWasJustAddedCountsAsThere() {
        assertThat(withOwnChanges(ids(1), added(2, 0))).isEqualTo(ids(1, 2));
    }

    @Test
    void whatWasJustRemovedCountsAsGone() {
        assertThat(withOwnChanges(ids(1, 2), removed(2, 0))).isEqualTo(ids(1));
    }

    @Test
    void aLaterChangeThatIsVisibleProvesThatSomebodyUndidAnEarlierOne() {
        assertThat(withOwnChanges(ids(3), added(2, 0), added(3, 1))).isEqualTo(ids(3));
        assertThat(withOwnChanges(ids(2, 3), removed(2, 0), added(3, 1))).isEqualTo(ids(2, 3));
        assertThat(withOwnChanges(ids(2), added(2, 0), added(3, 1))).isEqualTo(ids(2, 3));
    }

    @Test
    void fewMissingOfABatchWereUndoneAndManyAreStillOnTheirWay() {
        assertThat(withOwnChanges(ids(1, 2), added(1, 0), added(2, 0), added(3, 0)))
                .isEqualTo(ids(1, 2));
        assertThat(withOwnChanges(ids(1), added(1, 0), added(2, 0), added(3, 0)))
                .isEqualTo(ids(1, 2, 3));
    }

    @Test
    void theLatestChangeOfAMemberCounts() {
        assertThat(withOwnChanges(ids(), added(1, 0), removed(1, 1))).isEqualTo(ids());
        assertThat(withOwnChanges(ids(1), added(1, 0), removed(1, 1))).isEqualTo(ids());
    }

    private static MemberIds withOwnChanges(MemberIds read, OwnChange... recent) {
        return ReplicaLag.withOwnChanges(new Actual(read, Map.of()), List.of(recent))
                .members();
    }

    private static OwnChange added(long member, int second) {
        return new OwnChange(Change.addition(id(member)), NOON.plusSeconds(second));
    }

    private static OwnChange removed(long member, int second) {
        return new OwnChange(Change.removal(id(member)), NOON.plusSeconds(second));
    }

    private static MemberIds ids(Integer... members) {
        return MemberIds.of(Stream.of(members).map(ReplicaLagTest::id).toList());
    }

    private static UUID id(Number member) {
        return new UUID(0, member.longValue());
    }
}
