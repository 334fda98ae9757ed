package io.collectionsync.faults;

import static io.collectionsync.sandbox.FaultKind.ERROR_BEFORE;
import static io.collectionsync.sandbox.FaultKind.RESET_AFTER;
import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.cli.Exit;
import io.collectionsync.membership.Outcome;
import io.collectionsync.membership.Status;
import io.collectionsync.sandbox.Fault;
import io.collectionsync.state.deadletter.DeadLetter;
import io.collectionsync.state.deadletter.DeadLetterFilter;
import io.collectionsync.testkit.FaultyGraph;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes that Graph refuses or does not answer: each is parked with its reason, and the others go in. */
class ParkedChangesIT extends FaultyGraph {

    @Test
    void aGraphThatStaysSilentParksTheChangesAndTheNextLookFindsWhatHadBeenDone() {
        // a device that was refused in another test is resolved anew
        live.applyTo(live.target(21, 80));
        var target = target();
        // the first batch asks who would be removed
        faults().inject(Fault.of(RESET_AFTER).on("POST", BATCH).after(1));

        var run = live.apply(target);

        assertThat(run.mappings().get(0).status()).isEqualTo(Status.FAILED);
        assertThat(Exit.codeOf(run)).isEqualTo(1);
        assertThat(live.deadLetters(target))
                .isNotEmpty()
                .allMatch(letter ->
                        letter.reason() == Outcome.Result.UNANSWERED && letter.state() == DeadLetter.State.WAITING);
        faults().clear();
        assertDone(target, live.apply(target));
    }

    @ParameterizedTest(name = "the 404 names the group: {0}")
    @ValueSource(booleans = {true, false})
    void aMemberAtFaultIsNamedAndTheOtherNineteenGoIn(boolean namesGroup) {
        faults().setNotFoundNamesGroup(namesGroup);
        var target = live.target(namesGroup ? 201 : 301, namesGroup ? 260 : 360);
        live.applyTo(target);
        var gone = target.expected().stream().sorted().toList().get(4);
        target.group().setMembers(List.of());
        live.sandbox.tenant("contoso").delete(gone);

        var run = live.apply(target);

        faults().setNotFoundNamesGroup(false);
        assertThat(target.group().members()).isEqualTo(target.expected()).doesNotContain(gone);
        assertThat(run.mappings().get(0).status()).isEqualTo(Status.PARTIAL_SUCCESS);
        assertThat(run.mappings().get(0).outcomes().refused()).isEqualTo(1);
        assertThat(Exit.codeOf(run)).isEqualTo(1);
        assertThat(live.deadLetters(target)).singleElement().satisfies(letter -> {
            assertThat(letter.change().object()).isEqualTo(gone);
            assertThat(letter.reason()).isEqualTo(Outcome.Result.REFUSED);
            assertThat(letter.outcome().code()).isEqualTo("Request_ResourceNotFound");
            assertThat(letter.outcome().requestId()).isNotBlank();
        });
        // resolved anew, the device is unknown: the letter closes by itself
        assertDone(target, live.apply(target));
    }

    @Test
    void aFullGroupStopsAdditionsAndRemovalsGoOn() {
        var target = target();
        target.group().setMemberQuota(40);

        var run = live.apply(target);

        var report = run.mappings().get(0);
        assertThat(report.status()).isEqualTo(Status.PARTIAL_SUCCESS);
        assertThat(report.outcomes().refused()).isPositive();
        assertThat(Exit.codeOf(run)).isEqualTo(1);
        assertThat(target.group().members()).doesNotContainAnyElementsOf(objects(101, 125));
        assertThat(live.deadLetters(target))
                .hasSize(report.outcomes().refused())
                .allMatch(letter -> letter.outcome().code().equals("Directory_QuotaExceeded"));
        target.group().setMemberQuota(1_000);
    }

    @Test
    void aFullGroupRefusesEvenWhomItHoldsUntilThereIsRoom() {
        var target = target();
        var absent = target.expected().stream()
                .filter(member -> !target.group().contains(member))
                .toList();
        // somebody adds one after the listing, and Graph checks the room before it sees that
        target.group().setMemberQuota(36);
        live.sandbox.graph().onRequest(request -> {
            if (request.method().equals("PATCH")) {
                target.group().add(absent.get(0));
            }
        });

        var run = live.apply(target);

        live.sandbox.graph().onRequest(request -> {});
        assertThat(run.mappings().get(0).status()).isEqualTo(Status.PARTIAL_SUCCESS);
        assertThat(Exit.codeOf(run)).isEqualTo(1);
        assertThat(live.deadLetters(target))
                .extracting(letter -> letter.change().object())
                .containsExactlyInAnyOrderElementsOf(absent);
        assertThat(live.deadLetters(target))
                .allMatch(letter -> letter.outcome().code().equals("Directory_QuotaExceeded"));
        target.group().setMemberQuota(1_000);
        // who is there after all is done, the others wait for their time
        var again = live.apply(target);
        assertThat(again.mappings().get(0).status()).isEqualTo(Status.PARTIAL_SUCCESS);
        assertThat(Exit.codeOf(again)).isEqualTo(1);
        assertThat(live.deadLetters(target)).hasSize(absent.size() - 1);
        live.engine().wiring().deadLetters.replay(new DeadLetterFilter(target.name(), null));
        assertDone(target, live.apply(target));
    }

    @Test
    void anAnswerThatNobodyKnowsIsParkedWithItsWords() {
        var target = target();
        var before = target.group().members();
        faults().inject(Fault.of(ERROR_BEFORE)
                .inParts()
                .on("*", "/groups/.*")
                .status(418)
                .saying("SomethingNew", "Never seen."));

        var run = live.apply(target);

        assertThat(run.mappings().get(0).status()).isNotIn(Status.SUCCESS, Status.HELD);
        assertThat(Exit.codeOf(run)).isEqualTo(1);
        assertThat(target.group().members()).isEqualTo(before);
        assertThat(live.deadLetters(target))
                .hasSize(run.mappings().get(0).plan().changes())
                .allSatisfy(letter -> {
                    assertThat(letter.outcome().code()).isEqualTo("SomethingNew");
                    assertThat(letter.outcome().message()).isEqualTo("Never seen.");
                });
    }
}
