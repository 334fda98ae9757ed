package io.collectionsync.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.collectionsync.diagnose.Explainer;
import io.collectionsync.diagnose.Explanation;
import io.collectionsync.diagnose.Explanation.Line;
import io.collectionsync.membership.DirectoryDevice;
import io.collectionsync.membership.OneLine;
import io.collectionsync.settings.Settings;
import io.collectionsync.site.DeviceRecord;
import io.collectionsync.state.ChangeRow;
import io.collectionsync.state.deadletter.DeadLetter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = "Why a device is, or is not, in each mapped group, what happened to it last and what will happen"
                + " next; asks the site database and Entra, without a run.",
        footer = {"", "Example: collection-sync explain PC-0042"})
final class ExplainCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions common;

    @Parameters(paramLabel = "DEVICE", description = "The device's name, resource id or Entra device id.")
    private String device;

    private Settings settings;

    @Override
    public Integer call() {
        var configuration = common.configuration();
        settings = configuration.settings();
        var found = Explainer.explain(configuration, System.getenv(), device.strip());
        if (found.isEmpty()) {
            String line = "DEVICE = " + device + ": the site database has no device of this name, resource id or Entra"
                    + " device id";
            if (common.isJson()) {
                common.out().println(Json.text(Map.of("error", line)));
            }
            common.err().println(line);
            return ExitCode.ERROR;
        }
        var explanation = found.get();
        common.out().println(common.isJson() ? json(explanation) : text(explanation));
        explanation.faults().forEach(common.err()::println);
        return explanation.faults().isEmpty() ? ExitCode.DONE : ExitCode.ERROR;
    }

    private String text(Explanation explanation) {
        return explanation.records().stream()
                .flatMap(record -> Stream.of(
                                head(explanation, record),
                                Stream.of(table(explanation.linesOf(record))),
                                remarks(explanation.linesOf(record)))
                        .flatMap(lines -> lines))
                .collect(Collectors.joining("\n"));
    }

    private Stream<String> head(Explanation explanation, DeviceRecord record) {
        var facts = Stream.of(
                OneLine.of(record.name()) + ", resource " + record.resourceId(),
                "  Entra device id  " + orNone(record.deviceId()),
                "  Tenant           " + orNone(record.tenantId()) + " " + name(record));
        var objects = explanation.devicesOf(record).stream().map(object -> "  Directory object " + words(object));
        return Stream.concat(facts, objects);
    }

    private static String table(List<Line> lines) {
        return Tables.table(
                lines,
                Tables.column("Mapping", line -> line.mapping().name()),
                Tables.column(
                        "In collection",
                        line -> line.collections().isEmpty() ? "no" : String.join(" ", line.collections())),
                Tables.column("In group", line -> yesOrNo(line.known().inGroup())),
                Tables.column("Last change", line -> words(line.known().change())),
                Tables.column("Next", Line::next));
    }

    private static String yesOrNo(Boolean known) {
        return known == null ? "?" : known ? "yes" : "no";
    }

    /** What is wrong, and what to do about it. */
    private static Stream<String> remarks(List<Line> lines) {
        var letters = lines.stream()
                .filter(line -> line.known().letter() != null)
                .flatMap(line -> Stream.of(
                        "  Dead letter of " + line.mapping().name() + ": "
                                + words(line.known().letter()),
                        "  " + Tables.fix(line.known().letter().advice())));
        var reasons = lines.stream()
                .filter(line -> line.reason() != null && !line.collections().isEmpty())
                .map(Line::reason)
                .distinct()
                .map(reason -> "  " + Tables.fix(reason));
        return Stream.concat(letters, reasons);
    }

    /** The tenant's name in the settings, where it has one. */
    private String name(DeviceRecord record) {
        return settings.tenants().values().stream()
                .filter(tenant -> tenant.id().toString().equalsIgnoreCase(record.tenantId()))
                .map(tenant -> "(" + tenant.name() + ")")
                .findFirst()
                .orElse(record.tenantId() == null ? "" : "(not configured)");
    }

    private static String orNone(String text) {
        return text == null ? "none" : OneLine.of(text);
    }

    private static String words(DirectoryDevice object) {
        return object.objectId() + ", " + object.joinType() + ", " + (object.enabled() ? "enabled" : "disabled")
                + (object.name() == null ? "" : ", " + OneLine.of(object.name()));
    }

    private static String words(ChangeRow change) {
        return change == null
                ? "none on record"
                : change.outcome().change().kind().word() + " "
                        + change.outcome().result().word() + " "
                        + StatusCommand.TIME.format(change.time());
    }

    private static String words(DeadLetter letter) {
        return letter.state().word() + " after " + letter.attempts().count() + " attempts, "
                + letter.outcome().code() + ": " + letter.outcome().message();
    }

    private String json(Explanation explanation) {
        var document = JsonNodeFactory.instance.objectNode().put("device", device);
        var records = document.putArray("records");
        for (DeviceRecord record : explanation.records()) {
            var json = records.addObject()
                    .put("resourceId", record.resourceId())
                    .put("name", record.name())
                    .put("deviceId", record.deviceId())
                    .put("tenantId", record.tenantId());
            var objects = json.putArray("objects");
            explanation.devicesOf(record).forEach(object -> objects.addObject()
                    .put("id", object.objectId().toString())
                    .put("name", object.name())
                    .put("joinType", object.joinType())
                    .put("enabled", object.enabled()));
            var mappings = json.putArray("mappings");
            explanation.linesOf(record).forEach(line -> mappings.add(json(line)));
        }
        explanation.faults().forEach(document.putArray("errors")::add);
        return Json.text(document);
    }

    private static ObjectNode json(Line line) {
        var json = JsonNodeFactory.instance
                .objectNode()
                .put("name", line.mapping().name())
                .put("tenant", line.mapping().tenant())
                .put("group", line.mapping().group().toString());
        line.collections().forEach(json.putArray("inCollections")::add);
        json.put("reason", line.reason() == null ? null : line.reason().word())
                .put("fix", line.reason() == null ? null : line.reason().fix())
                .put("mend", line.reason() == null ? null : line.reason().fix())
                .put("inGroup", line.known().inGroup());
        var change = line.known().change();
        json.set(
                "lastChange",
                change == null
                        ? null
                        : JsonNodeFactory.instance
                                .objectNode()
                                .put("time", change.time().toString())
                                .put("run", change.run())
                                .put("kind", change.outcome().change().kind().word())
                                .put("result", change.outcome().result().word())
                                .put("message", change.outcome().message()));
        json.put(
                "deadLetter",
                line.known().letter() == null ? null : words(line.known().letter()));
        return json.put("next", line.next());
    }
}
