package io.collectionsync.state.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.collectionsync.cli.Shell;
import io.collectionsync.membership.Outcome;
import io.collectionsync.membership.Status;
import io.collectionsync.membership.Trigger;
import io.collectionsync.sandbox.SandboxOptions;
import io.collectionsync.state.RunStatus;
import io.collectionsync.state.RunSummary;
import io.collectionsync.state.Runs;
import io.collectionsync.testkit.LiveRuntime;
import io.collectionsync.testkit.LiveRuntime.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service takes up dead letters by its schedule, dead-letters.cron: those that are due, and no others. */
class DeadLettersScheduleIT {

    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path home;

    private LiveRuntime live;
    private Target due;
    private Target other;
    private UUID member;
    private UUID otherMember;

    @BeforeEach
    void refuseOneMemberOfEachGroup() {
        live = new LiveRuntime(SandboxOptions.defaults().withDevices(200), home)
                .asService()
                .set("dead-letters.cron = 0/1 * * * * ?");
        due = live.target(1, 1);
        other = live.target(2, 2);
        member = due.expected().iterator().next();
        otherMember = other.expected().iterator().next();
        due.group().refuse(member);
        other.group().refuse(otherMember);
        assertThat(live.apply(due, other).status()).isEqualTo(Status.FAILED);
        assertThat(replays()).as("nothing is due yet").isEmpty();
    }

    @AfterEach
    void stop() {
        live.close();
    }

    @Test
    void aLetterThatIsDueIsTakenUpBySchedulePlannedAnewAndDone() {
        var untouched = live.deadLetters(other);
        due.group().refuseNobody();
        other.group().refuseNobody();
        // planned anew: the run brings in what the collection has now, not the change of the letter alone
        due.add(2, 20);

        makeDue();

        await().atMost(LONG)
                .until(() -> letters(member).get(0).state() == DeadLetter.State.DONE
                        && replays().get(0).ended() != null);
        assertThat(due.expected()).hasSizeGreaterThan(1).contains(member);
        assertThat(due.group().members()).isEqualTo(due.expected());
        assertThat(letters(member)).singleElement().satisfies(letter -> assertThat(letter.closed())
                .isNotNull());
        assertThat(live.deadLetters(due)).isEmpty();
        assertThat(replays()).singleElement().satisfies(run -> {
            assertThat(run.counts().mappings()).isEqualTo(1);
            assertThat(run.status()).isEqualTo(RunStatus.SUCCESS);
        });
        assertThat(live.deadLetters(other)).isEqualTo(untouched).hasSize(1);
        assertThat(other.group().members()).isEmpty();
    }

    @Test
    void aLetterIsTriedWheneverItIsDueUntilItsAttemptsAreSpentWhileOneThatIsNotDueIsNotTouched() {
        int most = DeadLetterPolicy.DEFAULT.attempts();
        var untouched = live.deadLetters(other);
        for (int attempt = 2; attempt <= most; attempt++) {
            assertThat(live.deadLetters(due)).extracting(DeadLetter::state).containsExactly(DeadLetter.State.WAITING);
            makeDue();
            int tried = attempt;
            await().atMost(LONG)
                    .until(() -> live.deadLetters(due).get(0).attempts().count() == tried
                            && replays().size() == tried - 1
                            && replays().get(0).ended() != null);
        }

        assertThat(letters(member)).singleElement().satisfies(letter -> {
            assertThat(letter.state()).isEqualTo(DeadLetter.State.PARKED);
            assertThat(letter.attempts().next()).isNull();
            assertThat(letter.reason()).isEqualTo(Outcome.Result.REFUSED);
        });
        assertThat(live.engine().wiring().deadLetters.dueGroups()).isEmpty();
        assertThat(live.deadLetters(other)).isEqualTo(untouched).hasSize(1);
        assertThat(replays())
                .hasSize(most - 1)
                .allSatisfy(run -> assertThat(run.counts().mappings()).isEqualTo(1));
        parkedIsSaidAndNotTried(most);
    }

    /** Nobody but an administrator takes it up again, though Graph would take the member now. */
    private void parkedIsSaidAndNotTried(int most) {
        var shell = new Shell(home);
        assertThat(shell.type("dead-letters", "list", "--mapping", due.name())
                        .out()
                        .lines())
                .filteredOn(line -> line.contains(member.toString()))
                .singleElement()
                .asString()
                .contains(due.name(), "addition", "parked", "refused", " " + most + " ");
        var listed = shell.type("dead-letters", "list", "--mapping", due.name(), "--json")
                .json()
                .path("deadLetters");
        assertThat(listed).singleElement().satisfies(letter -> {
            assertThat(letter.path("state").asText()).isEqualTo("parked");
            assertThat(letter.path("attempts").asInt()).isEqualTo(most);
            assertThat(letter.path("nextAttempt").isNull()).isTrue();
        });

        due.group().refuseNobody();
        assertThat(live.applyTo(due).plan().postponed()).hasSize(1);
        assertThat(due.group().members()).isEmpty();

        assertThat(shell.type("dead-letters", "replay", "--mapping", due.name()).out())
                .contains("1 dead letters");
        await().atMost(LONG).until(() -> letters(member).get(0).state() == DeadLetter.State.DONE);
        assertThat(due.group().members()).containsExactly(member);
    }

    private void makeDue() {
        DueLetters.makeDue(live.engine().wiring().state, due.group().id());
    }

    private List<DeadLetter> letters(UUID object) {
        return live.engine().wiring().deadLetters.of(object);
    }

    /** @return the runs that the schedule of dead letters began, the last one first */
    private List<RunSummary> replays() {
        return new Runs(live.engine().wiring().state)
                .list(1_000).stream()
                        .filter(run -> run.trigger().is(Trigger.Kind.REPLAY))
                        .toList();
    }
}
