package io.collectionsync.state.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.membership.Change;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Outcome;
import io.collectionsync.state.Samples;
import io.collectionsync.state.TestDatabase;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;

/** A letter is open exactly until its change came true, is no longer wanted, or was discarded. */
class DeadLettersPropertyTest {

    private static final Mapping PILOT = Samples.mapping("pilot");
    private static final List<UUID> MEMBERS = List.of(Samples.id(1), Samples.id(2), Samples.id(3), Samples.id(4));
    private static final DeadLetterPolicy POLICY =
            new DeadLetterPolicy(Duration.ofMinutes(5), 2, Duration.ofHours(6), 3);

    /** One thing that happens: to the letters, and to a set of open changes that cannot be wrong. */
    private interface Step {

        void happen(DeadLetters letters, Set<Change> open);
    }

    @Property(tries = 60, shrinking = ShrinkingMode.BOUNDED)
    void noOpenChangeIsForgotten(@ForAll("steps") List<Step> steps) {
        var database = TestDatabase.SQLITE.emptied();
        var letters = new DeadLetters(database, POLICY);
        var open = new HashSet<Change>();
        for (var step : steps) {
            step.happen(letters, open);
            assertThat(letters.list(DeadLetterFilter.ALL))
                    .extracting(DeadLetter::change)
                    .containsExactlyInAnyOrderElementsOf(open);
            assertThat(open).containsAll(letters.waiting(PILOT.group()));
            assertThat(letters.dueGroups().isEmpty())
                    .as("no letter is due or all open ones wait")
                    .isEqualTo(letters.waiting(PILOT.group()).size() == open.size());
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Arbitraries.frequencyOf(
                        Tuple.of(4, parks()), Tuple.of(3, settles()), Tuple.of(1, byHand()), Tuple.of(2, time()))
                .list()
                .ofMaxSize(14);
    }

    private static Arbitrary<Step> parks() {
        var outcomes = Combinators.combine(
                        Arbitraries.of(MEMBERS),
                        Arbitraries.of(Change.Kind.class),
                        Arbitraries.of(Outcome.Result.class))
                .as((member, kind, result) -> Samples.outcome(new Change(kind, member), result));
        return outcomes.list().uniqueElements(Outcome::change).ofMaxSize(5).map(list -> (letters, open) -> {
            letters.park(Samples.run(), PILOT, list);
            list.stream().filter(outcome -> !outcome.result().isDone()).forEach(outcome -> open.add(outcome.change()));
        });
    }

    private static Arbitrary<Step> settles() {
        return Combinators.combine(members(), members(), Arbitraries.of(true, false))
                .as((desired, actual, complete) -> (letters, open) -> {
                    letters.closeUnneeded(PILOT, MemberIds.of(desired), MemberIds.of(actual), List.of(), complete);
                    open.removeIf(change -> change.kind() == Change.Kind.ADDITION
                            ? actual.contains(change.object()) || complete && !desired.contains(change.object())
                            : !actual.contains(change.object()) || desired.contains(change.object()));
                });
    }

    private static Arbitrary<Step> byHand() {
        return Arbitraries.of((letters, open) -> letters.replay(DeadLetterFilter.ALL), (letters, open) -> {
            letters.discard(DeadLetterFilter.ALL);
            open.clear();
        });
    }

    private static Arbitrary<Step> time() {
        return Arbitraries.integers()
                .between(1, 600)
                .map(minutes -> (letters, open) -> TestDatabase.SQLITE.clock().turn(Duration.ofMinutes(minutes)));
    }

    private static Arbitrary<Set<UUID>> members() {
        return Arbitraries.of(MEMBERS).set();
    }
}
