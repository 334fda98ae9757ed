package io.collectionsync.graph.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a PATCH is believed to cost. */
class WriteCostTest {

    private final TestClock clock = new TestClock();
    private final WriteCost cost = new WriteCost(clock);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 20})
    void aPatchCostsOneWriteUntilSomethingElseIsKnown(int members) {
        assertThat(cost.of(members)).isEqualTo(1);
    }

    @Test
    void aHeaderAboveOneIsBelievedUntilOneSaysOne() {
        assertThat(cost.told(20, 7)).isEqualTo(7);
        assertThat(cost.of(20)).isEqualTo(7);
        assertThat(cost.of(10)).isEqualTo(4);

        assertThat(cost.told(20, 1)).isEqualTo(1);
        assertThat(cost.of(20)).isEqualTo(1);
    }

    @Test
    void ofAFewMembersAHeaderTellsNothingAboutMore() {
        cost.told(20, 7);
        cost.told(3, 1);

        assertThat(cost.of(20)).isEqualTo(7);
    }

    @Test
    void twoSurprisesTeachThatAPatchCostsAThirdOfItsMembers() {
        cost.surprised();
        assertThat(cost.of(20)).isEqualTo(1);
        cost.surprised();

        assertThat(cost.of(20)).isEqualTo(7);
        assertThat(cost.of(3)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1})
    void aHeaderOfOneOrLessUndoesNothingThatThrottlingTeaches(int units) {
        cost.surprised();
        cost.told(20, units);
        cost.surprised();
        assertThat(cost.of(20)).isEqualTo(7);

        cost.told(20, units);
        assertThat(cost.of(20)).isEqualTo(7);
    }

    @Test
    void theDearerOfWhatIsToldAndTaughtIsBelieved() {
        cost.surprised();
        cost.surprised();
        cost.told(20, 2);
        assertThat(cost.of(20)).isEqualTo(7);

        cost.told(20, 15);
        assertThat(cost.of(20)).isEqualTo(15);
    }

    @Test
    void whatThrottlingTaughtIsForgottenAnHourAfterTheLastSurprise() {
        cost.surprised();
        clock.move(Duration.ofMinutes(59));
        cost.surprised();
        clock.move(Duration.ofMinutes(59));
        assertThat(cost.of(20)).isEqualTo(7);

        clock.move(Duration.ofMinutes(1));
        assertThat(cost.of(20)).isEqualTo(1);
    }

    @Test
    void surprisesFarApartTeachNothing() {
        for (int i = 0; i < 5; i++) {
            cost.surprised();
            clock.move(WriteCost.MEMORY);
        }
        assertThat(cost.of(20)).isEqualTo(1);
    }

    @ParameterizedTest(name = "{1} units for {0} members")
    @CsvSource({"20, 2147483647, 20", "20, 21, 20", "3, 900, 3", "20, -2147483648, 1", "0, 5, 1"})
    void aCostIsNeverLessThanOneWriteNorMoreThanOneForEachMember(int members, int units, int bounded) {
        assertThat(cost.told(members, units)).isEqualTo(bounded);
        for (int i = 0; i < 1000; i++) {
            cost.surprised();
        }
        assertThat(cost.of(members)).isBetween(1, Math.max(1, members));
    }
}
