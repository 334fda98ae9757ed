package io.collectionsync.management;

import io.collectionsync.membership.Change;
import io.collectionsync.membership.HoldReason;
import io.collectionsync.membership.MappingReport;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Plan;
import java.util.ArrayList;
import java.util.List;

/** A plan as lines for an operator: the whole first, then its members. */
final class PlanLines {

    private static final int MOST_LINES = 1000;

    private final List<String> lines = new ArrayList<>();
    private final Plan plan;

    private PlanLines(Plan plan) {
        this.plan = plan;
    }

    static List<String> of(MappingReport report) {
        return report.plan() == null
                ? List.of(report.status().word() + ": " + report.error())
                : new PlanLines(report.plan()).lines(report.status().word());
    }

    private List<String> lines(String status) {
        String reasons =
                String.join("; ", plan.reasons().stream().map(HoldReason::text).toList());
        lines.add("%s: %d additions, %d removals, %d held%s; plan %s"
                .formatted(
                        status,
                        plan.additions().size(),
                        plan.removals().size(),
                        plan.held().size(),
                        reasons.isEmpty() ? "" : " (" + reasons + ")",
                        plan.difference().shortHash()));
        add("add", plan.additions(), Change.Kind.ADDITION);
        add("remove", plan.removals(), Change.Kind.REMOVAL);
        add("held", plan.held(), Change.Kind.REMOVAL);
        int more = plan.changes() + plan.held().size() - (lines.size() - 1);
        if (more > 0) {
            lines.add("and " + more + " more: the command plan shows them all");
        }
        return lines;
    }

    private void add(String what, MemberIds members, Change.Kind kind) {
        members.stream().limit(MOST_LINES + 1L - lines.size()).forEach(id -> {
            String name = plan.why().name(id);
            lines.add(what + " " + id + (name == null ? "" : " " + name) + ": "
                    + plan.why().of(new Change(kind, id)));
        });
    }
}
