package io.collectionsync.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.membership.Change;
import io.collectionsync.membership.ChangeReasons;
import io.collectionsync.membership.Drift;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Outcome;
import io.collectionsync.membership.RemovalKinds;
import io.collectionsync.membership.Run;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.membership.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hand edits on record, on each database. */
class DriftsTest {

    private static final UUID ADA = Samples.id(1);
    private static final UUID PC = Samples.id(2);
    private static final Duration HOUR = Duration.ofHours(1);

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void aHandEditIsPutDownOnceAndEndsWhenItIsSeenNoMore(TestDatabase on) {
        var drifts = new Drifts(on.emptied());
        var mapping = Samples.mapping("pilot");
        drifts.note(run("first"), mapping, why(MemberIds.of(List.of(ADA)), MemberIds.none()));
        drifts.note(run("second"), mapping, why(MemberIds.of(List.of(ADA)), MemberIds.of(List.of(PC))));
        drifts.note(run("third"), mapping, why(MemberIds.none(), MemberIds.of(List.of(PC))));

        var rows = drifts.latest(mapping.group(), 10);

        assertThat(rows).extracting(DriftRow::run).containsExactlyInAnyOrder("first", "second");
        var added = rows.stream()
                .filter(row -> row.run().equals("first"))
                .findFirst()
                .orElseThrow();
        assertThat(added.edit()).isEqualTo(Change.addition(ADA));
        assertThat(added.displayName()).isEqualTo("Ada");
        assertThat(added.type()).isEqualTo("user");
        assertThat(added.ended()).isNotNull();
        var removed = rows.stream()
                .filter(row -> row.run().equals("second"))
                .findFirst()
                .orElseThrow();
        assertThat(removed.edit()).isEqualTo(Change.removal(PC));
        assertThat(removed.ended()).as("it lasts").isNull();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void whatIsChangedBackCountsOnceARunAndOnlyWithinTheWindow(TestDatabase on) {
        var database = on.emptied();
        var drifts = new Drifts(database);
        var changes = new Changes(database);
        var mapping = Samples.mapping("pilot");
        var both = MemberIds.of(List.of(ADA, PC));
        Samples.record(
                changes,
                run("first"),
                mapping,
                List.of(
                        Samples.outcome(Change.addition(ADA), Outcome.Result.APPLIED),
                        Samples.outcome(Change.addition(PC), Outcome.Result.APPLIED)));
        drifts.note(run("second"), mapping, why(MemberIds.none(), both));
        assertThat(drifts.reversals(mapping.group(), HOUR)).isEqualTo(1);
        drifts.note(run("third"), mapping, why(MemberIds.none(), both));
        assertThat(drifts.reversals(mapping.group(), HOUR))
                .as("the same edit, not repaired yet")
                .isEqualTo(1);
        drifts.note(run("fourth"), mapping, why(both, MemberIds.none()));
        assertThat(drifts.reversals(mapping.group(), HOUR))
                .as("nobody had removed them here")
                .isEqualTo(1);
        drifts.note(run("fifth"), mapping, why(MemberIds.none(), MemberIds.of(ADA)));
        assertThat(drifts.reversals(mapping.group(), HOUR)).isEqualTo(2);
        assertThat(drifts.reversals(Samples.mapping("other").group(), HOUR)).isZero();

        on.clock().turn(HOUR.plusMinutes(1));
        try {
            drifts.note(run("sixth"), mapping, why(MemberIds.none(), MemberIds.none()));
            drifts.note(run("seventh"), mapping, why(MemberIds.none(), MemberIds.of(ADA)));
            assertThat(drifts.reversals(mapping.group(), HOUR))
                    .as("the addition was longer ago")
                    .isZero();
        } finally {
            on.clock().turn(HOUR.plusMinutes(1).negated());
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void anEditThatIsMadeAgainAfterItsRepairIsAnotherOne(TestDatabase on) {
        var database = on.emptied();
        var drifts = new Drifts(database);
        var mapping = Samples.mapping("pilot");
        var removed = why(MemberIds.none(), MemberIds.of(ADA));
        drifts.note(run("first"), mapping, removed);
        on.clock().turn(Duration.ofMillis(1));
        Samples.record(
                new Changes(database),
                run("first"),
                mapping,
                List.of(Samples.outcome(Change.addition(ADA), Outcome.Result.APPLIED)));

        drifts.note(run("second"), mapping, removed);

        assertThat(drifts.latest(mapping.group(), 10)).extracting(DriftRow::run).containsExactly("second", "first");
        assertThat(drifts.latest(mapping.group(), 10))
                .extracting(row -> row.ended() == null)
                .containsExactly(true, false);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void whatWasSoAlreadyIsNoChangeThatSomebodyChangesBack(TestDatabase on) {
        var database = on.emptied();
        var drifts = new Drifts(database);
        var mapping = Samples.mapping("pilot");
        Samples.record(
                new Changes(database),
                run("first"),
                mapping,
                List.of(Samples.outcome(Change.addition(ADA), Outcome.Result.ALREADY_SO)));

        drifts.note(run("second"), mapping, why(MemberIds.none(), MemberIds.of(ADA)));

        assertThat(drifts.reversals(mapping.group(), HOUR)).isZero();
    }

    private static ChangeReasons why(MemberIds added, MemberIds removed) {
        return new ChangeReasons(
                Map.of(),
                new Drift(added, removed),
                Map.of(ADA, "user"),
                Map.of(),
                Map.of(ADA, "Ada"),
                RemovalKinds.NONE);
    }

    private static Run run(String id) {
        return new Run(id, RunRequest.Mode.APPLY, Trigger.SCHEDULE, Instant.EPOCH, List.of());
    }
}
