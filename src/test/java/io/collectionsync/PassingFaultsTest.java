package io.collectionsync;

import static io.collectionsync.sandbox.FaultKind.CUT_ANSWER;
import static io.collectionsync.sandbox.FaultKind.DUPLICATED_PART;
import static io.collectionsync.sandbox.FaultKind.EMPTY_PAGE;
import static io.collectionsync.sandbox.FaultKind.ERROR_AFTER;
import static io.collectionsync.sandbox.FaultKind.ERROR_BEFORE;
import static io.collectionsync.sandbox.FaultKind.EXPIRED_TOKEN;
import static io.collectionsync.sandbox.FaultKind.HANG_AFTER;
import static io.collectionsync.sandbox.FaultKind.HANG_BEFORE;
import static io.collectionsync.sandbox.FaultKind.HTML_PAGE;
import static io.collectionsync.sandbox.FaultKind.MISSING_PART;
import static io.collectionsync.sandbox.FaultKind.REPEATED_ITEMS;
import static io.collectionsync.sandbox.FaultKind.RESET_AFTER;
import static io.collectionsync.sandbox.FaultKind.RESET_BEFORE;
import static io.collectionsync.sandbox.FaultKind.THROTTLED;
import static io.collectionsync.sandbox.FaultKind.TRUNCATED_ANSWER;
import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.sandbox.Fault;
import io.collectionsync.sandbox.FaultKind;
import io.collectionsync.sandbox.RetryAfterForm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What passes by itself leaves no trace: the group is right after one run, and nothing waits. */
class PassingFaultsTest extends FaultyGraph {

    static Stream<Arguments> passing() {
        var cases = new ArrayList<Arguments>();
        for (FaultKind kind : List.of(RESET_BEFORE, RESET_AFTER, HTML_PAGE, TRUNCATED_ANSWER, CUT_ANSWER, ERROR_BEFORE,
                ERROR_AFTER, THROTTLED, EXPIRED_TOKEN)) {
            cases.add(Arguments.of(kind + " of a batch", Fault.of(kind).on("POST", BATCH).times(1)));
            cases.add(Arguments.of(kind + " of a page", Fault.of(kind).on("GET", MEMBERS).times(1)));
        }
        for (FaultKind kind : List.of(HANG_BEFORE, HANG_AFTER)) {
            cases.add(Arguments.of(kind + " of a batch",
                    Fault.of(kind).lasting(Duration.ofMillis(100)).on("POST", BATCH).times(1)));
        }
        for (FaultKind kind : List.of(MISSING_PART, DUPLICATED_PART)) {
            cases.add(Arguments.of(kind.toString(), Fault.of(kind).times(4)));
        }
        for (FaultKind kind : List.of(ERROR_BEFORE, ERROR_AFTER, THROTTLED)) {
            cases.add(Arguments.of(kind + " of parts", Fault.of(kind).inParts().times(4)
                    .lasting(Duration.ofMillis(60))));
        }
        cases.add(Arguments.of("409 of parts", patch().times(4).status(409).saying("Directory_ConcurrencyViolation",
                "Error due to concurrent requests being made to the tenant.")));
        cases.add(Arguments.of("424 of parts", Fault.of(ERROR_BEFORE).inParts().times(4).status(424)));
        cases.add(Arguments.of("new group not replicated", patch().times(4).status(400).saying("Request_BadRequest",
                "The source resource object or one of the objects being referenced don't exist.")));
        cases.add(Arguments.of("PATCH without its permission", patch().status(403)
                .saying("Authorization_RequestDenied", "Insufficient privileges to complete the operation.")));
        cases.add(Arguments.of("an unknown answer to a PATCH", patch().times(1).status(418)
                .saying("SomethingNew", "Never seen.")));
        cases.add(Arguments.of("401 of parts that write", refusedParts("/groups/.*").times(2)));
        cases.add(Arguments.of("401 of a part that asks", refusedParts("/devices.*").times(1)));
        for (FaultKind kind : List.of(REPEATED_ITEMS, EMPTY_PAGE)) {
            cases.add(Arguments.of(kind.toString(), Fault.of(kind).times(1)));
        }
        return cases.stream();
    }

    private static Fault patch() {
        return Fault.of(ERROR_BEFORE).inParts().on("PATCH", ".*");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("passing")
    void whatPassesLeavesNoTrace(String name, Fault fault) {
        var target = target();
        faults().inject(fault);

        assertDone(target, live.applyTo(target));
        assertThat(fault.met()).isPositive();
    }

    @ParameterizedTest
    @EnumSource(value = FaultKind.class, names = {"RESET_AFTER", "ERROR_AFTER", "HANG_AFTER", "TRUNCATED_ANSWER"})
    void aBatchOfAdditionsWhoseAnswerIsLostIsNotPaidForTwice(FaultKind kind) {
        var target = live.target(21, 80);
        faults().inject(Fault.of(kind).lasting(Duration.ofMillis(100)).on("POST", BATCH).times(1));
        var counters = live.sandbox.graph().counters();
        counters.reset();

        var report = live.applyTo(target);

        int additions = report.plan().additions().size();
        assertThat(additions).as("more than one PATCH").isGreaterThan(20);
        assertThat(counters.writesSpent()).as("a PATCH for 20 additions").isEqualTo((additions + 19) / 20);
        assertDone(target, report);
    }

    @ParameterizedTest
    @EnumSource(RetryAfterForm.class)
    void everyFormOfRetryAfterIsHeeded(RetryAfterForm form) {
        faults().setRetryAfterForms(form);
        var target = target();
        faults().inject(Fault.of(THROTTLED).on("POST", BATCH).times(1).lasting(Duration.ofMillis(80)));
        faults().inject(Fault.of(THROTTLED).inParts().times(3).lasting(Duration.ofMillis(80)));

        assertDone(target, live.applyTo(target));
        faults().setRetryAfterForms(RetryAfterForm.values());
        assertThat(live.sandbox.graph().counters().earlyRetries()).isZero();
    }

    static Stream<Arguments> toggles() {
        return Stream.of(
                toggle("PATCH costs a third of its members", () -> faults().setPatchCostByThirds(true),
                        () -> faults().setPatchCostByThirds(false)),
                toggle("removing a non-member is a bad request", () -> faults().setRemovedNonMemberIsBadRequest(true),
                        () -> faults().setRemovedNonMemberIsBadRequest(false)),
                toggle("one writer at a time", () -> faults().setParallelWritesAllowed(1),
                        () -> faults().setParallelWritesAllowed(Integer.MAX_VALUE)),
                toggle("one PATCH a batch", () -> faults().setPatchesPerBatchAllowed(1),
                        () -> faults().setPatchesPerBatchAllowed(20)),
                toggle("a spent quota, outer 200", () -> faults().setWriteQuota(12, Duration.ofSeconds(20)),
                        () -> faults().setWriteQuota(3_000, Duration.ofSeconds(150))),
                toggle("a spent quota, outer 424", () -> {
                    faults().setWriteQuota(12, Duration.ofSeconds(20));
                    faults().setThrottledBatchStatus(424);
                }, () -> {
                    faults().setWriteQuota(3_000, Duration.ofSeconds(150));
                    faults().setThrottledBatchStatus(200);
                }),
                toggle("a spent quota, the whole batch", () -> {
                    faults().setWriteQuota(12, Duration.ofSeconds(20));
                    faults().setWholeBatchThrottled(true);
                }, () -> {
                    faults().setWriteQuota(3_000, Duration.ofSeconds(150));
                    faults().setWholeBatchThrottled(false);
                }),
                toggle("PATCH needs a permission that POST does not", () -> faults().setPatchNeedsGroupReadWrite(true),
                        () -> faults().setPatchNeedsGroupReadWrite(false)));
    }

    private static Arguments toggle(String name, Runnable on, Runnable off) {
        return Arguments.of(name, on, off);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("toggles")
    void whereGraphVariesTheGroupIsRightAllTheSame(String name, Runnable on, Runnable off) {
        var target = target();
        on.run();
        var report = live.applyTo(target);
        off.run();

        assertDone(target, report);
        assertThat(live.sandbox.graph().counters().earlyRetries()).isZero();
    }

    @Test
    void aReplicaThatLagsMakesRunsThatChangeNothingAndNoDeadLetter() {
        var target = target();
        live.applyTo(target);
        faults().setReplicaLag(Duration.ofSeconds(100));
        faults().setIndexLag(Duration.ofSeconds(100));
        var again = live.applyTo(target);
        faults().setReplicaLag(Duration.ZERO);
        faults().setIndexLag(Duration.ZERO);

        assertDone(target, again);
    }
}
