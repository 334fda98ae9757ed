package io.collectionsync.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.collectionsync.membership.Approval;
import io.collectionsync.membership.Difference;
import io.collectionsync.membership.Failure;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.MappingReport;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Run;
import io.collectionsync.membership.RunReport;
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
    void aShownPlanIsFoundByItsFirstDigitsForADay(TestDatabase on) {
        var plans = new ShownPlans(on.emptied());
        var difference = difference(1, 2);
        plans.show(run(1), Samples.mapping("pilot"), difference);
        plans.show(run(2), Samples.mapping("pilot"), difference);

        var found = plans.find(difference.hash().substring(0, 8).toUpperCase(Locale.ROOT));

        assertThat(found.difference()).isEqualTo(difference);
        assertThat(found.run()).isEqualTo("run-2");
        on.clock().turn(DAY.minusSeconds(1));
        assertThat(plans.find(difference.hash())).isEqualTo(found);
        on.clock().turn(Duration.ofSeconds(2));
        assertThatThrownBy(() -> plans.find(found.hash()))
                .isInstanceOf(ApprovalRefused.class)
                .hasMessageContaining("within the last 24 hours");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void eachWayBackIsFoundByAHashOfItsOwn(TestDatabase on) {
        var plans = new ShownPlans(on.emptied());
        var group = Samples.mapping("pilot").group();
        var one = new Difference(group, MemberIds.of(Samples.id(7)), MemberIds.none(), "run-0");
        var other = new Difference(group, MemberIds.of(Samples.id(7), Samples.id(8)), MemberIds.none(), "run-0");
        plans.show(run(1), Samples.mapping("pilot"), one);
        plans.show(run(2), Samples.mapping("pilot"), other);

        assertThat(plans.find(one.hash()).difference()).isEqualTo(one);
        assertThat(plans.find(other.hash()).difference()).isEqualTo(other);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void anApprovalIsOnRecordWithItsRunAndEndsWithIt(TestDatabase on) {
        var state = on.emptied();
        var runs = new Runs(state);
        var approvals = new Approvals(state);
        var pilot = Samples.mapping("pilot");
        var run = approved(runs, pilot);
        approvals.waits(run, pilot.group(), true);

        var open = approvals.latest(pilot.group(), 9).get(0);

        assertThat(open.run()).isEqualTo(run.id());
        assertThat(open.by()).isEqualTo("somebody");
        assertThat(open.plan()).isEqualTo(difference(1, 2).hash());
        assertThat(open.text()).isEqualTo("waits for another run that writes the group");
        approvals.waits(run, pilot.group(), false);
        assertThat(approvals.latest(pilot.group(), 9).get(0).text()).isEqualTo("on its way");
        var report = MappingReport.failed(pilot, Failure.of(Failure.Kind.EDITED))
                .ending(run.approval(pilot.group()), MemberIds.of(Samples.id(1)));
        runs.finished(new RunReport(run, List.of(report), Duration.ZERO));
        assertThat(approvals.latest(pilot.group(), 9).get(0).text()).isEqualTo("given up (edited), 1 changes made");
        assertThat(approvals.latest(Samples.id(5), 9)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void theApprovalOfARunThatWasKilledIsOver(TestDatabase on) {
        var state = on.emptied();
        var runs = new Runs(state);
        var pilot = Samples.mapping("pilot");
        var run = approved(runs, pilot);
        runs.left(run.id());
        state.write(jdbc -> jdbc.update("update sync_run set heartbeat = 0"));

        runs.closeInterrupted();

        var row = new Approvals(state).latest(pilot.group(), 1).get(0);
        assertThat(row.outcome()).isEqualTo("interrupted");
        assertThat(row.ended()).isNotNull();
    }

    private static Run approved(Runs runs, Mapping mapping) {
        var approval = new Approval(difference(1, 2), "somebody");
        return runs.begin(
                new RunRequest(List.of(), RunRequest.Mode.APPLY, Trigger.APPROVAL, List.of(approval)),
                List.of(mapping));
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
}
