package io.collectionsync.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.collectionsync.membership.Difference;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.OneLine;
import io.collectionsync.state.ApprovalRow;
import io.collectionsync.state.RunSummary;
import io.collectionsync.state.StateAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "history",
        mixinStandardHelpOptions = true,
        description =
                "Single changes and hand edits with time, run, member, reason and outcome, the latest first; then the"
                        + " approvals, and how each ended.",
        footer = {"", "Example: collection-sync history pilot-ring --csv history.csv"})
final class HistoryCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions common;

    @Mixin
    private MappingNames names;

    @Option(names = "--csv", paramLabel = "FILE", description = "Write the list to this file, values parted by commas.")
    private Path csv;

    @Option(
            names = "--most",
            paramLabel = "N",
            defaultValue = "1000",
            description = "The latest N changes of each mapping; default: ${DEFAULT-VALUE}.")
    private int most;

    @Override
    public Integer call() throws IOException {
        var configuration = common.configuration();
        List<String> wanted = names.known(configuration);
        try (var access = StateAccess.open(configuration.settings())) {
            var mappings = configuration.mappings().stream()
                    .filter(mapping -> wanted.isEmpty() || wanted.stream().anyMatch(mapping::isNamed))
                    .toList();
            var rows = mappings.stream()
                    .flatMap(mapping -> rows(access, mapping, most))
                    .sorted(Comparator.comparing(HistoryRow::time).reversed())
                    .toList();
            if (csv != null) {
                Files.writeString(
                        csv,
                        Csv.text(
                                HistoryRow.HEADER,
                                rows.stream().map(HistoryRow::cells).toList()));
            }
            var approvals = mappings.stream()
                    .flatMap(mapping -> access.approvals().latest(mapping.group(), most).stream())
                    .sorted(Comparator.comparing(ApprovalRow::approved).reversed())
                    .toList();
            common.out()
                    .println(
                            common.isJson()
                                    ? json(rows, access.runs().list(most), approvals)
                                    : table(rows) + lines(approvals));
        }
        return ExitCode.DONE;
    }

    private static Stream<HistoryRow> rows(StateAccess access, Mapping mapping, int most) {
        return Stream.concat(
                access.changes().latest(mapping.group(), most).stream().map(HistoryRow::of),
                access.drifts().latest(mapping.group(), most).stream().map(HistoryRow::of));
    }

    private static String table(List<HistoryRow> rows) {
        return rows.isEmpty()
                ? "No changes on record."
                : Tables.table(
                        rows,
                        Tables.column("Time", row -> StatusCommand.TIME.format(row.time())),
                        Tables.column("Run", HistoryRow::run),
                        Tables.column("Mapping", HistoryRow::mapping),
                        Tables.column("Change", row -> row.kind().word()),
                        Tables.column("Member", row -> row.member().text()),
                        Tables.column("Reason", row -> row.reason() == null ? "" : row.reason()),
                        Tables.column("Outcome", row -> row.result().word()));
    }

    private static String lines(List<ApprovalRow> approvals) {
        return approvals.stream()
                .map(row -> "\n%s  %s: plan %s approved by %s for run %s: %s"
                        .formatted(
                                StatusCommand.TIME.format(row.approved()),
                                OneLine.of(row.mapping()),
                                row.plan().substring(0, Difference.SHOWN),
                                OneLine.of(row.by()),
                                row.run(),
                                row.text()))
                .collect(Collectors.joining());
    }

    private static String json(List<HistoryRow> rows, List<RunSummary> runs, List<ApprovalRow> approvals) {
        var document = JsonNodeFactory.instance.objectNode();
        var list = document.putArray("runs");
        runs.forEach(run -> list.addObject()
                .put("run", run.id())
                .put("mode", word(run.mode()))
                .put("trigger", run.trigger().word())
                .put("status", run.status().word())
                .put("started", run.started().toString())
                .put("ended", run.ended() == null ? null : run.ended().toString()));
        add(document.putArray("changes"), rows.stream().filter(row -> !row.isDrift()));
        add(document.putArray("drift"), rows.stream().filter(HistoryRow::isDrift));
        var approved = document.putArray("approvals");
        approvals.forEach(row -> approved.addObject()
                .put("time", row.approved().toString())
                .put("run", row.run())
                .put("mapping", row.mapping())
                .put("plan", row.plan())
                .put("by", row.by())
                .put("ended", row.ended() == null ? null : row.ended().toString())
                .put("outcome", row.outcome())
                .put("made", row.made()));
        return Json.text(document);
    }

    private static void add(ArrayNode array, Stream<HistoryRow> rows) {
        rows.map(HistoryRow::cells).forEach(cells -> {
            var one = array.addObject();
            for (int at = 0; at < cells.size(); at++) {
                one.put(HistoryRow.HEADER.get(at), cells.get(at));
            }
        });
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
