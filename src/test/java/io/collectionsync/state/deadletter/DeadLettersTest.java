package io.collectionsync.state.deadletter;

import static io.collectionsync.membership.Outcome.Result.APPLIED;
import static io.collectionsync.membership.Outcome.Result.REFUSED;
import static io.collectionsync.membership.Outcome.Result.RETRYABLE;
import static io.collectionsync.membership.Outcome.Result.UNANSWERED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.collectionsync.membership.Change;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Outcome;
import io.collectionsync.state.Samples;
import io.collectionsync.state.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class DeadLettersTest {

    private static final UUID MEMBER = Samples.id(1);
    private static final MemberIds HOLDS_MEMBER = MemberIds.of(MEMBER);
    private static final MemberIds NOBODY = MemberIds.none();

    @Parameter
    TestDatabase on;

    private final Mapping pilot = Samples.mapping("pilot");
    private final Change addition = Change.addition(MEMBER);
    private final Change removal = Change.removal(MEMBER);
    private DeadLetters letters;

    @BeforeEach
    void open() {
        letters = new DeadLetters(on.emptied(), DeadLetterPolicy.DEFAULT);
    }

    @Test
    void aChangeThatWasTriedInTheFutureIsDue() {
        park(pilot, addition, RETRYABLE);
        on.clock().turn(Duration.ofHours(-1));

        assertThat(letters.waiting(pilot.group())).isEmpty();
        assertThat(letters.dueGroups()).containsExactly(pilot.group());
    }

    @Test
    void aFailedChangeWaitsUntilItIsDue() {
        park(pilot, addition, RETRYABLE);
        assertThat(letters.waiting(pilot.group())).containsExactly(addition);
        assertThat(letters.dueGroups()).isEmpty();

        on.clock().turn(Duration.ofSeconds(331));
        assertThat(letters.waiting(pilot.group())).isEmpty();
        assertThat(letters.dueGroups()).containsExactly(pilot.group());
    }

    @Test
    void aLetterTellsWhatHappened() {
        var now = on.clock().instant();
        park(pilot, addition, UNANSWERED);

        assertThat(letters.list(DeadLetterFilter.ALL)).singleElement().satisfies(letter -> {
            assertThat(letter.attempts().next()).isBetween(now.plusSeconds(270), now.plusSeconds(330));
            assertThat(letter)
                    .usingRecursiveComparison()
                    .ignoringFields("attempts.next")
                    .isEqualTo(new DeadLetter(
                            "pilot",
                            pilot.group(),
                            Samples.outcome(addition, UNANSWERED),
                            DeadLetter.State.WAITING,
                            Samples.run().id(),
                            new DeadLetter.Attempts(1, now, now, null),
                            null));
        });
    }

    @Test
    void doneChangesOpenNoLetter() {
        park(pilot, addition, APPLIED);
        assertThat(Samples.open(letters)).isZero();
    }

    @Test
    void openLettersAreCountedByGroup() {
        assertThat(letters.countOpenByGroup()).isEmpty();
        park(pilot, addition, RETRYABLE);
        park(pilot, removal, REFUSED);
        letters.discard(new DeadLetterFilter(null, "refused"));
        assertThat(letters.countOpenByGroup()).isEqualTo(Map.of(pilot.group(), 1L));
    }

    @Test
    void eachAttemptWaitsLongerUntilTheLetterIsParked() {
        var policy = new DeadLetterPolicy(Duration.ofMinutes(5), 2, Duration.ofMinutes(15), 4);
        letters = new DeadLetters(on.emptied(), policy);
        for (int minutes : List.of(5, 10, 15)) {
            park(pilot, addition, RETRYABLE);
            assertThat(delay()).isBetween(Duration.ofSeconds(54L * minutes), Duration.ofSeconds(66L * minutes));
            on.clock().turn(Duration.ofMinutes(20));
        }
        park(pilot, addition, RETRYABLE);

        assertThat(only().state()).isEqualTo(DeadLetter.State.PARKED);
        assertThat(only().attempts().count()).isEqualTo(4);
        assertThat(only().attempts().next()).isNull();
        on.clock().turn(Duration.ofDays(100));
        assertThat(letters.waiting(pilot.group())).containsExactly(addition);
        assertThat(letters.dueGroups()).isEmpty();
        assertThat(letters.countOpen(pilot.group())).isEqualTo(1);
    }

    @Test
    void aRefusedChangeWaitsAnHourAtFirst() {
        park(pilot, addition, REFUSED);
        assertThat(delay()).isBetween(Duration.ofMinutes(54), Duration.ofMinutes(66));
        park(pilot, addition, REFUSED);
        assertThat(delay()).isBetween(Duration.ofMinutes(108), Duration.ofMinutes(132));
    }

    @Test
    void aChangeThatHasComeTrueIsDone() {
        park(pilot, addition, UNANSWERED);
        assertThat(letters.closeUnneeded(pilot, HOLDS_MEMBER, HOLDS_MEMBER, List.of(), true))
                .isEqualTo(new ClosedLetters(1, 0));
        park(pilot, removal, RETRYABLE);
        assertThat(letters.closeUnneeded(pilot, NOBODY, NOBODY, List.of(), false))
                .isEqualTo(new ClosedLetters(1, 0));

        assertThat(Samples.open(letters)).isZero();
        assertThat(letters.of(MEMBER))
                .extracting(DeadLetter::state)
                .containsExactly(DeadLetter.State.DONE, DeadLetter.State.DONE);
    }

    @Test
    void aChangeThatTheRunHasMadeIsDone() {
        park(pilot, addition, RETRYABLE);
        assertThat(letters.closeUnneeded(
                        pilot, HOLDS_MEMBER, NOBODY, List.of(Samples.outcome(addition, APPLIED)), true))
                .isEqualTo(new ClosedLetters(1, 0));
    }

    @Test
    void aChangeThatFailedAgainStaysOpen() {
        park(pilot, addition, RETRYABLE);
        assertThat(letters.closeUnneeded(
                        pilot, HOLDS_MEMBER, NOBODY, List.of(Samples.outcome(addition, RETRYABLE)), true))
                .isEqualTo(new ClosedLetters(0, 0));
        assertThat(Samples.open(letters)).isEqualTo(1);
    }

    @Test
    void anAdditionThatIsNoLongerWantedIsSuperseded() {
        park(pilot, addition, RETRYABLE);
        assertThat(letters.closeUnneeded(pilot, NOBODY, NOBODY, List.of(), false))
                .as("an incomplete read proves nothing")
                .isEqualTo(new ClosedLetters(0, 0));
        assertThat(letters.closeUnneeded(pilot, NOBODY, NOBODY, List.of(), true))
                .isEqualTo(new ClosedLetters(0, 1));
        assertThat(letters.of(MEMBER)).extracting(DeadLetter::state).containsExactly(DeadLetter.State.SUPERSEDED);
    }

    @Test
    void aRemovalIsSupersededOnlyWhenItsMemberIsDesiredAgainOrKept() {
        park(pilot, removal, RETRYABLE);
        assertThat(letters.closeUnneeded(pilot, NOBODY, HOLDS_MEMBER, List.of(), true))
                .isEqualTo(new ClosedLetters(0, 0));
        assertThat(letters.closeUnneeded(pilot, NOBODY, HOLDS_MEMBER, List.of(), false))
                .isEqualTo(new ClosedLetters(0, 0));
        assertThat(letters.closeUnneeded(pilot, HOLDS_MEMBER, HOLDS_MEMBER, List.of(), false))
                .isEqualTo(new ClosedLetters(0, 1));
        park(pilot, removal, RETRYABLE);
        assertThat(letters.closeUnneeded(Samples.mapping("pilot", HOLDS_MEMBER), NOBODY, HOLDS_MEMBER, List.of(), true))
                .isEqualTo(new ClosedLetters(0, 1));
    }

    @Test
    void aRemovalThatACompleteReadDoesNotWantForAnyReasonIsSuperseded() {
        var other = Change.removal(Samples.id(2));
        List.of(removal, other, Change.addition(Samples.id(3))).forEach(change -> park(pilot, change, REFUSED));
        park(Samples.mapping("another"), removal, REFUSED);

        assertThat(letters.supersedeRemovals(pilot, MemberIds.of(other.object())))
                .isEqualTo(1);

        assertThat(letters.of(MEMBER))
                .extracting(DeadLetter::mapping, DeadLetter::state)
                .containsExactly(
                        tuple("pilot", DeadLetter.State.SUPERSEDED), tuple("another", DeadLetter.State.WAITING));
        assertThat(letters.countOpen(pilot.group())).isEqualTo(2);
    }

    @Test
    void otherGroupsAreNotTouched() {
        park(Samples.mapping("broad"), addition, RETRYABLE);
        letters.closeUnneeded(pilot, NOBODY, HOLDS_MEMBER, List.of(), true);
        assertThat(Samples.open(letters)).isEqualTo(1);
        assertThat(letters.waiting(pilot.group())).isEmpty();
    }

    @Test
    void aReplayedLetterIsDueAtOnceWithAllItsAttempts() {
        letters = new DeadLetters(on.emptied(), new DeadLetterPolicy(Duration.ofMinutes(5), 2, Duration.ofHours(6), 1));
        park(pilot, addition, RETRYABLE);
        assertThat(only().state()).isEqualTo(DeadLetter.State.PARKED);

        assertThat(letters.replay(DeadLetterFilter.ALL)).isEqualTo(1);

        assertThat(letters.waiting(pilot.group())).isEmpty();
        assertThat(letters.dueGroups()).containsExactly(pilot.group());
        assertThat(only().attempts().count()).isZero();
    }

    @Test
    void aDiscardedChangeIsNotSuppressedAndFailsIntoANewLetter() {
        park(pilot, addition, RETRYABLE);
        assertThat(letters.discard(DeadLetterFilter.ALL)).isEqualTo(1);
        assertThat(letters.waiting(pilot.group())).isEmpty();
        assertThat(Samples.open(letters)).isZero();

        park(pilot, addition, RETRYABLE);
        assertThat(letters.of(MEMBER))
                .extracting(DeadLetter::state)
                .containsExactly(DeadLetter.State.DISCARDED, DeadLetter.State.WAITING);
    }

    @Test
    void lettersAreFoundByMappingAndReason() {
        park(pilot, addition, RETRYABLE);
        park(pilot, Change.removal(Samples.id(2)), REFUSED);
        park(Samples.mapping("broad"), addition, REFUSED);

        assertThat(letters.list(new DeadLetterFilter("pilot", null))).hasSize(2);
        assertThat(letters.list(new DeadLetterFilter(pilot.group().toString().toUpperCase(Locale.ROOT), null)))
                .hasSize(2);
        assertThat(letters.list(new DeadLetterFilter("pilot", "refused"))).hasSize(1);
        assertThat(letters.list(new DeadLetterFilter(null, "Request_BadRequest")))
                .hasSize(3);
        assertThat(letters.discard(new DeadLetterFilter(null, "refused"))).isEqualTo(2);
        assertThat(letters.list(DeadLetterFilter.ALL))
                .extracting(DeadLetter::change)
                .containsExactly(addition);
    }

    @Test
    void thousandsOfFailuresAreParkedAndSettledTogether() {
        var many = LongStream.range(0, 2500)
                .mapToObj(number -> Samples.outcome(Change.addition(Samples.id(number)), RETRYABLE))
                .toList();
        letters.park(Samples.run(), pilot, many);
        letters.park(Samples.run(), pilot, many);
        assertThat(letters.countOpen(pilot.group())).isEqualTo(2500);
        assertThat(letters.list(DeadLetterFilter.ALL))
                .allMatch(letter -> letter.attempts().count() == 2);

        assertThat(letters.closeUnneeded(pilot, NOBODY, NOBODY, List.of(), true))
                .isEqualTo(new ClosedLetters(0, 2500));
    }

    private void park(Mapping mapping, Change change, Outcome.Result result) {
        letters.park(Samples.run(), mapping, List.of(Samples.outcome(change, result)));
    }

    private DeadLetter only() {
        return letters.list(DeadLetterFilter.ALL).get(0);
    }

    private Duration delay() {
        return Duration.between(on.clock().instant(), only().attempts().next());
    }
}
