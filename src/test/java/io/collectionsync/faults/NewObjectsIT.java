package io.collectionsync.faults;

import static io.collectionsync.sandbox.FaultKind.ERROR_BEFORE;
import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.cli.Exit;
import io.collectionsync.membership.Outcome;
import io.collectionsync.membership.Status;
import io.collectionsync.sandbox.Fault;
import io.collectionsync.sandbox.SandboxDevice;
import io.collectionsync.state.deadletter.DeadLetter;
import io.collectionsync.state.deadletter.DeadLetterFilter;
import io.collectionsync.testkit.FaultyGraph;
import io.collectionsync.testkit.LiveRuntime.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Groups and devices so new that Graph, or a part of it, does not know them yet. */
class NewObjectsIT extends FaultyGraph {

    /** Longer than the tests: who wants it over ends it. */
    private static final Duration LONG = Duration.ofDays(1);

    private Target target;

    @BeforeEach
    void makeATarget() {
        target = target();
    }

    @AfterEach
    void everybodyKnowsAll() {
        live.sandbox.graph().onRequest(request -> {});
        known();
    }

    private static void known() {
        faults().setNewGroupDelay(Duration.ZERO);
        faults().setNewObjectDelay(Duration.ZERO);
        faults().setNewGroupIsNotFound(false);
    }

    /** The readers of Graph know what its writers do not: the delay begins with the first addition. */
    private static AtomicInteger whenAddingBegins(Runnable delay) {
        var additions = new AtomicInteger();
        live.sandbox.graph().onRequest(request -> {
            if (request.method().equals("PATCH") && additions.incrementAndGet() == 1) {
                delay.run();
            }
        });
        return additions;
    }

    private void assertFailsAndWritesNothing(String words) {
        var before = target.group().members();

        var run = live.apply(target);

        assertThat(run.mappings().get(0).status()).isEqualTo(Status.FAILED);
        assertThat(run.mappings().get(0).error()).contains(words);
        assertThat(Exit.codeOf(run)).isEqualTo(1);
        assertThat(target.group().members()).isEqualTo(before);
        assertThat(live.deadLetters(target)).isEmpty();
    }

    @ParameterizedTest(name = "writing is a 404: {0}")
    @ValueSource(booleans = {true, false})
    void aGroupThatCannotBeReadYetFailsItsMappingAndTheNextRunFillsIt(boolean notFound) {
        faults().setNewGroupIsNotFound(notFound);
        faults().setNewGroupDelay(LONG);

        assertFailsAndWritesNothing("does not exist");
        known();
        assertDone(target, live.apply(target));
    }

    @Test
    void aGroupThatCannotBeWrittenForAMomentIsFilledByTheSameRun() {
        var additions = new AtomicInteger();
        live.sandbox.graph().onRequest(request -> {
            if (request.method().equals("PATCH")) {
                faults().setNewGroupDelay(additions.incrementAndGet() < 4 ? LONG : Duration.ZERO);
            }
        });

        var run = live.apply(target);

        assertThat(additions).as("both PATCHes, and again").hasValueGreaterThan(3);
        assertDone(target, run);
    }

    @Test
    void aGroupThatCannotBeWrittenForLongLeavesDeadLettersThatARunAfterwardsBringsIn() {
        var before = target.group().members();
        var additions = whenAddingBegins(() -> faults().setNewGroupDelay(LONG));

        var run = live.apply(target);

        var report = run.mappings().get(0);
        assertThat(additions).as("each of two PATCHes, five times").hasValue(10);
        assertThat(report.status()).isEqualTo(Status.FAILED);
        assertThat(Exit.codeOf(run)).isEqualTo(1);
        assertThat(target.group().members()).isEqualTo(before);
        assertThat(live.deadLetters(target)).hasSize(report.plan().changes()).allSatisfy(letter -> {
            assertThat(letter.reason()).isEqualTo(Outcome.Result.RETRYABLE);
            assertThat(letter.state()).isEqualTo(DeadLetter.State.WAITING);
        });
        known();
        bringIn();
    }

    @Test
    void aGroupThatWritersDoNotFindIsGoneForThisRunOnly() {
        faults().setNewGroupIsNotFound(true);
        whenAddingBegins(() -> faults().setNewGroupDelay(LONG));

        assertFailsAndWritesNothing("is gone");
        known();
        live.sandbox.graph().onRequest(request -> {});
        assertDone(target, live.apply(target));
    }

    @Test
    void aYoungGroupThatWritersDoNotFindForAMomentIsFilledByTheSameRun() {
        target.group().setCreated(Instant.now());
        for (boolean isProofMissed : List.of(false, true)) {
            target.group().setMembers(List.of());
            var missed = faults().inject(Fault.of(ERROR_BEFORE)
                    .inParts()
                    .on("*", "/groups/.*")
                    .times(30)
                    .status(404)
                    .saying("Request_ResourceNotFound", "Resource does not exist."));
            var unproved = faults().inject(Fault.of(ERROR_BEFORE)
                    .on("GET", "/groups/" + target.group().id())
                    .after(1)
                    .times(isProofMissed ? 1 : 0)
                    .status(404)
                    .saying("Request_ResourceNotFound", "Resource does not exist."));

            var run = live.apply(target);

            faults().clear();
            assertThat(missed.met()).isEqualTo(30);
            assertThat(unproved.met()).isEqualTo(isProofMissed ? 1 : 0);
            assertDone(target, run);
        }
    }

    @Test
    void whereReadersKnowAGroupThatWritersDoNotFindEachAdditionIsADeadLetter() {
        var present = target.expected().stream().limit(10).toList();
        target.group().setMembers(present);
        faults().inject(Fault.of(ERROR_BEFORE)
                .inParts()
                .on("*", "/groups/.*")
                .status(404)
                .saying(
                        "Request_ResourceNotFound",
                        "Resource '" + target.group().id() + "' does not exist or one of its"
                                + " queried reference-property objects are not present."));

        var run = live.apply(target);

        assertThat(run.mappings().get(0).status()).isEqualTo(Status.PARTIAL_SUCCESS);
        assertThat(Exit.codeOf(run)).isEqualTo(1);
        assertThat(target.group().members()).containsExactlyInAnyOrderElementsOf(present);
        assertThat(live.deadLetters(target))
                .hasSize(target.expected().size() - present.size())
                .allMatch(letter -> letter.outcome().code().equals("Request_ResourceNotFound"));
        faults().clear();
        bringIn();
    }

    @Test
    void aDeviceThatCannotBeAddedYetIsADeadLetterAndTheOthersGoIn() {
        var device = IntStream.rangeClosed(1, 2_600)
                .mapToObj(live.sandbox.world()::device)
                .filter(any -> any.kind() == SandboxDevice.Kind.UNKNOWN_TO_ENTRA)
                .skip(1)
                .findFirst()
                .orElseThrow();
        live.sandbox.site().addMembers(target.collection(), List.of(device.resourceId()));
        faults().setNewObjectDelay(LONG);
        var object = live.sandbox.tenant("contoso").addDevice(device.name(), device.deviceId(), "AzureAd");

        var unseen = live.apply(target);

        assertThat(unseen.mappings().get(0).status()).isEqualTo(Status.SUCCESS);
        assertThat(Exit.codeOf(unseen)).isZero();
        assertThat(unseen.mappings().get(0).plan().unresolved())
                .singleElement()
                .satisfies(row -> assertThat(row.resourceId()).isEqualTo(device.resourceId()));
        assertThat(target.expected()).contains(object).hasSize(target.group().size() + 1);

        // its readers know it now
        known();
        var present = target.group().members().stream().limit(20).toList();
        target.group().setMembers(present);
        whenAddingBegins(() -> faults().setNewObjectDelay(LONG));

        var run = live.apply(target);

        assertThat(run.mappings().get(0).status()).isEqualTo(Status.PARTIAL_SUCCESS);
        assertThat(Exit.codeOf(run)).isEqualTo(1);
        assertThat(target.group().size()).isEqualTo(target.expected().size() - 1);
        assertThat(live.deadLetters(target)).singleElement().satisfies(letter -> {
            assertThat(letter.change().object()).isEqualTo(object);
            assertThat(letter.outcome().code()).isEqualTo("Request_ResourceNotFound");
        });
        known();
        bringIn();
    }

    /** What waits is taken up again before its time. */
    private void bringIn() {
        live.sandbox.graph().onRequest(request -> {});
        assertThat(live.apply(target).mappings().get(0).status())
                .as("what waits is left alone")
                .isNotEqualTo(Status.SUCCESS);
        live.engine().wiring().deadLetters.replay(new DeadLetterFilter(target.name(), null));
        assertDone(target, live.apply(target));
    }
}
