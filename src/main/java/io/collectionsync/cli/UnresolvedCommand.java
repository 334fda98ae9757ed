package io.collectionsync.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.collectionsync.membership.MappingReport;
import io.collectionsync.membership.RunReport;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.membership.Status;
import io.collectionsync.membership.Unresolved;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "unresolved",
        mixinStandardHelpOptions = true,
        description = "Every member of a mapped collection that cannot be synchronised, with the reason and the fix;"
                + " reads both sides anew, writes nothing to a group.",
        footer = {"", "Example: collection-sync unresolved pilot-ring --csv unresolved.csv"})
final class UnresolvedCommand implements Callable<Integer> {

    private static final List<String> HEADER =
            List.of("mapping", "name", "resourceId", "deviceId", "reason", "meaning", "fix");

    /** One member in one mapping. */
    private record Line(String mapping, Unresolved member) {

        String deviceId() {
            return member.deviceId() == null ? "" : member.deviceId();
        }

        List<String> cells() {
            return List.of(
                    mapping,
                    String.valueOf(member.name()),
                    String.valueOf(member.resourceId()),
                    deviceId(),
                    member.reason().word(),
                    member.reason().meaning(),
                    member.reason().fix());
        }
    }

    @Mixin
    private CommonOptions common;

    @Mixin
    private MappingNames names;

    @Option(names = "--csv", paramLabel = "FILE", description = "Write the list to this file, values parted by commas.")
    private Path csv;

    @Override
    public Integer call() throws IOException {
        var report = ApplyCommand.run(common, names, RunRequest.Mode.PLAN);
        var lines = report.mappings().stream()
                .filter(row -> row.plan() != null)
                .flatMap(UnresolvedCommand::lines)
                .toList();
        if (csv != null) {
            Files.writeString(
                    csv, Csv.text(HEADER, lines.stream().map(Line::cells).toList()));
        }
        common.out().println(common.isJson() ? json(lines, report) : table(lines));
        report.mappings().stream().filter(row -> row.error() != null).forEach(row -> common.err()
                .println(row.mapping().name() + ": " + row.error()));
        return report.any(Status.FAILED) ? ExitCode.ERROR : ExitCode.DONE;
    }

    private static Stream<Line> lines(MappingReport report) {
        return report.plan().unresolved().stream()
                .map(member -> new Line(report.mapping().name(), member));
    }

    private String table(List<Line> lines) {
        if (csv != null) {
            return lines.size() + " members written to " + csv + ".";
        }
        return lines.isEmpty()
                ? "Every member can be synchronised."
                : Tables.table(
                        lines,
                        Tables.column("Mapping", Line::mapping),
                        Tables.column(
                                "Member", line -> String.valueOf(line.member().name())),
                        Tables.figure(
                                "Resource", line -> String.valueOf(line.member().resourceId())),
                        Tables.column("Device id", Line::deviceId),
                        Tables.column("Reason", line -> line.member().reason().text()),
                        Tables.column("Fix", line -> line.member().reason().fix()));
    }

    private static String json(List<Line> lines, RunReport report) {
        var document =
                JsonNodeFactory.instance.objectNode().put("run", report.run().id());
        var array = document.putArray("unresolved");
        lines.forEach(line -> array.addObject()
                .put("mapping", line.mapping())
                .put("resourceId", line.member().resourceId())
                .put("name", line.member().name())
                .put("deviceId", line.member().deviceId())
                .put("reason", line.member().reason().word())
                .put("meaning", line.member().reason().meaning())
                .put("fix", line.member().reason().fix())
                .put("mend", line.member().reason().fix()));
        var errors = document.putObject("errors");
        report.mappings().stream()
                .filter(row -> row.error() != null)
                .forEach(row -> errors.put(row.mapping().name(), row.error()));
        return Json.text(document);
    }
}
