package io.collectionsync.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.collectionsync.StateAccess;
import io.collectionsync.membership.Mapping;
import io.collectionsync.record.MappingState;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "status", mixinStandardHelpOptions = true,
        description = "The last known state of each mapping; asks neither the site database nor Graph.",
        footer = {"", "Example: collection-sync status --json"})
final class StatusCommand implements Callable<Integer> {

    static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

    /** @param state null before the mapping's first run */
    private record Row(Mapping mapping, MappingState state, long deadLetters, boolean paused) {

        <T> String cell(Function<MappingState, T> value) {
            T cell = state == null ? null : value.apply(state);
            return cell == null ? "-" : cell instanceof Instant time ? TIME.format(time) : cell.toString();
        }
    }

    @Mixin
    private CommonOptions common;
    @Mixin
    private MappingNames names;

    @Override
    public Integer call() {
        var configuration = common.configuration();
        List<String> wanted = names.known(configuration);
        try (var access = StateAccess.open(configuration.settings())) {
            Map<UUID, MappingState> states = access.states().all().stream()
                    .collect(Collectors.toMap(MappingState::group, Function.identity()));
            var rows = configuration.mappings().stream()
                    .filter(mapping -> wanted.isEmpty() || wanted.stream().anyMatch(mapping::isNamed))
                    .map(mapping -> new Row(mapping, states.get(mapping.group()),
                            access.deadLetters().countOpen(mapping.group()),
                            access.pauses().of(mapping.group()).isPresent())).toList();
            boolean applyEnabled = configuration.settings().applyEnabled();
            common.out().println(common.isJson() ? json(rows, applyEnabled)
                    : table(rows) + (applyEnabled ? "" : "\n" + ApplyCommand.SWITCHED_OFF));
        }
        return ExitCode.DONE;
    }

    private static String table(List<Row> rows) {
        return Tables.table(rows, Tables.column("Mapping", row -> row.mapping().name()),
                Tables.column("Collections", row -> String.join(" ", row.mapping().collections())),
                Tables.column("Group", row -> row.mapping().group().toString()),
                Tables.column("Status", row -> row.cell(MappingState::status) + (row.paused() ? " (paused)" : "")),
                Tables.figure("Desired", row -> row.cell(MappingState::desired)),
                Tables.figure("Actual", row -> row.cell(MappingState::actual)),
                Tables.figure("Held", row -> row.cell(MappingState::held)),
                Tables.figure("Drift", row -> row.cell(state -> state.driftAdded() + state.driftRemoved())),
                Tables.figure("Unresolved", row -> row.cell(MappingState::unresolved)),
                Tables.figure("Dead letters", row -> String.valueOf(row.deadLetters())),
                Tables.column("Last run", row -> row.cell(MappingState::lastRunTime)),
                Tables.column("Last success", row -> row.cell(MappingState::lastSuccess)))
                + rows.stream().filter(row -> row.state() != null && row.state().error() != null)
                .map(row -> "\n" + row.mapping().name() + ": " + row.state().error()).collect(Collectors.joining());
    }

    private static String json(List<Row> rows, boolean applyEnabled) {
        var document = JsonNodeFactory.instance.objectNode().put("applyEnabled", applyEnabled);
        var mappings = document.putArray("mappings");
        rows.forEach(row -> mappings.add(json(row)));
        return Json.text(document);
    }

    private static ObjectNode json(Row row) {
        var json = JsonNodeFactory.instance.objectNode().put("name", row.mapping().name())
                .put("tenant", row.mapping().tenant()).put("group", row.mapping().group().toString());
        var collections = json.putArray("collections");
        row.mapping().collections().forEach(collections::add);
        var state = row.state();
        json.put("enabled", row.mapping().enabled()).put("status", state == null ? null : state.status())
                .put("deadLetters", row.deadLetters()).put("paused", row.paused());
        if (state != null) {
            json.put("desired", state.desired()).put("actual", state.actual()).put("additions", state.additions())
                    .put("removals", state.removals()).put("unresolved", state.unresolved())
                    .put("lastRun", text(state.lastRunTime())).put("lastSuccess", text(state.lastSuccess()))
                    .put("error", state.error());
            json.putObject("drift").put("added", state.driftAdded()).put("removed", state.driftRemoved());
            var held = json.putObject("held").put("removals", state.held());
            var reasons = held.putArray("reasons");
            state.holdReasons().forEach(reasons::add);
        }
        return json;
    }

    private static String text(Instant time) {
        return time == null ? null : time.toString();
    }
}
