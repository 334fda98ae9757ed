package io.collectionsync.faults;

import static io.collectionsync.sandbox.FaultKind.EXPIRED_TOKEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.cli.Exit;
import io.collectionsync.membership.Status;
import io.collectionsync.sandbox.Fault;
import io.collectionsync.testkit.FaultyGraph;
import io.collectionsync.testkit.LiveRuntime.Target;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A token that Graph refuses is renewed once; a second refusal ends the mapping with one line. */
class RefusedTokensIT extends FaultyGraph {

    static Stream<Arguments> refusedTokens() {
        return Stream.of(
                Arguments.of(
                        "every question about the group",
                        Fault.of(EXPIRED_TOKEN).on("GET", "/groups/.*"),
                        2,
                        "could not be read"),
                Arguments.of(
                        "every page", Fault.of(EXPIRED_TOKEN).on("GET", MEMBERS), 3, "could not be read completely"),
                Arguments.of("every batch", Fault.of(EXPIRED_TOKEN).on("POST", BATCH), 4, "could not be resolved"),
                Arguments.of("every part that asks", refusedParts("/devices.*"), 4, "could not be resolved"),
                Arguments.of("every part that writes", refusedParts("/groups/.*"), 5, "cannot be written"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusedTokens")
    void aTokenThatGraphRefusesIsRenewedOnceAndThenTheMappingHasFailed(
            String name, Fault fault, int requests, String line) {
        var target = target();
        var before = target.group().members();
        live.engine();
        faults().inject(fault);
        var counters = live.sandbox.graph().counters();
        counters.reset();

        var run = live.apply(target);

        var report = run.mappings().get(0);
        assertThat(report.status()).isEqualTo(Status.FAILED);
        assertThat(Exit.codeOf(run)).isEqualTo(1);
        assertThat(report.error())
                .contains(
                        line, "401 InvalidAuthenticationToken: Access token has expired", "A new token does not help: ")
                .doesNotContain("\n");
        assertThat(target.group().members()).isEqualTo(before);
        assertThat(live.deadLetters(target)).isEmpty();
        assertThat(counters.tokens()).as("new tokens").isEqualTo(1);
        assertThat(counters.requests()).isEqualTo(requests);
        faults().clear();
        assertDone(target, live.apply(target));
    }

    @Test
    void aTokenThatSeveralLanesFindRevokedCostsNoneOfTheirMappings() {
        var targets = List.of(target(), target(), target(), target());
        live.applyTo(targets.get(0));
        live.sandbox.graph().revokeTokens(live.sandbox.tenant("contoso"));

        var run = live.apply(targets.toArray(Target[]::new));

        assertThat(Exit.codeOf(run)).isZero();
        assertThat(targets).allSatisfy(target -> {
            assertThat(target.group().members()).isEqualTo(target.expected());
            assertDone(target, live.apply(target));
        });
    }
}
