package io.collectionsync.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.collectionsync.membership.Difference;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Run;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.membership.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Shown plans, approvals and the removals of a tenant, on each database. */
class RemovalRecordsTest {

    private static final UUID TENANT = Samples.id(77);
    private static final Duration DAY = Duration.ofHours(24);

    private static Difference difference(long... removals) {
        return new Difference(
                Samples.mapping("pilot").group(),
                MemberIds.none(),
                MemberIds.of(java.util.stream.LongStream.of(removals)
                        .mapToObj(Samples::id)
                        .toList()));
    }

    private static Run run(int number) {
        return new Run("run-" + number, RunRequest.Mode.APPLY, Trigger.SCHEDULE, Instant.EPOCH, List.of());
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void aShownPlanIsApprovedByItsFirstDigitsAndUsedOnce(TestDatabase on) {
        var plans = new ShownPlans(on.emptied());
        var difference = difference(1, 2);
        plans.show(run(1), Samples.mapping("pilot"), difference);
        plans.show(run(2), Samples.mapping("pilot"), difference);

        var found = plans.find(difference.hash().substring(0, 8).toUpperCase(Locale.ROOT));
        plans.approve(found, "somebody");
        plans.approve(found, "somebody else");

        assertThat(found.difference()).isEqualTo(difference);
        var open = plans.open(difference.group()).orElseThrow();
        assertThat(open.by()).isEqualTo("somebody else");
        assertThat(plans.endApproval(open, Approval.State.USED, run(3))).isTrue();
        assertThat(plans.endApproval(open, Approval.State.USED, run(4))).isFalse();
        assertThat(plans.open(difference.group())).isEmpty();
        assertThat(plans.of(difference.group()))
                .extracting(Approval::state)
                .containsExactly(Approval.State.USED, Approval.State.REPLACED);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void aShownPlanAndAnApprovalExpireAfterADay(TestDatabase on) {
        var plans = new ShownPlans(on.emptied());
        plans.show(run(1), Samples.mapping("pilot"), difference(1));
        var found = plans.find(difference(1).hash());
        plans.approve(found, "somebody");

        on.clock().turn(DAY.minusSeconds(1));
        assertThat(plans.open(found.difference().group())).isPresent();
        on.clock().turn(Duration.ofSeconds(2));

        assertThat(plans.open(found.difference().group())).isEmpty();
        assertThatThrownBy(() -> plans.find(found.hash()))
                .isInstanceOf(ApprovalRefused.class)
                .hasMessageContaining("within the last 24 hours");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void plansOfTheSameMomentDoNotPassTheTenantsLimitTogether(TestDatabase on) {
        var removals = new TenantRemovals(on.emptied());

        long passed = IntStream.range(0, 12)
                .parallel()
                .filter(number -> removals.reserve(run(number), Samples.id(number), TENANT, 10, 45, DAY)
                        .isEmpty())
                .count();

        assertThat(passed).isEqualTo(4);
        assertThat(removals.within(TENANT, DAY)).isEqualTo(40);
        assertThat(removals.within(Samples.id(78), DAY)).as("another tenant").isZero();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void removalsCountAsLongAsTheWindowLasts(TestDatabase on) {
        var removals = new TenantRemovals(on.emptied());
        removals.reserve(run(1), Samples.id(1), TENANT, 10, 10, DAY);
        removals.endReservation(run(1), Samples.id(1), 7);
        removals.reserve(run(2), Samples.id(1), TENANT, 3, 10, DAY);
        removals.endReservation(run(2), Samples.id(1), 0);

        assertThat(removals.within(TENANT, DAY)).isEqualTo(7);
        assertThat(removals.reserve(run(3), Samples.id(1), TENANT, 4, 10, DAY)).isPresent();
        removals.count(run(3), Samples.id(1), TENANT, 4);
        assertThat(removals.within(TENANT, DAY))
                .as("approved removals count too")
                .isEqualTo(11);
        on.clock().turn(DAY);
        assertThat(removals.reserve(run(4), Samples.id(1), TENANT, 10, 10, DAY)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void aPausedMappingStaysSoUntilItIsResumed(TestDatabase on) {
        var pauses = new Pauses(on.emptied());
        var pilot = Samples.mapping("pilot");
        pauses.pause(pilot, "somebody", "undo of run-1");
        pauses.pause(pilot, "somebody else", "again");

        assertThat(pauses.all())
                .extracting(Pause::by, Pause::why)
                .containsExactly(org.assertj.core.api.Assertions.tuple("somebody", "undo of run-1"));
        assertThat(pauses.resume(pilot.group())).isTrue();
        assertThat(pauses.resume(pilot.group())).isFalse();
        assertThat(pauses.of(pilot.group())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void aPauseOfAllIsToldFromThatOfOneMappingWhateverItsReasonSays(TestDatabase on) {
        var pauses = new Pauses(on.emptied());
        var pilot = Samples.mapping("pilot");
        var kiosks = Samples.mapping("kiosks");
        pauses.pause(pilot, "somebody", "maintenance");
        pauses.pause(kiosks, "somebody", "maintenance", Pause.Scope.ALL);

        assertThat(pauses.of(pilot.group())).get().extracting(Pause::scope).isEqualTo(Pause.Scope.MAPPING);
        assertThat(pauses.of(kiosks.group())).get().extracting(Pause::scope).isEqualTo(Pause.Scope.ALL);
    }
}
