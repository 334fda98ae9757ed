package io.collectionsync.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.membership.Failure;
import io.collectionsync.membership.HoldReason;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.MappingReport;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Outcomes;
import io.collectionsync.membership.Plan;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.membership.Status;
import io.collectionsync.membership.Trigger;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class MappingStatesTest {

    @Parameter
    TestDatabase on;

    private final Mapping mapping = Samples.mapping("pilot");
    private MappingStates states;

    @BeforeEach
    void open() {
        states = new MappingStates(on.emptied());
    }

    @Test
    void aMappingWithoutARunHasNoState() {
        assertThat(Samples.stateOf(states, mapping.group())).isEmpty();
        assertThat(states.all()).isEmpty();
    }

    @Test
    void theStateTellsWhatTheLastRunDid() {
        var now = on.clock().instant();
        states.record(Samples.run(), MappingReport.sent(plan(7, 5), new Outcomes(1, 1, 0, 0, null)));

        assertThat(Samples.stateOf(states, mapping.group()))
                .contains(new MappingState(
                        mapping.group(),
                        new MappingState.Mapped("pilot", "contoso", List.of("PS100012", "PS100015")),
                        Status.SUCCESS,
                        new MappingState.Members(7, 5, 0),
                        new MappingState.Changes(2, 0),
                        new MappingState.Held(0, List.of(), null, 0, null),
                        new MappingState.Outcomes(1, 1, 0, 0),
                        new MappingState.Drift(0, 0),
                        new MappingState.LastRun(Samples.run().id(), RunRequest.Mode.APPLY, now, now, null)));
        assertThat(states.all()).hasSize(1);
    }

    @Test
    void aHeldMappingTellsHowManyAndWhy() {
        var reasons = List.of(
                new HoldReason(HoldReason.Word.EMPTY, "the collections ask for no member at all"),
                new HoldReason(HoldReason.Word.MAX_REMOVALS, "700 removals, 500 allowed"));
        states.record(
                Samples.run(),
                MappingReport.sent(
                        Samples.plan(
                                mapping,
                                0,
                                3,
                                MemberIds.none(),
                                MemberIds.none(),
                                MemberIds.of(Samples.id(1), Samples.id(2), Samples.id(3)),
                                reasons),
                        Outcomes.NONE));

        assertThat(state().status()).isEqualTo(Status.HELD);
        assertThat(state().held().removals()).isEqualTo(3);
        assertThat(state().held().reasons())
                .containsExactly(
                        "empty: the collections ask for no member at all", "max-removals: 700 removals, 500 allowed");
        assertThat(state().run().lastSuccess()).isNull();
    }

    @Test
    void aFailedReadKeepsTheCountsOfTheLastOne() {
        states.record(Samples.run(), MappingReport.sent(plan(7, 5), new Outcomes(2, 0, 0, 0, null)));
        var success = state().run().lastSuccess();
        on.clock().turn(Duration.ofMinutes(5));
        states.record(Samples.run(), MappingReport.failed(mapping, Failure.unexpected("the group does not exist")));

        assertThat(state().status()).isEqualTo(Status.FAILED);
        assertThat(state().error()).isEqualTo("the group does not exist");
        assertThat(state())
                .extracting(MappingState::members, MappingState::changes)
                .containsExactly(new MappingState.Members(7, 5, 0), new MappingState.Changes(0, 0));
        assertThat(state().run().lastSuccess()).isEqualTo(success);
        assertThat(state().run().time()).isEqualTo(success.plusSeconds(300));
    }

    @Test
    void somebodysPlanRefreshesTheCountsOnly() {
        states.record(Samples.run(), MappingReport.sent(plan(7, 5), new Outcomes(2, 0, 0, 0, null)));
        states.record(Samples.run(RunRequest.Mode.PLAN, Trigger.COMMAND), MappingReport.planned(plan(9, 8)));

        assertThat(state())
                .extracting(MappingState::members, MappingState::status, state -> state.run()
                        .mode())
                .containsExactly(new MappingState.Members(9, 8, 0), Status.SUCCESS, RunRequest.Mode.APPLY);
    }

    @Test
    void aPlanOfTheScheduleIsTheRuntimesWord() {
        states.record(Samples.run(), MappingReport.sent(plan(7, 5), new Outcomes(2, 0, 0, 0, null)));
        states.record(Samples.run(RunRequest.Mode.PLAN, Trigger.SCHEDULE), MappingReport.planned(plan(9, 8)));

        assertThat(state())
                .extracting(MappingState::status, state -> state.run().mode())
                .containsExactly(Status.IN_PROGRESS, RunRequest.Mode.PLAN);
    }

    @ParameterizedTest
    @EnumSource(
            value = RunRequest.Mode.class,
            names = {"PLAN", "APPLY"})
    void anUndoLeavesWhatTheCollectionsAskForAsItWasLastRead(RunRequest.Mode mode) {
        states.record(Samples.run(), MappingReport.sent(plan(7, 5), new Outcomes(2, 0, 0, 0, null)));
        var success = state().run().lastSuccess();
        on.clock().turn(Duration.ofMinutes(5));
        states.record(
                Samples.run(mode, Trigger.undo(Samples.run().id())),
                mode == RunRequest.Mode.PLAN
                        ? MappingReport.planned(plan(3, 6))
                        : MappingReport.sent(plan(3, 6), new Outcomes(2, 0, 0, 0, null)));

        assertThat(state())
                .extracting(MappingState::members, state -> state.run().lastSuccess())
                .containsExactly(new MappingState.Members(7, 6, 0), success);
    }

    @Test
    void aFirstPlanIsBetterThanNothing() {
        states.record(Samples.run(RunRequest.Mode.PLAN, Trigger.COMMAND), MappingReport.planned(plan(9, 8)));
        assertThat(state())
                .extracting(state -> state.members().desired(), MappingState::status)
                .containsExactly(9, Status.IN_PROGRESS);
    }

    @Test
    void anErrorLongerThanItsColumnIsCut() {
        states.record(Samples.run(), MappingReport.failed(mapping, Failure.unexpected("x".repeat(5000) + "\0")));
        assertThat(state().error()).hasSize(2000);
    }

    @Test
    void explainedMembersAreRememberedHoweverMany() {
        assertThat(states.everDesired(mapping.group())).isEqualTo(MemberIds.none());
        var builder = new MemberIds.Builder();
        for (int count = 0; count < 100_000; count++) {
            builder.add(new UUID(count * 0x9E3779B97F4A7C15L, count));
        }
        var many = builder.build();
        states.rememberDesired(mapping.group(), MemberIds.of(Samples.id(1)));
        states.rememberDesired(mapping.group(), many);
        assertThat(states.everDesired(mapping.group())).isEqualTo(many);
    }

    private Plan plan(int desired, int actual) {
        return Samples.plan(
                mapping,
                desired,
                actual,
                MemberIds.of(Samples.id(1), Samples.id(2)),
                MemberIds.none(),
                MemberIds.none(),
                List.of());
    }

    private MappingState state() {
        return Samples.stateOf(states, mapping.group()).orElseThrow();
    }
}
