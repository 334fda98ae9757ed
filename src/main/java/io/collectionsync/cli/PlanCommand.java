package io.collectionsync.cli;

import io.collectionsync.membership.MappingReport;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Plan;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.membership.Unresolved;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "plan", mixinStandardHelpOptions = true,
        description = "Reads both sides and prints what apply would do, member by member; writes nothing.",
        footer = {"", "Example: collection-sync plan pilot-ring"})
final class PlanCommand implements Callable<Integer> {

    /** One line of the plan. */
    private record Line(String mapping, String what, String member, String why) {
    }

    @Mixin
    private CommonOptions common;
    @Mixin
    private MappingNames names;

    @Override
    public Integer call() {
        var report = ApplyCommand.run(common, names, RunRequest.Mode.PLAN);
        if (common.isJson()) {
            common.out().println(Json.text(Json.of(report)));
        } else {
            report.mappings().stream().filter(row -> row.plan() != null && !lines(row).isEmpty()).forEach(row ->
                    common.out().println(Tables.table(lines(row), Tables.column("Mapping", Line::mapping),
                            Tables.column("Change", Line::what), Tables.column("Member", Line::member),
                            Tables.column("Reason", Line::why))));
            common.out().println(Tables.of(report));
        }
        return ExitCode.ofPlan(report);
    }

    private static List<Line> lines(MappingReport row) {
        Plan plan = row.plan();
        String mapping = row.mapping().name();
        var lines = new ArrayList<Line>();
        add(lines, mapping, "add", plan.additions(), "in " + String.join(" or ", row.mapping().collections()));
        add(lines, mapping, "remove", plan.removals(), "in none of " + String.join(", ", row.mapping().collections()));
        add(lines, mapping, "held", plan.held(), "removal held by the guard");
        for (Unresolved member : plan.unresolved()) {
            lines.add(new Line(mapping, "unresolved", member.name() + " (resource " + member.resourceId() + ")",
                    member.reason().word() + ": " + member.reason().meaning()));
        }
        return lines;
    }

    private static void add(List<Line> lines, String mapping, String what, MemberIds members, String why) {
        members.forEach(id -> lines.add(new Line(mapping, what, id.toString(), why)));
    }
}
