package io.collectionsync.state.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.membership.Outcome;
import io.collectionsync.membership.Status;
import io.collectionsync.run.ReplayRequests;
import io.collectionsync.sandbox.Fault;
import io.collectionsync.sandbox.FaultKind;
import io.collectionsync.sandbox.SandboxOptions;
import io.collectionsync.testkit.LiveRuntime;
import io.collectionsync.testkit.LiveRuntime.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of a dead letter through the routes: parked, left alone, replayed, superseded, done, discarded. */
class DeadLettersEndToEndIT {

    @TempDir
    Path home;

    private LiveRuntime live;
    private Target target;
    private UUID member;
    private Fault refusal;

    @BeforeEach
    void refuseOneMember() {
        live = new LiveRuntime(SandboxOptions.defaults().withDevices(200).withClockSpeed(50), home);
        target = live.target(1, 1);
        member = target.expected().iterator().next();
        refusal = Fault.of(FaultKind.ERROR_BEFORE)
                .inParts()
                .on("*", "/groups/.*")
                .status(400)
                .saying("Request_BadRequest", "Devices cannot be members of this group.");
        live.sandbox.graph().faults().inject(refusal);
        assertThat(live.applyTo(target).status()).isEqualTo(Status.FAILED);
    }

    @AfterEach
    void stop() {
        live.close();
    }

    private DeadLetters letters() {
        return live.engine().wiring().deadLetters;
    }

    @Test
    void aRefusedChangeWaitsWithItsReasonAndIsNotTriedByEveryRun() {
        assertThat(live.deadLetters(target)).singleElement().satisfies(letter -> {
            assertThat(letter.reason()).isEqualTo(Outcome.Result.REFUSED);
            assertThat(letter.state()).isEqualTo(DeadLetter.State.WAITING);
            assertThat(letter.outcome().message()).isEqualTo("Devices cannot be members of this group.");
            assertThat(letter.outcome().requestId()).isNotBlank();
            assertThat(letter.attempts().next()).isAfter(Instant.now().plus(Duration.ofMinutes(50)));
        });
        int met = refusal.met();

        var report = live.applyTo(target);

        assertThat(refusal.met()).isEqualTo(met);
        assertThat(report.plan().postponed()).hasSize(1);
        assertThat(report.status()).isNotEqualTo(Status.SUCCESS);
        assertThat(live.deadLetters(target))
                .singleElement()
                .extracting(letter -> letter.attempts().count())
                .isEqualTo(1);
    }

    @Test
    void anAdministratorsReplayBeginsItsAttemptsAnew() {
        var first = live.deadLetters(target).get(0);
        letters().replay(new DeadLetterFilter(null, "refused"));
        live.applyTo(target);

        assertThat(live.deadLetters(target)).singleElement().satisfies(letter -> {
            assertThat(letter.attempts().count()).isEqualTo(1);
            assertThat(letter.attempts().lastTried()).isAfter(first.attempts().lastTried());
        });
    }

    @Test
    void aReplayBringsInWhatGraphTakesNow() {
        live.sandbox.graph().faults().clear();
        assertThat(letters().replay(new DeadLetterFilter(target.name(), "refused")))
                .isEqualTo(1);
        assertThat(letters().dueGroups()).containsExactly(target.group().id());

        assertThat(live.applyTo(target).status()).isEqualTo(Status.SUCCESS);

        assertThat(target.group().members()).containsExactly(member);
        assertThat(states()).containsExactly(DeadLetter.State.DONE);
    }

    @Test
    void theDeadLettersOfADisabledMappingStartNoRun() {
        letters().replay(DeadLetterFilter.ALL);
        assertThat(requests().due().names()).containsExactly(target.group().id().toString());

        live.edit("config/mappings.yaml", text -> text.strip().replaceFirst("}$", ", enabled: false}\n"));

        assertThat(letters().dueGroups()).hasSize(1);
        assertThat(requests().due()).isNull();
    }

    private ReplayRequests requests() {
        return live.engine().context().getRegistry().lookupByNameAndType("replay", ReplayRequests.class);
    }

    @Test
    void aChangeThatIsNoLongerWantedIsSupersededAndNeverSent() {
        live.sandbox.graph().faults().clear();
        live.sandbox.site().emptyCollection(target.collection());

        assertThat(live.applyTo(target).status()).isEqualTo(Status.SUCCESS);

        assertThat(target.group().members()).isEmpty();
        assertThat(states()).containsExactly(DeadLetter.State.SUPERSEDED);
    }

    @Test
    void aChangeThatSomebodyMadeByHandIsDone() {
        target.group().add(member);

        assertThat(live.applyTo(target).status()).isEqualTo(Status.SUCCESS);

        assertThat(states()).containsExactly(DeadLetter.State.DONE);
    }

    @Test
    void aDiscardedLetterIsTriedByTheNextRunWhichOpensAnother() {
        assertThat(letters().discard(new DeadLetterFilter("another mapping", null)))
                .isZero();
        assertThat(letters().discard(new DeadLetterFilter(target.name(), "refused")))
                .isEqualTo(1);

        live.applyTo(target);

        assertThat(states()).containsExactly(DeadLetter.State.DISCARDED, DeadLetter.State.WAITING);
    }

    @Test
    void aLetterSurvivesARestart() {
        live.stop();

        assertThat(live.deadLetters(target)).hasSize(1);
    }

    private List<DeadLetter.State> states() {
        return letters().of(member).stream().map(DeadLetter::state).toList();
    }
}
