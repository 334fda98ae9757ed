package io.collectionsync.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.collectionsync.StateAccess;
import io.collectionsync.membership.Mapping;
import io.collectionsync.record.ChangeRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "history", mixinStandardHelpOptions = true,
        description = "Single changes with time, run, member, reason and outcome, the latest first.",
        footer = {"", "Example: collection-sync history pilot-ring --csv history.csv"})
final class HistoryCommand implements Callable<Integer> {

    private static final List<String> HEADER = List.of("time", "run", "mapping", "change", "member", "name", "reason",
            "outcome", "code", "request-id");

    @Mixin
    private CommonOptions common;
    @Mixin
    private MappingNames names;
    @Option(names = "--csv", paramLabel = "FILE", description = "Write the list to this file, values parted by commas.")
    private Path csv;
    @Option(names = "--most", paramLabel = "N", defaultValue = "1000",
            description = "The latest N changes of each mapping; default: ${DEFAULT-VALUE}.")
    private int most;

    @Override
    public Integer call() throws IOException {
        var configuration = common.configuration();
        List<String> wanted = names.known(configuration);
        try (var access = StateAccess.open(configuration.settings())) {
            Stream<Mapping> mappings = configuration.mappings().stream()
                    .filter(mapping -> wanted.isEmpty() || wanted.stream().anyMatch(mapping::isNamed));
            var rows = mappings.flatMap(mapping -> access.changes().latest(mapping.group(), most).stream())
                    .sorted(Comparator.comparing(ChangeRow::time).reversed()).toList();
            if (csv != null) {
                Files.writeString(csv, Csv.text(HEADER, rows.stream().map(HistoryCommand::cells).toList()));
            }
            common.out().println(common.isJson() ? json(rows) : table(rows));
        }
        return ExitCode.DONE;
    }

    private static List<String> cells(ChangeRow row) {
        var outcome = row.outcome();
        return Stream.of(row.time().toString(), row.run(), row.mapping(), word(outcome.change().kind()),
                outcome.change().object().toString(), row.displayName(), row.why(), word(outcome.result()),
                outcome.code(), outcome.requestId()).map(cell -> cell == null ? "" : cell).toList();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String table(List<ChangeRow> rows) {
        return rows.isEmpty() ? "No changes on record." : Tables.table(rows,
                Tables.column("Time", row -> StatusCommand.TIME.format(row.time())),
                Tables.column("Run", ChangeRow::run), Tables.column("Mapping", ChangeRow::mapping),
                Tables.column("Change", row -> word(row.outcome().change().kind())),
                Tables.column("Member", row -> row.outcome().change().object()
                        + (row.displayName() == null ? "" : " " + row.displayName())),
                Tables.column("Reason", row -> row.why() == null ? "" : row.why()),
                Tables.column("Outcome", row -> word(row.outcome().result())));
    }

    private static String json(List<ChangeRow> rows) {
        var document = JsonNodeFactory.instance.objectNode();
        var array = document.putArray("changes");
        rows.forEach(row -> {
            var cells = cells(row);
            var one = array.addObject();
            for (int at = 0; at < HEADER.size(); at++) {
                one.put(HEADER.get(at).replace("request-id", "requestId"), cells.get(at));
            }
        });
        return Json.text(document);
    }
}
