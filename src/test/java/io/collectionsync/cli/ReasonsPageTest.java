package io.collectionsync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.membership.Failure;
import io.collectionsync.membership.HoldReason;
import io.collectionsync.membership.Outcome;
import io.collectionsync.membership.ReasonWord;
import io.collectionsync.membership.Unresolved;
import io.collectionsync.state.deadletter.DeadLetter;
import io.collectionsync.testkit.Approved;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The manual's page on reasons has every constant word of the program, with the meaning and the fix that outputs show. */
class ReasonsPageTest {

    private static final Path PAGE = Path.of("src/docs/reasons.md");

    private static final String TEXT =
            """
            # Reasons: what each word means and what to do

            Every word that `plan`, `unresolved`, `explain`, `status`, `dead-letters`, `history`, their JSON and JMX give
            as a reason. The program prints the same meaning and the same fix (JSON: `fix`; `mend` is its former name and
            goes with the next release).

            ## Unresolved: a resource of a collection that cannot be a member

            %s
            ## Held: removals that are not sent

            Additions go through. What a held plan removes is shown by `plan`, with the hash that `apply --approve` takes.

            %s
            ## Dead letters: changes that were not done

            The reason of a dead letter, and the outcome of each change in `history`:

            %s
            Where a dead letter stands:

            %s
            ## Failed: a mapping that came to no good end

            The line of a failed mapping names the thing, the cause and the fix; where nothing better is known, it says:

            %s""";

    @Test
    void every_reason_stands_in_the_manual_with_its_word_its_meaning_and_its_fix() {
        Approved.require(
                PAGE,
                TEXT.formatted(
                        table(Unresolved.Reason.values()),
                        holds(),
                        table(Outcome.Result.values()),
                        table(DeadLetter.State.values()),
                        table(Failure.Kind.values())));
    }

    @Test
    void every_reason_is_listed_in_the_readme() throws IOException {
        var readme = Files.readString(Path.of("README.md"));

        assertThat(Stream.<ReasonWord[]>of(Unresolved.Reason.values(), HoldReason.Word.values(), results())
                        .flatMap(Stream::of)
                        .map(reason -> "`" + reason.word() + "`"))
                .allMatch(readme::contains);
        assertThat(readme).contains("](" + PAGE + ")");
    }

    @Test
    void no_reason_sends_an_administrator_elsewhere_for_its_fix() {
        assertThat(Stream.<ReasonWord[]>of(
                                Unresolved.Reason.values(),
                                HoldReason.Word.values(),
                                Outcome.Result.values(),
                                DeadLetter.State.values(),
                                Failure.Kind.values())
                        .flatMap(Stream::of))
                .allSatisfy(reason -> assertThat(List.of(reason.word(), reason.meaning(), reason.fix()))
                        .allSatisfy(text -> assertThat(text).isNotBlank().doesNotEndWith(".")))
                .allSatisfy(reason -> assertThat(reason.fix()).doesNotContain("manual"));
    }

    private static ReasonWord[] results() {
        return Stream.of(Outcome.Result.values()).filter(one -> !one.isDone()).toArray(ReasonWord[]::new);
    }

    private static String table(ReasonWord... reasons) {
        return "| word | meaning | fix |\n| --- | --- | --- |\n"
                + Stream.of(reasons).map(one -> row(one) + "\n").collect(Collectors.joining());
    }

    private static String holds() {
        return "| word | meaning | fix | an approval releases it |\n| --- | --- | --- | --- |\n"
                + Stream.of(HoldReason.Word.values())
                        .map(one -> row(one) + (one.isReleasable() ? " yes |\n" : " never |\n"))
                        .collect(Collectors.joining());
    }

    private static String row(ReasonWord reason) {
        return "| `%s` | %s | %s |".formatted(reason.word(), reason.meaning(), reason.fix());
    }
}
