package io.collectionsync.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.membership.HoldReason.Word;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When removals are held: each limit at, below and above its boundary. */
class GuardTest {

    private static final int U = Limits.UNLIMITED;
    private static final RemovalWindow WINDOW = RemovalWindow.none(Instant.EPOCH, Duration.ofHours(24));

    @ParameterizedTest(name = "{1} removals, {0} allowed: held is {2}")
    @CsvSource({"500, 500, false", "500, 501, true", "1, 1, false", "1, 2, true", "0, 1, true", "0, 0, false"})
    void theNumberOfRemovalsIsLimited(int allowed, int removals, boolean held) {
        assertThat(words(new Limits(allowed, U, 0, true), 10_000, removals))
                .isEqualTo(held ? List.of(Word.MAX_REMOVALS) : List.of());
    }

    @ParameterizedTest(name = "{1} of {2} members, {0} % allowed: held is {3}")
    @CsvSource({
        "20, 20, 100, false",
        "20, 21, 100, true",
        "20, 4, 21, false",
        "20, 5, 21, true",
        "0, 1, 100000, true",
        "100, 100, 100, false",
        "1, 1, 100, false",
        "1, 1, 99, true",
        "33, 1, 3, true",
        "34, 1, 3, false",
        "20, 200000, 1000000, false",
        "20, 200001, 1000000, true"
    })
    void thePercentageOfRemovalsIsLimited(int percent, int removals, int members, boolean held) {
        assertThat(words(new Limits(U, percent, 0, true), members, removals))
                .isEqualTo(held ? List.of(Word.MAX_REMOVAL_PERCENT) : List.of());
    }

    @ParameterizedTest(name = "{0} members, small up to {1}: held is {2}")
    @CsvSource({"20, 20, false", "21, 20, true", "3, 3, false", "3, 2, true", "1, 0, true"})
    void aSmallGroupKnowsNoPercentage(int members, int small, boolean held) {
        assertThat(words(new Limits(U, 20, small, true), members, members))
                .isEqualTo(held ? List.of(Word.MAX_REMOVAL_PERCENT) : List.of());
    }

    @Test
    void anEmptyCollectionHoldsEveryRemovalUnlessItMayEmptyItsGroup() {
        assertThat(reasons(new Limits(U, U, 20, false), desired(0), 3, 3))
                .extracting(HoldReason::word)
                .containsExactly(Word.EMPTY);
        assertThat(reasons(new Limits(U, U, 20, true), desired(0), 3, 3)).isEmpty();
        assertThat(reasons(new Limits(U, U, 20, false), desired(1), 3, 3)).isEmpty();
    }

    @Test
    void anUnlimitedLimitIsSwitchedOff() {
        assertThat(words(new Limits(U, U, 0, true), 1_000_000, 1_000_000)).isEmpty();
    }

    @Test
    void theDefaultsHoldALargeRemovalAndLetASmallOneGo() {
        assertThat(words(Limits.DEFAULT, 100, 20)).isEmpty();
        assertThat(words(Limits.DEFAULT, 100, 21)).containsExactly(Word.MAX_REMOVAL_PERCENT);
        assertThat(words(Limits.DEFAULT, 10_000, 501)).containsExactly(Word.MAX_REMOVALS);
        assertThat(words(Limits.DEFAULT, 1_000, 501)).containsExactly(Word.MAX_REMOVALS, Word.MAX_REMOVAL_PERCENT);
    }

    @Test
    void aDoubtHoldsEvenASingleRemoval() {
        var doubt = new HoldReason(Word.COLLECTION_NOT_READY, "status 2");
        var desired = new Desired(ids(1), MemberIds.none(), List.of(), List.of(doubt));

        assertThat(Guard.reasonsToHold(new Limits(U, U, 0, true), desired, actual(9), ids(1), WINDOW))
                .containsExactly(doubt);
    }

    @Test
    void withoutRemovalsThereIsNothingToHold() {
        var doubtful = new Desired(
                MemberIds.none(), MemberIds.none(), List.of(), List.of(new HoldReason(Word.MEMBER_COUNT, "")));

        assertThat(Guard.reasonsToHold(new Limits(0, 0, 0, false), doubtful, actual(0), MemberIds.none(), WINDOW))
                .isEmpty();
    }

    @Test
    void aReasonTellsItsFigures() {
        assertThat(reasons(new Limits(1, 20, 0, false), desired(0), 10, 3))
                .extracting(HoldReason::text)
                .containsExactly(
                        "empty: the collections ask for no member at all",
                        "max-removals: 3 removals, 1 allowed",
                        "max-removal-percent: 3 removals of 10 members, 20 % allowed");
    }

    @Test
    void aFirstRunHoldsEveryRemovalUnlessTheLimitsAloneJudge() {
        var unknown = new RemovalRecord(false, WINDOW, ResourceObjects.none());
        var kinds = new RemovalKinds(0, 2, 0, 0);
        var limits = new Limits(500, 20, 20, false, Duration.ofHours(24), FirstRun.LIMITS);

        var held = decide(Limits.DEFAULT, unknown, kinds, ids(2), DoubtfulRemovals.NONE);

        assertThat(held.held()).isEqualTo(ids(2));
        assertThat(held.reasons()).containsExactly(new HoldReason(Word.FIRST_RUN, "2 added by hand"));
        assertThat(held.isReleasable()).isTrue();
        assertThat(held.usage()).isEqualTo(new RemovalWindow.Usage(100, 0, 20));
        assertThat(decide(limits, unknown, kinds, ids(2), DoubtfulRemovals.NONE).reasons())
                .isEmpty();
        assertThat(decide(Limits.DEFAULT, KNOWN, kinds, ids(2), DoubtfulRemovals.NONE)
                        .held())
                .isEqualTo(MemberIds.none());
        assertThat(decide(Limits.DEFAULT, unknown, kinds, MemberIds.none(), DoubtfulRemovals.NONE)
                        .reasons())
                .isEmpty();
    }

    @Test
    void whoIsDoubtfulIsHeldAndNobodyElse() {
        var one = MemberIds.of(new UUID(0, 1));
        var two = MemberIds.of(new UUID(0, 2));
        var gone = MemberIds.of(new UUID(7, 7));
        var doubtful = new DoubtfulRemovals(MemberIds.none(), one, gone, two, Map.of());

        var decision = decide(Limits.DEFAULT, KNOWN, RemovalKinds.NONE, ids(3), doubtful);

        assertThat(decision.held()).isEqualTo(ids(2));
        assertThat(decision.reasons())
                .extracting(HoldReason::word)
                .containsExactly(Word.LOST_DEVICE_ID, Word.CANNOT_TELL);
        assertThat(decision.reasons())
                .extracting(HoldReason::detail)
                .allMatch(detail -> detail.startsWith("1 members"));
        assertThat(doubtful.held()).isEqualTo(ids(2).or(gone));
        assertThat(doubtful.except(one).held()).isEqualTo(two.or(gone));
        var again = Guard.decideAgain(false, desired(1), ids(3), doubtful.except(two));
        assertThat(again.held()).isEqualTo(one);
        assertThat(Guard.decideAgain(false, desired(0), ids(3), DoubtfulRemovals.NONE)
                        .reasons())
                .extracting(HoldReason::word)
                .containsExactly(Word.EMPTY);
        assertThat(Guard.decideAgain(true, desired(0), ids(3), DoubtfulRemovals.NONE)
                        .held())
                .isEqualTo(MemberIds.none());
        assertThat(Guard.decideAgain(false, desired(0), MemberIds.none(), DoubtfulRemovals.NONE)
                        .reasons())
                .isEmpty();
    }

    @Test
    void aDoubtAboutTheReadIsNotReleasable() {
        var doubt = new GuardDecision(ids(1), List.of(new HoldReason(Word.MEMBER_COUNT, "")));

        assertThat(doubt.isReleasable()).isFalse();
        assertThat(GuardDecision.FREE.isReleasable()).isTrue();
        assertThat(doubt.hold(ids(2), new HoldReason(Word.EMPTY, "")).held()).isEqualTo(ids(2));
        assertThat(GuardDecision.FREE
                        .with(new RemovalWindow.Usage(1, 2, 3))
                        .usage()
                        .used())
                .isEqualTo(2);
    }

    @Test
    void aReasonOfTheWindowTellsWhenItOpens() {
        var now = Instant.parse("2026-12-01T10:00:30Z");
        var removed = LongStream.rangeClosed(901, 915)
                .mapToObj(id -> new RemovalWindow.Removed(now.minus(Duration.ofHours(20)), new UUID(0, id), false))
                .toList();
        var left = List.of(new RemovalWindow.Left(now.minus(Duration.ofDays(3)), 100));

        assertThat(detail(new RemovalWindow(now, Duration.ofHours(24), left, removed)))
                .isEqualTo("6 removals after 15 within 24 h of 100 members, 20 % allowed; from 2026-12-01 14:01 UTC on"
                        + " they go by themselves, unless the mapping is paused");
        assertThat(detail(new RemovalWindow(now, Duration.ofMinutes(1230), left, removed)))
                .startsWith("6 removals after 15 within 1230 min of 100 members");
    }

    private static String detail(RemovalWindow window) {
        return Guard.reasonsToHold(Limits.DEFAULT, desired(1), actual(85), ids(6), window)
                .get(0)
                .detail();
    }

    private static final RemovalRecord KNOWN = new RemovalRecord(true, WINDOW, ResourceObjects.none());

    private static GuardDecision decide(
            Limits limits, RemovalRecord record, RemovalKinds kinds, MemberIds removals, DoubtfulRemovals doubtful) {
        return Guard.decide(limits, desired(1), actual(100), removals, record, kinds, doubtful);
    }

    private static List<Word> words(Limits limits, int members, int removals) {
        return reasons(limits, desired(1), members, removals).stream()
                .map(HoldReason::word)
                .toList();
    }

    private static List<HoldReason> reasons(Limits limits, Desired desired, int members, int removals) {
        return Guard.reasonsToHold(limits, desired, actual(members), ids(removals), WINDOW);
    }

    private static Desired desired(int members) {
        return new Desired(ids(members), MemberIds.none(), List.of(), List.of());
    }

    private static Actual actual(int members) {
        return new Actual(ids(members), Map.of());
    }

    private static MemberIds ids(int count) {
        return MemberIds.of(LongStream.rangeClosed(1, count)
                .mapToObj(low -> new UUID(0, low))
                .toList());
    }
}
