package io.collectionsync.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What counts as a hand edit, and for how long. */
class DriftTest {

    private static final UUID GROUP = new UUID(9, 9);
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    @Test
    void whatTheCollectionsChangedIsNoDrift() {
        var drift = Drift.of(ids(1, 2), actual(1, 2), difference(ids(3), ids(2)));

        assertThat(drift).isEqualTo(Drift.NONE);
    }

    @Test
    void whatHasToBeRepairedIsDrift() {
        var drift = Drift.of(ids(1, 2), actual(1, 4), difference(ids(2, 3), ids(4)));

        assertThat(drift).isEqualTo(new Drift(ids(4), ids(2)));
    }

    @Test
    void aHandEditThatWasNotRepairedIsStillOneNextTime() {
        var drift = new Drift(ids(4), ids(2));

        assertThat(drift.base(ids(1, 4))).as("held, and not added").isEqualTo(ids(1, 2));
        assertThat(drift.base(ids(1, 2))).as("repaired").isEqualTo(ids(1, 2));
    }

    @Test
    void ownChangesOfARunThatBrokeOffAreNoDrift() {
        var left = Drift.left(
                ids(1, 2),
                List.of(
                        new OwnChange(Change.addition(id(3)), NOON),
                        new OwnChange(Change.removal(id(2)), NOON),
                        new OwnChange(Change.addition(id(5)), NOON),
                        new OwnChange(Change.removal(id(5)), NOON.plusSeconds(1))));

        assertThat(left).isEqualTo(ids(1, 3));
    }

    private static Actual actual(Integer... members) {
        return new Actual(ids(members), Map.of());
    }

    private static Difference difference(MemberIds additions, MemberIds removals) {
        return new Difference(GROUP, additions, removals);
    }

    private static MemberIds ids(Integer... members) {
        return MemberIds.of(Stream.of(members).map(DriftTest::id).toList());
    }

    private static UUID id(long number) {
        return new UUID(0, number);
    }
}
