package io.collectionsync.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.collectionsync.membership.OneLine;
import io.collectionsync.settings.Configuration;
import io.collectionsync.state.RunStatus;
import io.collectionsync.state.RunSummary;
import io.collectionsync.state.StateAccess;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "The last known state of each mapping; asks neither the site database nor Graph.",
        footer = {"", "Example: collection-sync status --json", "Example: collection-sync status --watch"})
final class StatusCommand implements Callable<Integer> {

    static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

    @Mixin
    private CommonOptions common;

    @Mixin
    private MappingNames names;

    @Option(
            names = "--watch",
            arity = "0..1",
            paramLabel = "SECONDS",
            fallbackValue = "5",
            description = "Show it again every so many seconds, until stopped; without a number: ${FALLBACK-VALUE}.")
    private Integer watch;

    @Override
    public Integer call() {
        var configuration = common.configuration();
        names.known(configuration);
        try (var access = StateAccess.open(configuration.settings())) {
            common.out().println(show(access, configuration));
            while (watch != null && again()) {
                common.out()
                        .println((common.isJson() ? "" : "\n" + TIME.format(Instant.now()) + "\n")
                                + show(access, common.configuration()));
            }
        }
        return ExitCode.DONE;
    }

    /** @return false when the watch is over */
    private boolean again() {
        common.out().flush();
        try {
            TimeUnit.SECONDS.sleep(Math.max(1, watch));
            return true;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private String show(StateAccess access, Configuration configuration) {
        List<String> wanted = names.known(configuration);
        var rows = StatusRow.read(
                access,
                configuration.mappings().stream()
                        .filter(mapping -> wanted.isEmpty() || wanted.stream().anyMatch(mapping::isNamed))
                        .toList());
        boolean applyEnabled = configuration.settings().applyEnabled();
        var last = access.runs().list(1).stream().findFirst().orElse(null);
        return common.isJson()
                ? json(rows, applyEnabled, last)
                : table(rows) + interrupted(last) + (applyEnabled ? "" : "\n" + ApplyCommand.SWITCHED_OFF);
    }

    private static String table(List<StatusRow> rows) {
        return Tables.table(
                        rows,
                        Tables.column("Mapping", row -> row.mapping().name()),
                        Tables.column("Collections", StatusRow::collections),
                        Tables.column(
                                "Group",
                                row -> row.mapping().group() + (row.groupName() == null ? "" : " " + row.groupName())),
                        Tables.column(
                                "Status",
                                row -> row.cell(state -> state.status().word()) + (row.isPaused() ? " (paused)" : "")),
                        Tables.figure(
                                "Members",
                                row -> row.cell(state -> state.members().wanted())),
                        Tables.figure("Completed", StatusRow::completed),
                        Tables.figure("In progress", StatusRow::inProgress),
                        Tables.figure("Failed", StatusRow::failed),
                        Tables.figure(
                                "Held", row -> row.cell(state -> state.held().removals())),
                        Tables.figure(
                                "Drift", row -> row.cell(state -> state.drift().total())),
                        Tables.figure(
                                "Unresolved",
                                row -> row.cell(state -> state.members().unresolved())),
                        Tables.figure("Dead letters", row -> String.valueOf(row.deadLetters())),
                        Tables.column(
                                "Last run", row -> row.cell(state -> state.run().time())),
                        Tables.column(
                                "Last success",
                                row -> row.cell(state -> state.run().lastSuccess())))
                + rows.stream()
                        .filter(row -> row.state() != null && row.state().held().since() != null)
                        .filter(row -> !row.isHeldByPauseAlone())
                        .map(row -> "\n" + row.mapping().name() + ": held "
                                + since(row.state().held().since()) + ": "
                                + String.join("; ", row.state().held().reasons()))
                        .collect(Collectors.joining())
                + rows.stream()
                        .filter(row -> row.state() != null && row.state().error() != null)
                        .map(row -> "\n" + row.mapping().name() + ": "
                                + OneLine.of(row.state().error()))
                        .collect(Collectors.joining())
                + rows.stream()
                        .filter(row -> row.approval() != null)
                        .map(row -> "\n" + row.mapping().name() + ": " + OneLine.of(row.approvalText()))
                        .collect(Collectors.joining())
                + pauses(rows);
    }

    /** Each pause once, however many mappings it reaches. */
    private static String pauses(List<StatusRow> rows) {
        return rows.stream()
                .flatMap(row -> row.pauses().stream())
                .distinct()
                .map(pause -> "\n"
                        + (pause.subject().isOfMany() ? "" : pause.subject().name() + ": ")
                        + "paused " + pause.text() + "; " + pause.subject().resume() + " ends it")
                .collect(Collectors.joining());
    }

    private static String since(Instant time) {
        long days = Duration.between(time, Instant.now()).toDays();
        return "since " + TIME.format(time) + (days < 1 ? "" : days == 1 ? " (1 day)" : " (" + days + " days)");
    }

    private static String interrupted(RunSummary last) {
        return last == null || last.status() != RunStatus.INTERRUPTED
                ? ""
                : String.format(
                        Locale.ROOT,
                        "\nRun %s was interrupted: %,d changes done; the next run goes on",
                        last.id(),
                        last.counts().changesDone());
    }

    private static String json(List<StatusRow> rows, boolean applyEnabled, RunSummary last) {
        var document = JsonNodeFactory.instance.objectNode().put("applyEnabled", applyEnabled);
        if (last != null) {
            document.putObject("latestRun")
                    .put("run", last.id())
                    .put("status", last.status().word())
                    .put("changesDone", last.counts().changesDone());
        }
        var mappings = document.putArray("mappings");
        rows.forEach(row -> mappings.add(row.json()));
        return Json.text(document);
    }
}
