package io.collectionsync.state;

import static io.collectionsync.state.db.Columns.time;
import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.membership.Change;
import io.collectionsync.membership.ListingDoubt;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Outcome;
import io.collectionsync.membership.OwnChange;
import io.collectionsync.membership.RecentChanges;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class ChangesTest {

    @Parameter
    TestDatabase on;

    private Changes changes;

    @BeforeEach
    void open() {
        changes = new Changes(on.emptied());
    }

    @Test
    void eachChangeOfARunIsOnRecordInItsOrder() {
        var pilot = Samples.mapping("pilot");
        var outcomes = IntStream.range(0, 2500)
                .mapToObj(number -> Samples.outcome(Change.addition(Samples.id(number)), Outcome.Result.APPLIED))
                .toList();
        Samples.record(changes, Samples.run(), pilot, outcomes);
        Samples.record(changes, Samples.run(), pilot, List.of());

        var rows = changes.ofRun(Samples.run().id());
        assertThat(rows).extracting(ChangeRow::outcome).isEqualTo(outcomes);
        assertThat(rows)
                .first()
                .isEqualTo(new ChangeRow(
                        Samples.run().id(), on.clock().instant(), pilot.group(), "pilot", outcomes.get(0)));
        assertThat(changes.ofRun("another")).isEmpty();
    }

    @Test
    void theChangesOfAMemberAreFoundOverAllGroups() {
        var member = Samples.id(7);
        Samples.record(
                changes,
                Samples.run(),
                Samples.mapping("pilot"),
                List.of(
                        Samples.outcome(Change.addition(member), Outcome.Result.REFUSED),
                        Samples.outcome(Change.addition(Samples.id(8)), Outcome.Result.APPLIED)));
        Samples.record(
                changes,
                Samples.run(),
                Samples.mapping("broad"),
                List.of(Samples.outcome(Change.removal(member), Outcome.Result.ALREADY_SO)));

        assertThat(changes.of(member)).extracting(ChangeRow::mapping).containsExactly("pilot", "broad");
    }

    @Test
    void aMessageLongerThanItsColumnIsCutBetweenCharacters() {
        var outcome = new Outcome(
                Change.addition(Samples.id(1)),
                Outcome.Result.REFUSED,
                "c".repeat(300),
                "m".repeat(999) + "\uD83D\uDE80 and on",
                "r".repeat(300));
        Samples.record(changes, Samples.run(), Samples.mapping("pilot"), List.of(outcome));

        var row = changes.ofRun(Samples.run().id()).get(0).outcome();
        assertThat(row.message()).isEqualTo("m".repeat(999));
        assertThat(row.code()).hasSize(100);
    }

    private static final Duration LAG = Duration.ofMinutes(5);

    private final AtomicLong nanos = new AtomicLong();

    private RecentChanges recent(Changes of) {
        return of.recent(Samples.mapping("pilot").group(), LAG);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void whatWasMadeOrMayHaveBeenIsRecentForAsLongAsReadsMayLag() {
        Samples.record(
                changes,
                Samples.run(),
                Samples.mapping("pilot"),
                List.of(
                        Samples.outcome(Change.addition(Samples.id(1)), Outcome.Result.APPLIED),
                        Samples.outcome(Change.addition(Samples.id(2)), Outcome.Result.ALREADY_SO),
                        Samples.outcome(Change.addition(Samples.id(3)), Outcome.Result.UNANSWERED),
                        new Outcome(
                                Change.addition(Samples.id(4)), Outcome.Result.ALREADY_SO, "known", null, null, true),
                        new Outcome(
                                Change.addition(Samples.id(5)),
                                Outcome.Result.ALREADY_SO,
                                Outcome.NOT_LISTED,
                                null,
                                null),
                        Samples.outcome(Change.removal(Samples.id(6)), Outcome.Result.APPLIED),
                        new Outcome(
                                Change.removal(Samples.id(7)),
                                Outcome.Result.RETRYABLE,
                                Outcome.STILL_LISTED,
                                null,
                                null)));

        for (var of : List.of(changes, new Changes(on.opened()))) {
            assertThat(recent(of).made())
                    .extracting(OwnChange::change)
                    .containsExactly(Change.addition(Samples.id(1)), Change.removal(Samples.id(6)));
            assertThat(recent(of).attempted()).isEqualTo(MemberIds.of(Samples.id(1), Samples.id(3), Samples.id(4)));
            assertThat(recent(of).doubt())
                    .isEqualTo(new ListingDoubt(MemberIds.of(Samples.id(5)), MemberIds.of(Samples.id(7))));
        }
        assertThat(changes.recent(Samples.mapping("other").group(), LAG).made()).isEmpty();
    }

    @Test
    void whatThisProcessDidIsRecentByItsMonotonicClock() {
        var mine = new Changes(on.emptied(), nanos::get);
        var outcomes = List.of(Samples.outcome(Change.addition(Samples.id(1)), Outcome.Result.APPLIED));
        Samples.record(mine, Samples.run(), Samples.mapping("pilot"), outcomes);

        on.clock().turn(Duration.ofDays(1));
        assertThat(recent(mine).made()).as("the clock is set on").hasSize(1);
        on.clock().turn(Duration.ofDays(-2));
        assertThat(recent(mine).made()).as("the clock is set back").hasSize(1);
        pass(LAG);
        assertThat(recent(mine).made()).isEmpty();
        on.clock().turn(Duration.ofDays(1));
        assertThat(recent(mine).made()).as("dated a moment ago").isEmpty();
    }

    @Test
    void whatAnotherProcessDidIsRecentByItsDateAndNoLongerThanItsTimeAfterItWasSeen() {
        Samples.record(
                changes,
                Samples.run(),
                Samples.mapping("pilot"),
                List.of(Samples.outcome(Change.addition(Samples.id(1)), Outcome.Result.APPLIED)));
        var mine = new Changes(on.opened(), nanos::get);

        on.clock().turn(Duration.ofHours(-1));
        assertThat(recent(mine).made()).as("of the future").isEmpty();
        on.clock().turn(Duration.ofHours(1));
        assertThat(recent(mine).made()).hasSize(1);
        on.clock().turn(Duration.ofMinutes(4));
        pass(LAG);
        assertThat(recent(mine).made()).as("the clock was set back meanwhile").isEmpty();
        assertThat(recent(new Changes(on.opened())).made()).hasSize(1);
        on.clock().turn(Duration.ofMinutes(1));
        assertThat(recent(new Changes(on.opened())).made()).isEmpty();
    }

    @Test
    void changesOfAClockThatWasSetBackKeepTheirOrder() {
        var pilot = Samples.mapping("pilot");
        Samples.record(
                changes,
                Samples.run(),
                pilot,
                List.of(Samples.outcome(Change.addition(Samples.id(1)), Outcome.Result.APPLIED)));
        on.clock().turn(Duration.ofHours(-1));
        Samples.record(
                changes,
                Samples.run(),
                pilot,
                List.of(Samples.outcome(Change.removal(Samples.id(1)), Outcome.Result.APPLIED)));

        for (var made : List.of(recent(changes).made(), changes.since(pilot.group(), 0))) {
            assertThat(made).hasSize(2);
            assertThat(made.get(1).time()).isAfterOrEqualTo(made.get(0).time());
        }
    }

    @Test
    void anInterruptedRunOfLongAgoIsForgottenAndOneInProgressIsNot() {
        var database = on.emptied();
        var runs = new Runs(database);
        runs.begin(Samples.request(), List.of());
        database.write(jdbc -> jdbc.update(
                "update sync_run set heartbeat = ?", time(Instant.now().minusSeconds(61))));
        new Runs(database).closeInterrupted();
        var going = runs.begin(Samples.request(), List.of());
        on.clock().turn(Duration.ofDays(401));

        changes.prune(on.clock().instant());

        assertThat(runs.list(9)).extracting(RunSummary::id).containsExactly(going.id());
    }

    @Test
    void changesOfLongAgoAreForgottenHoweverMany() {
        var outcomes = LongStream.range(0, 5_001)
                .mapToObj(Samples::id)
                .map(id -> Samples.outcome(Change.addition(id), Outcome.Result.APPLIED))
                .toList();
        Samples.record(changes, Samples.run(), Samples.mapping("pilot"), outcomes);
        on.clock().turn(Duration.ofDays(401));
        Samples.record(changes, Samples.run(), Samples.mapping("pilot"), outcomes.subList(0, 1));

        assertThat(changes.prune(on.clock().instant())).isEqualTo(5_001);

        assertThat(changes.ofRun(Samples.run().id())).hasSize(1);
    }
}
