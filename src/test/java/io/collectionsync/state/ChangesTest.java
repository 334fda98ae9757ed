package io.collectionsync.state;

import static io.collectionsync.state.db.Columns.time;
import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.membership.Change;
import io.collectionsync.membership.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
