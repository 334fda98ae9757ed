package io.collectionsync.cli;

import io.collectionsync.membership.Change;
import io.collectionsync.membership.MappingReport;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Plan;
import io.collectionsync.membership.RunReport;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.membership.Unresolved;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description = "Reads both sides and prints what apply would do, member by member; writes nothing.",
        footer = {"", "Example: collection-sync plan pilot-ring"})
final class PlanCommand implements Callable<Integer> {

    /** One line of the plan. */
    private record Line(String mapping, String what, String member, String why) {}

    @Mixin
    private CommonOptions common;

    @Mixin
    private MappingNames names;

    @Option(
            names = "--csv",
            paramLabel = "FILE",
            description = "Writes the members of the plan into this file too; with --first-run, its table.")
    private Path csv;

    @Option(
            names = "--first-run",
            description = "Shows only the mappings whose removals are held because they are not known yet, by kind of"
                    + " member; apply --approve-file takes the file that --csv writes.")
    private boolean firstRun;

    @Override
    public Integer call() {
        var report = ApplyCommand.run(common, names, RunRequest.Mode.PLAN);
        if (report.isStopped()) {
            return common.stopped(report, "plan again reads anew");
        }
        if (csv != null) {
            writeCsv(report);
        }
        if (common.isJson()) {
            common.out().println(Json.text(Json.of(report)));
        } else if (firstRun) {
            common.out().println(FirstRunTable.of(report).text());
        } else {
            print(common, report);
        }
        return ExitCode.ofPlan(report);
    }

    /** Every member of the plan, then the run's table. */
    static void print(CommonOptions common, RunReport report) {
        report.mappings().stream()
                .filter(row -> row.plan() != null && !lines(row).isEmpty())
                .forEach(row -> common.out()
                        .println(Tables.table(
                                        lines(row),
                                        Tables.column("Mapping", Line::mapping),
                                        Tables.column("Change", Line::what),
                                        Tables.column("Member", Line::member),
                                        Tables.column("Reason", Line::why))
                                + Tables.fixes(row.plan().unresolved().stream().map(Unresolved::reason))));
        common.out().println(Tables.of(report));
    }

    private static List<Line> lines(MappingReport row) {
        Plan plan = row.plan();
        String mapping = row.mapping().name();
        var lines = new ArrayList<Line>();
        add(lines, plan, "add", plan.additions(), Change.Kind.ADDITION);
        add(lines, plan, "remove", plan.removals(), Change.Kind.REMOVAL);
        add(lines, plan, "held", plan.held(), Change.Kind.REMOVAL);
        plan.postponed()
                .forEach(change -> lines.add(new Line(
                        mapping,
                        "waits",
                        name(plan, change.object()),
                        "dead letter: " + plan.why().of(change))));
        for (Unresolved member : plan.unresolved()) {
            lines.add(new Line(
                    mapping,
                    "unresolved",
                    member.name() + " (resource " + member.resourceId() + ")",
                    member.reason().text()));
        }
        return lines;
    }

    private static void add(List<Line> lines, Plan plan, String what, MemberIds members, Change.Kind kind) {
        members.forEach(id -> lines.add(
                new Line(plan.mapping().name(), what, name(plan, id), plan.why().of(new Change(kind, id)))));
    }

    private static String name(Plan plan, UUID id) {
        String name = plan.why().name(id);
        return name == null ? id.toString() : id + " " + name;
    }

    private void writeCsv(RunReport report) {
        try {
            Files.writeString(csv, firstRun ? FirstRunTable.of(report).csv() : membersCsv(report));
        } catch (IOException e) {
            throw new UncheckedIOException("--csv " + csv + " cannot be written", e);
        }
    }

    private static String membersCsv(RunReport report) {
        return Csv.text(
                List.of("mapping", "change", "member", "reason"),
                report.mappings().stream()
                        .filter(row -> row.plan() != null)
                        .flatMap(row -> lines(row).stream())
                        .map(line -> List.of(line.mapping(), line.what(), line.member(), line.why()))
                        .toList());
    }
}
