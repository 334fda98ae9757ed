package io.collectionsync.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The status follows from what became of every change. */
class ReportTest {

    private static final HoldReason REASON = new HoldReason(HoldReason.Word.EMPTY, "");

    @Test
    void everythingDoneIsSuccess() {
        assertThat(applied(plan(10, 2, 1), outcomes(2, 1, 0, null))).isEqualTo(Status.SUCCESS);
        assertThat(applied(plan(10, 0, 0), Outcomes.NONE)).isEqualTo(Status.SUCCESS);
        assertThat(applied(plan(0, 0, 3), outcomes(3, 0, 0, null))).isEqualTo(Status.SUCCESS);
    }

    @Test
    void aRefusedChangeIsPartialSuccessWhileOthersAreInTheGroup() {
        assertThat(applied(plan(10, 2, 1), outcomes(2, 0, 1, null))).isEqualTo(Status.PARTIAL_SUCCESS);
        assertThat(applied(plan(10, 1, 0), outcomes(0, 0, 1, null))).isEqualTo(Status.PARTIAL_SUCCESS);
    }

    @Test
    void nothingDoneAndNothingInTheGroupIsFailed() {
        assertThat(applied(plan(2, 2, 0), outcomes(0, 0, 2, null))).isEqualTo(Status.FAILED);
    }

    @Test
    void aFaultOfTheGroupIsNeverSuccess() {
        assertThat(applied(plan(10, 2, 0), outcomes(2, 0, 0, Failure.unexpected("gone"))))
                .isEqualTo(Status.PARTIAL_SUCCESS);
        assertThat(applied(plan(10, 2, 0), outcomes(0, 0, 0, Failure.unexpected("gone"))))
                .isEqualTo(Status.FAILED);
        assertThat(applied(plan(10, 0, 0), outcomes(0, 0, 0, Failure.unexpected("gone"))))
                .isEqualTo(Status.FAILED);
    }

    @Test
    void heldRemovalsAreHeldOnceTheAdditionsAreDone() {
        var held = new Plan(
                mapping("ring"),
                new Read(10, 10, List.of()),
                new Sending(ids(2), MemberIds.none()),
                new GuardDecision(ids(3), List.of(REASON)),
                Set.of());

        assertThat(applied(held, outcomes(2, 0, 0, null))).isEqualTo(Status.HELD);
        assertThat(applied(held, outcomes(1, 0, 1, null))).isEqualTo(Status.PARTIAL_SUCCESS);
        assertThat(MappingReport.planned(held).status()).isEqualTo(Status.HELD);
    }

    @Test
    void aPostponedChangeIsStillOpen() {
        var postponed = new Plan(
                mapping("ring"),
                new Read(10, 9, List.of()),
                new Sending(MemberIds.none(), MemberIds.none()),
                new GuardDecision(MemberIds.none(), List.of()),
                Set.of(Change.addition(new UUID(0, 1))));

        assertThat(applied(postponed, Outcomes.NONE)).isEqualTo(Status.PARTIAL_SUCCESS);
        assertThat(MappingReport.planned(postponed).status()).isEqualTo(Status.IN_PROGRESS);
    }

    @Test
    void aPlanAloneIsInProgressWhileChangesAreWanted() {
        assertThat(MappingReport.planned(plan(10, 1, 0)).status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(MappingReport.planned(plan(10, 0, 0)).status()).isEqualTo(Status.SUCCESS);
    }

    @Property
    void noCountOfOutcomesMakesAnOpenChangeASuccess(
            @ForAll @IntRange(max = 5) int additions,
            @ForAll @IntRange(max = 5) int removals,
            @ForAll @IntRange(max = 5) int applied,
            @ForAll @IntRange(max = 5) int alreadySo,
            @ForAll boolean fault) {
        int done = Math.min(applied + alreadySo, additions + removals);
        var status = applied(
                plan(10, additions, removals), new Outcomes(done, 0, 0, 0, fault ? Failure.unexpected("gone") : null));

        assertThat(status == Status.SUCCESS).isEqualTo(done == additions + removals && !fault);
    }

    @Test
    void aRunIsAsGoodAsItsMappings() {
        assertThat(run()).isEqualTo(Status.SUCCESS);
        assertThat(run(Status.SUCCESS, Status.SUCCESS)).isEqualTo(Status.SUCCESS);
        assertThat(run(Status.FAILED, Status.FAILED)).isEqualTo(Status.FAILED);
        assertThat(run(Status.FAILED, Status.SUCCESS)).isEqualTo(Status.PARTIAL_SUCCESS);
        assertThat(run(Status.FAILED, Status.HELD)).isEqualTo(Status.PARTIAL_SUCCESS);
        assertThat(run(Status.PARTIAL_SUCCESS, Status.HELD)).isEqualTo(Status.PARTIAL_SUCCESS);
        assertThat(run(Status.HELD, Status.SUCCESS)).isEqualTo(Status.HELD);
        assertThat(run(Status.IN_PROGRESS, Status.SUCCESS)).isEqualTo(Status.IN_PROGRESS);
        assertThat(run(Status.IN_PROGRESS, Status.HELD)).isEqualTo(Status.HELD);
    }

    @Test
    void theReportsOfARunAreInOrderOfTheirNames() {
        var report = new RunReport(
                RUN,
                List.of(
                        MappingReport.failed(mapping("b"), Failure.unexpected("")),
                        MappingReport.failed(mapping("a"), Failure.unexpected(""))),
                Duration.ZERO);

        assertThat(report.mappings())
                .extracting(found -> found.mapping().name())
                .containsExactly("a", "b");
    }

    private static final Run RUN = new Run("1", RunRequest.Mode.APPLY, Trigger.COMMAND, Instant.EPOCH, List.of());

    private static Status run(Status... statuses) {
        return new RunReport(
                        RUN,
                        Arrays.stream(statuses)
                                .map(status -> new MappingReport(mapping("ring"), null, null, status, null))
                                .toList(),
                        Duration.ZERO)
                .status();
    }

    private static Status applied(Plan plan, Outcomes outcomes) {
        return MappingReport.sent(plan, outcomes).status();
    }

    private static Outcomes outcomes(int applied, int alreadySo, int refused, Failure fault) {
        return new Outcomes(applied, alreadySo, refused, refused, fault);
    }

    private static Plan plan(int desired, int additions, int removals) {
        return new Plan(
                mapping("ring"),
                new Read(desired, 0, List.of()),
                new Sending(ids(additions), ids(removals)),
                new GuardDecision(MemberIds.none(), List.of()),
                Set.of());
    }

    private static Mapping mapping(String name) {
        return new Mapping(
                name,
                new UUID(9, 9),
                new Sources(List.of("PS100001")),
                "contoso",
                ForeignMembers.REMOVE,
                MemberIds.none(),
                true,
                Limits.DEFAULT);
    }

    private static MemberIds ids(int count) {
        return MemberIds.of(LongStream.rangeClosed(1, count)
                .mapToObj(low -> new UUID(0, low))
                .toList());
    }
}
