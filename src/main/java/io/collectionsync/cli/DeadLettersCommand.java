package io.collectionsync.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.collectionsync.state.StateAccess;
import io.collectionsync.state.deadletter.DeadLetter;
import io.collectionsync.state.deadletter.DeadLetterFilter;
import io.collectionsync.state.deadletter.DeadLetters;
import java.util.List;
import java.util.function.ToIntBiFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "dead-letters",
        mixinStandardHelpOptions = true,
        description = "The changes that could not be applied: they wait for another attempt, or for you.",
        footer = {"", "Example: collection-sync dead-letters list --mapping pilot-ring"})
final class DeadLettersCommand implements Runnable {

    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        throw new ParameterException(command.commandLine(), "Missing: list, replay or discard");
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Shows the open dead letters.",
            footer = {"", "Example: collection-sync dead-letters list --reason refused --json"})
    int list(@Mixin CommonOptions common, @Mixin Filter filter) {
        try (var access = StateAccess.open(common.configuration().settings())) {
            var letters = access.deadLetters().list(filter.toFilter());
            common.out().println(common.isJson() ? json(letters) : table(letters));
        }
        return ExitCode.DONE;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Makes open dead letters due: their mappings are planned anew at the next dead-letters.cron.",
            footer = {"", "Example: collection-sync dead-letters replay --mapping pilot-ring"})
    int replay(@Mixin CommonOptions common, @Mixin Filter filter) {
        return change(common, filter, DeadLetters::replay, "replayed");
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Closes open dead letters. A change that is still wanted is tried again by the next run.",
            footer = {"", "Example: collection-sync dead-letters discard --reason refused"})
    int discard(@Mixin CommonOptions common, @Mixin Filter filter) {
        return change(common, filter, DeadLetters::discard, "discarded");
    }

    /** Which dead letters a command is about. */
    static final class Filter {

        @Option(names = "--mapping", paramLabel = "NAME", description = "Only those of this mapping.")
        private String mapping;

        @Option(
                names = "--reason",
                paramLabel = "WORD",
                description = "Only those with this reason: refused, retryable" + " or unanswered.")
        private String reason;

        DeadLetterFilter toFilter() {
            return new DeadLetterFilter(mapping, reason);
        }
    }

    private static int change(
            CommonOptions common, Filter filter, ToIntBiFunction<DeadLetters, DeadLetterFilter> action, String done) {
        try (var access = StateAccess.open(common.configuration().settings())) {
            int letters = action.applyAsInt(access.deadLetters(), filter.toFilter());
            common.out()
                    .println(
                            common.isJson()
                                    ? Json.text(JsonNodeFactory.instance
                                            .objectNode()
                                            .put(done, letters))
                                    : letters + " dead letters " + done + ".");
        }
        return ExitCode.DONE;
    }

    private static String table(List<DeadLetter> letters) {
        return letters.isEmpty()
                ? "No dead letters."
                : Tables.table(
                                letters,
                                Tables.column("Mapping", DeadLetter::mapping),
                                Tables.column("Change", letter -> kind(letter)),
                                Tables.column(
                                        "Member",
                                        letter -> letter.change().object().toString()),
                                Tables.column("State", letter -> letter.state().word()),
                                Tables.column(
                                        "Reason", letter -> letter.reason().word()),
                                Tables.column(
                                        "Graph said",
                                        letter -> letter.outcome().code() + ": "
                                                + letter.outcome().message()),
                                Tables.figure(
                                        "Attempts",
                                        letter ->
                                                String.valueOf(letter.attempts().count())),
                                Tables.column(
                                        "Next attempt",
                                        letter -> letter.attempts().next() == null
                                                ? "none"
                                                : letter.attempts().next().toString()))
                        + Tables.fixes(letters.stream().map(DeadLetter::advice));
    }

    private static String kind(DeadLetter letter) {
        return letter.change().kind().word();
    }

    private static String json(List<DeadLetter> letters) {
        var document = JsonNodeFactory.instance.objectNode();
        var array = document.putArray("deadLetters");
        letters.forEach(letter -> array.add(json(letter)));
        return Json.text(document);
    }

    private static ObjectNode json(DeadLetter letter) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("mapping", letter.mapping())
                .put("group", letter.group().toString())
                .put("kind", kind(letter))
                .put("object", letter.change().object().toString())
                .put("state", letter.state().word())
                .put("reason", letter.reason().word())
                .put("fix", letter.advice().fix())
                .put("code", letter.outcome().code())
                .put("message", letter.outcome().message())
                .put("requestId", letter.outcome().requestId())
                .put("attempts", letter.attempts().count())
                .put("firstSeen", letter.attempts().firstSeen().toString())
                .put("lastTried", letter.attempts().lastTried().toString())
                .put(
                        "nextAttempt",
                        letter.attempts().next() == null
                                ? null
                                : letter.attempts().next().toString());
    }
}
