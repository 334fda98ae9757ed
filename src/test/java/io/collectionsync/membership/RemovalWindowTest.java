package io.collectionsync.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.membership.RemovalWindow.Left;
import io.collectionsync.membership.RemovalWindow.Removed;
import io.collectionsync.membership.RemovalWindow.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** How much of the percentage is used within the window. */
class RemovalWindowTest {

    private static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");
    private static final Duration DAY = Duration.ofHours(24);
    private static final Limits LIMITS = new Limits(500, 20, 20, false);

    @Test
    void withoutARecordTheGroupItselfIsTheBase() {
        assertThat(RemovalWindow.none(NOW, DAY).usage(LIMITS, group(100))).isEqualTo(new Usage(100, 0, 20));
    }

    @Test
    void theLargestMembershipThatRunsLeftIsTheBaseEvenOfASmallGroup() {
        var window = window(List.of(left(20, 400), left(10, 500), left(1, 15)), List.of());

        assertThat(window.usage(LIMITS, group(15))).isEqualTo(new Usage(500, 0, 100));
        assertThat(window(List.of(left(1, 15)), List.of())
                        .usage(LIMITS, group(900))
                        .allowed())
                .as("a small group, whatever others put in")
                .isEqualTo(Limits.UNLIMITED);
    }

    @Test
    void whatStoodWhenTheWindowBeganCountsAndWhatWasBeforeDoesNot() {
        assertThat(window(List.of(left(80, 900), left(30, 300), left(2, 200)), List.of())
                        .usage(LIMITS, group(200))
                        .base())
                .isEqualTo(300);
    }

    @Test
    void onlyRemovedMembersOfTheWindowCountWhoAreNotInTheGroupAgain() {
        var window = window(
                List.of(left(40, 100)),
                List.of(removed(30, 500), removed(24, 501), removed(3, 502), removed(2, 502), removed(1, 1)));

        assertThat(window.usage(LIMITS, group(50)).used()).isEqualTo(2);
    }

    @Test
    void approvedRemovalsDoNotCountAndLowerTheBaseOfBefore() {
        var window = window(
                List.of(left(9, 100), left(5, 70), left(4, 90)),
                List.of(approved(6, 500), approved(6, 501), removed(2, 502)));

        assertThat(window.usage(LIMITS, group(90))).isEqualTo(new Usage(98, 1, 19));
    }

    @Test
    void aPercentageThatIsSwitchedOffAllowsAll() {
        var unlimited = new Limits(500, Limits.UNLIMITED, 20, false);

        assertThat(RemovalWindow.none(NOW, DAY).usage(unlimited, group(100)).allowed())
                .isEqualTo(Limits.UNLIMITED);
    }

    @Test
    void theWindowOpensWhenEnoughRemovalsHaveLeftIt() {
        var window = window(
                List.of(left(30, 100)), List.of(removed(20, 500), removed(10, 501), removed(10, 502), removed(1, 503)));

        assertThat(window.opens(LIMITS, group(96), 16))
                .contains(NOW.plus(Duration.ofHours(4)).plusMillis(1));
        assertThat(window.opens(LIMITS, group(96), 19))
                .contains(NOW.plus(Duration.ofHours(14)).plusMillis(1));
        assertThat(window.opens(LIMITS, group(96), 21)).isEmpty();
    }

    @Test
    void theBaseShrinksToo() {
        var window = window(List.of(left(20, 200), left(2, 100)), List.of(removed(2, 500)));

        assertThat(window.opens(LIMITS, group(100), 41))
                .as("never: 20 of 100 then")
                .isEmpty();
    }

    /** Whatever collections do, runs take no more than the percentage of the largest membership within a window. */
    @Property(tries = 200)
    void slowDripsPassNoPercentage(
            @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 0, max = 60) Integer> wanted,
            @ForAll @IntRange(min = 1, max = 300) int minutes) {
        var left = new ArrayList<Left>();
        var gone = new ArrayList<Removed>();
        var members = IntStream.range(0, 200).boxed().collect(ArrayList<Integer>::new, List::add, List::addAll);
        var time = NOW;
        left.add(new Left(time, members.size()));
        for (int removals : wanted) {
            time = time.plus(Duration.ofMinutes(minutes));
            int many = Math.min(removals, members.size());
            var window = new RemovalWindow(time, DAY, left, gone);
            if (!window.usage(LIMITS, new Actual(ids(members), Map.of())).isPassedBy(many)) {
                for (int each = 0; each < many; each++) {
                    gone.add(new Removed(time, new UUID(0, members.remove(0)), false));
                }
                left.add(new Left(time, members.size()));
            }
            var end = time;
            long within = gone.stream()
                    .filter(one -> !one.time().isBefore(end.minus(DAY)))
                    .count();
            assertThat(within * 5).isLessThanOrEqualTo(largest(left, end));
        }
    }

    private static int largest(List<Left> left, Instant end) {
        int largest = 0;
        for (int at = 0; at < left.size(); at++) {
            boolean lasted = at + 1 == left.size() || !left.get(at + 1).time().isBefore(end.minus(DAY));
            largest = lasted ? Math.max(largest, left.get(at).members()) : largest;
        }
        return Math.max(largest, LIMITS.smallGroup() * 5);
    }

    private static MemberIds ids(List<Integer> members) {
        return MemberIds.of(members.stream().map(id -> new UUID(0, id)).toList());
    }

    private static RemovalWindow window(List<Left> left, List<Removed> removed) {
        return new RemovalWindow(NOW, DAY, left, removed);
    }

    private static Left left(int hoursAgo, int members) {
        return new Left(NOW.minus(Duration.ofHours(hoursAgo)), members);
    }

    private static Removed removed(int hoursAgo, int id) {
        return new Removed(NOW.minus(Duration.ofHours(hoursAgo)), new UUID(0, id), false);
    }

    private static Removed approved(int hoursAgo, int id) {
        return new Removed(NOW.minus(Duration.ofHours(hoursAgo)), new UUID(0, id), true);
    }

    private static Actual group(int members) {
        return new Actual(
                MemberIds.of(LongStream.rangeClosed(1, members)
                        .mapToObj(id -> new UUID(0, id))
                        .toList()),
                Map.of());
    }
}
