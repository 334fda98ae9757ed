package io.collectionsync.faults;

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
import static io.collectionsync.sandbox.FaultKind.RESET_AFTER;
import static io.collectionsync.sandbox.FaultKind.RESET_BEFORE;
import static io.collectionsync.sandbox.FaultKind.THROTTLED;
import static io.collectionsync.sandbox.FaultKind.TRUNCATED_ANSWER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.collectionsync.membership.RunRequest;
import io.collectionsync.membership.Status;
import io.collectionsync.membership.Trigger;
import io.collectionsync.sandbox.Fault;
import io.collectionsync.sandbox.FaultKind;
import io.collectionsync.sandbox.RetryAfterForm;
import io.collectionsync.sandbox.SandboxCounters;
import io.collectionsync.testkit.FaultyGraph;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What passes by itself leaves no trace: the group is right after one run, and nothing waits. */
class PassingFaultsIT extends FaultyGraph {

    private static final String PATCH = "PATCH /groups/{id}";
    private static final String POST = "POST /groups/{id}/members/$ref";
    private static final String DELETE = "DELETE /groups/{id}/members/{id}/$ref";
    /** What a batch or a part does: the question who the strangers are, additions, removals. */
    private static final List<String> METHODS = List.of("GET", "PATCH", "DELETE");

    private static final Duration MOMENT = Duration.ofMillis(80);

    static Stream<Arguments> passing() {
        var cases = new ArrayList<Arguments>();
        for (FaultKind kind : List.of(
                RESET_BEFORE,
                RESET_AFTER,
                HTML_PAGE,
                TRUNCATED_ANSWER,
                CUT_ANSWER,
                ERROR_BEFORE,
                ERROR_AFTER,
                THROTTLED,
                EXPIRED_TOKEN,
                HANG_BEFORE,
                HANG_AFTER)) {
            for (var method : METHODS) {
                cases.add(Arguments.of(
                        kind + " of a batch that does " + method,
                        Fault.of(kind)
                                .on("POST", BATCH)
                                .withPart(method)
                                .lasting(MOMENT)
                                .times(1)));
            }
            cases.add(Arguments.of(
                    kind + " of a page",
                    Fault.of(kind).on("GET", MEMBERS).lasting(MOMENT).times(1)));
        }
        for (var method : METHODS) {
            for (FaultKind kind : List.of(MISSING_PART, DUPLICATED_PART, ERROR_BEFORE, ERROR_AFTER, THROTTLED)) {
                cases.add(Arguments.of(
                        kind + " of parts that do " + method,
                        Fault.of(kind)
                                .inParts()
                                .on(method, ".*")
                                .lasting(MOMENT)
                                .times(2)));
            }
            cases.add(Arguments.of(
                    "424 of parts that do " + method,
                    refused(method).status(424).times(2)));
        }
        for (var method : List.of("PATCH", "DELETE")) {
            cases.add(Arguments.of(
                    "409 of parts that do " + method,
                    refused(method)
                            .times(4)
                            .status(409)
                            .saying(
                                    "Directory_ConcurrencyViolation",
                                    "Error due to concurrent requests being made to the tenant.")));
            cases.add(Arguments.of(
                    "new group not replicated to " + method,
                    refused(method)
                            .times(4)
                            .status(400)
                            .saying(
                                    "Request_BadRequest",
                                    "The source resource object or one of the objects being referenced don't exist.")));
        }
        cases.add(Arguments.of(
                "PATCH without its permission",
                refused("PATCH")
                        .status(403)
                        .saying("Authorization_RequestDenied", "Insufficient privileges to complete the operation.")));
        cases.add(Arguments.of(
                "an unknown answer to a PATCH",
                refused("PATCH").times(1).status(418).saying("SomethingNew", "Never seen.")));
        cases.add(Arguments.of(
                "401 of parts that add", refusedParts("/groups/[^/]+").times(2)));
        cases.add(Arguments.of(
                "401 of parts that remove",
                refusedParts("/groups/[^/]+/members/[^/]+/.*").times(2)));
        cases.add(Arguments.of(
                "401 of a part that asks", refusedParts("/devices.*").times(1)));
        cases.add(Arguments.of(
                "EMPTY_PAGE", Fault.of(EMPTY_PAGE).on("GET", MEMBERS).times(1)));
        return cases.stream();
    }

    private static Fault refused(String method) {
        return Fault.of(ERROR_BEFORE).inParts().on(method, ".*");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("passing")
    void whatPassesLeavesNoTrace(String name, Fault fault) {
        var target = target();
        faults().inject(fault);

        var run = live.apply(target);

        assertThat(fault.met()).isPositive();
        assertDone(target, run);
    }

    @ParameterizedTest
    @EnumSource(
            value = FaultKind.class,
            names = {"RESET_AFTER", "ERROR_AFTER", "HANG_AFTER", "TRUNCATED_ANSWER"})
    void aBatchOfAdditionsWhoseAnswerIsLostCostsOneWriteMoreForEachPatch(FaultKind kind) {
        var target = live.target(21, 80);
        var fault = faults().inject(Fault.of(kind)
                .lasting(MOMENT)
                .on("POST", BATCH)
                .withPart("PATCH")
                .times(1));
        var counters = live.sandbox.graph().counters();
        counters.reset();

        var run = live.apply(target);

        int additions = run.mappings().get(0).plan().additions().size();
        assertThat(additions).as("more than one PATCH").isGreaterThan(20);
        assertThat(fault.met()).isEqualTo(1);
        assertThat(counters.writesSpent())
                .as("two PATCHes for 20 additions, not 20 POSTs")
                .isEqualTo((additions + 19) / 20 * 2L);
        assertDone(target, run);
    }

    @ParameterizedTest
    @EnumSource(RetryAfterForm.class)
    void everyFormOfRetryAfterIsHeeded(RetryAfterForm form) {
        faults().setRetryAfterForms(form);
        var target = target();
        var batch = faults().inject(Fault.of(THROTTLED)
                .on("POST", BATCH)
                .withPart("PATCH")
                .times(1)
                .lasting(MOMENT));
        var parts = faults().inject(Fault.of(THROTTLED)
                .inParts()
                .on("DELETE", ".*")
                .times(3)
                .lasting(MOMENT));

        var run = live.apply(target);

        faults().setRetryAfterForms(RetryAfterForm.values());
        assertThat(batch.met()).isEqualTo(1);
        assertThat(parts.met()).isEqualTo(3);
        assertDone(target, run);
        assertThat(live.sandbox.graph().counters().earlyRetries()).isZero();
    }

    @Test
    void whatGraphAsksOfOneProcessHoldsForAnother() throws Exception {
        faults().setRetryAfterForms(RetryAfterForm.INTEGER);
        var target = target();
        var other = live.target(101, 120);
        faults().inject(Fault.of(THROTTLED)
                .on("POST", BATCH)
                .withPart("PATCH")
                .times(1)
                .lasting(Duration.ofSeconds(5)));
        var counters = live.sandbox.graph().counters();
        counters.reset();
        var throttled = CompletableFuture.supplyAsync(() -> live.apply(target));
        await().until(() ->
                live.engine().wiring().throttles.get("contoso").throttledUntil().isAfter(Instant.now()));

        try (var command = live.another()) {
            assertDone(
                    other, command.run(new RunRequest(List.of(other.name()), RunRequest.Mode.APPLY, Trigger.COMMAND)));
        }

        faults().setRetryAfterForms(RetryAfterForm.values());
        assertDone(target, throttled.get());
        assertThat(counters.earlyRetries()).isZero();
    }

    static Stream<Arguments> toggles() {
        return Stream.of(
                toggle(
                        "PATCH costs a third of its members",
                        () -> faults().setPatchCostByThirds(true),
                        () -> faults().setPatchCostByThirds(false),
                        counters -> counters.writesSpent() > counters.of(PATCH) + counters.of(DELETE)),
                toggle(
                        "one PATCH a batch",
                        () -> faults().setPatchesPerBatchAllowed(1),
                        () -> faults().setPatchesPerBatchAllowed(20),
                        counters -> turnedAway(counters) > 0),
                quota("outer 200", () -> {}, () -> {}),
                quota("outer 424", () -> faults().setThrottledBatchStatus(424), () -> faults().setThrottledBatchStatus(
                                200)),
                quota(
                        "the whole batch",
                        () -> faults().setWholeBatchThrottled(true),
                        () -> faults().setWholeBatchThrottled(false)),
                // the group and its members cost four
                toggle(
                        "spent read units",
                        () -> faults().setReadUnits(4, Duration.ofSeconds(10)),
                        () -> faults().setReadUnits(8_000, Duration.ofSeconds(10)),
                        counters -> counters.throttled() > 0),
                toggle(
                        "tokens for a minute",
                        () -> tokensLive(Duration.ofMinutes(1)),
                        () -> tokensLive(Duration.ofHours(1)),
                        counters -> counters.tokens() > 0),
                toggle(
                        "PATCH needs a permission that POST does not",
                        () -> faults().setPatchNeedsGroupReadWrite(true),
                        () -> faults().setPatchNeedsGroupReadWrite(false),
                        counters -> counters.of(POST) > 0));
    }

    private static Arguments quota(String name, Runnable on, Runnable off) {
        return toggle(
                "a spent quota, " + name,
                () -> {
                    faults().setWriteQuota(12, Duration.ofSeconds(20));
                    on.run();
                },
                () -> {
                    faults().setWriteQuota(3_000, Duration.ofSeconds(150));
                    off.run();
                },
                counters -> counters.throttled() > 0);
    }

    private static void tokensLive(Duration life) {
        faults().setTokenLife(life);
        live.sandbox.graph().revokeTokens(live.sandbox.tenant("contoso"));
    }

    /** @param met whether Graph's variety was seen at all, by what it counted */
    private static Arguments toggle(String name, Runnable on, Runnable off, Predicate<SandboxCounters> met) {
        return Arguments.of(name, on, off, met);
    }

    /** @return the parts that were answered without being looked at */
    private static long turnedAway(SandboxCounters counters) {
        return counters.parts()
                - Stream.of("GET /devices", "GET /devices/{id}/memberOf", PATCH, POST, DELETE)
                        .mapToLong(counters::of)
                        .sum();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("toggles")
    void whereGraphVariesTheGroupIsRightAllTheSame(
            String name, Runnable on, Runnable off, Predicate<SandboxCounters> met) {
        var target = target();
        var counters = live.sandbox.graph().counters();
        counters.reset();
        on.run();
        var run = live.apply(target);
        off.run();

        assertThat(counters).matches(met);
        assertDone(target, run);
        assertThat(counters.earlyRetries()).isZero();
    }

    @Test
    void whoWritesWhileAnotherBatchDoesIsTurnedAwayAndComesAgain() {
        var target = live.target(21, 600);
        // batches overlap
        faults().setLatency(MOMENT, MOMENT);
        faults().setParallelWritesAllowed(1);
        var counters = live.sandbox.graph().counters();
        counters.reset();

        var run = live.apply(target);

        faults().setParallelWritesAllowed(Integer.MAX_VALUE);
        faults().setLatency(Duration.ZERO, Duration.ZERO);
        assertThat(counters.mostParallelWrites(target.group().id())).isGreaterThan(1);
        assertThat(turnedAway(counters)).as("parts answered with 409").isPositive();
        assertDone(target, run);
    }

    @ParameterizedTest(name = "as a bad request: {0}")
    @ValueSource(booleans = {true, false})
    void whomSomebodyElseRemovedAfterTheListingIsGoneWhenALaterListingSaysSo(boolean badRequest) {
        var target = target();
        var strangers = objects(101, 125);
        faults().setRemovedNonMemberIsBadRequest(badRequest);
        live.sandbox.graph().onRequest(request -> {
            if (request.method().equals("DELETE")) {
                strangers.forEach(target.group()::remove);
            }
        });

        var run = live.apply(target);

        live.sandbox.graph().onRequest(request -> {});
        faults().setRemovedNonMemberIsBadRequest(false);
        var report = run.mappings().get(0);
        assertThat(report.plan().removals().size()).isEqualTo(strangers.size()).isPositive();
        assertThat(report.status()).isEqualTo(Status.PARTIAL_SUCCESS);
        assertThat(report.outcomes().applied())
                .isEqualTo(report.plan().additions().size());
        assertThat(live.deadLetters(target)).hasSameSizeAs(strangers);
        assertDone(target, live.apply(target));
    }

    @Test
    void aReplicaThatLagsLongerThanItMayMakesRunsThatChangeNothingAndNoSuccess() {
        var target = target();
        // the replica knows nothing of what happens from now on
        faults().setReplicaLag(Duration.ofDays(1));
        faults().setIndexLag(Duration.ofDays(1));
        var first = live.apply(target).mappings().get(0);
        var again = live.apply(target);
        faults().setReplicaLag(Duration.ZERO);
        faults().setIndexLag(Duration.ZERO);

        var report = again.mappings().get(0);
        assertThat(report.plan().changes())
                .as("by a read that lagged")
                .isEqualTo(first.plan().changes())
                .isPositive();
        assertThat(report.outcomes().alreadySo())
                .isEqualTo(report.plan().additions().size());
        assertThat(report.outcomes().applied()).isZero();
        assertThat(report.status()).isEqualTo(Status.PARTIAL_SUCCESS);
        assertDone(target, live.apply(target));
    }
}
