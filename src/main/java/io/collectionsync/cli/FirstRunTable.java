package io.collectionsync.cli;

import io.collectionsync.membership.HoldReason;
import io.collectionsync.membership.MappingReport;
import io.collectionsync.membership.Plan;
import io.collectionsync.membership.RemovalKinds;
import io.collectionsync.membership.RunReport;
import java.util.List;
import java.util.function.ToIntFunction;

/** The mappings of a plan whose removals are held because they are not known yet, with the kinds of members. */
record FirstRunTable(List<Plan> plans) {

    static FirstRunTable of(RunReport report) {
        return new FirstRunTable(report.mappings().stream()
                .map(MappingReport::plan)
                .filter(plan -> plan != null
                        && plan.reasons().stream().anyMatch(reason -> reason.word() == HoldReason.Word.FIRST_RUN))
                .toList());
    }

    String text() {
        if (plans.isEmpty()) {
            return "No mapping waits for the approval of its first run.";
        }
        return Tables.table(
                        plans,
                        Tables.column("Mapping", plan -> plan.mapping().name()),
                        Tables.column("Plan", plan -> plan.difference().shortHash()),
                        Tables.figure("Removals", FirstRunTable::removals),
                        Tables.figure("Hybrid joined", plan -> kind(plan, RemovalKinds::hybrid)),
                        Tables.figure("Added by hand", plan -> kind(plan, RemovalKinds::byHand)),
                        Tables.figure("Other type", plan -> kind(plan, RemovalKinds::otherType)),
                        Tables.figure("Unknown", plan -> kind(plan, RemovalKinds::unknown)))
                + "\nRead each plan with collection-sync plan NAME. Then: apply --approve HASH; or write this table with"
                + " --csv FILE, delete the lines that you do not approve, and apply --approve-file FILE.";
    }

    String csv() {
        return Csv.text(
                List.of(
                        "mapping",
                        "group",
                        "plan",
                        "removals",
                        "hybrid-joined",
                        "added-by-hand",
                        "other-type",
                        "unknown"),
                plans.stream()
                        .map(plan -> List.of(
                                plan.mapping().name(),
                                plan.mapping().group().toString(),
                                plan.difference().shortHash(),
                                removals(plan),
                                kind(plan, RemovalKinds::hybrid),
                                kind(plan, RemovalKinds::byHand),
                                kind(plan, RemovalKinds::otherType),
                                kind(plan, RemovalKinds::unknown)))
                        .toList());
    }

    private static String removals(Plan plan) {
        return String.valueOf(plan.difference().removals().size());
    }

    private static String kind(Plan plan, ToIntFunction<RemovalKinds> kind) {
        return String.valueOf(kind.applyAsInt(plan.why().kinds()));
    }
}
