package io.collectionsync.cli;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import io.collectionsync.membership.HoldReason;
import io.collectionsync.membership.MappingReport;
import io.collectionsync.membership.OneLine;
import io.collectionsync.membership.Plan;
import io.collectionsync.membership.ReasonWord;
import io.collectionsync.membership.RunReport;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tables for people: plain characters, so that every console shows them. */
final class Tables {

    private Tables() {}

    /** @return the run's table, then a line for each error and for what is held */
    static String of(RunReport report) {
        var text = new StringBuilder(table(
                report.mappings(),
                column("Mapping", (MappingReport row) -> row.mapping().name()),
                column("Collections", row -> String.join(" ", row.mapping().collections())),
                column("Status", row -> row.status().word()),
                figure("Desired", row -> figure(row, Plan::desired)),
                figure("Actual", row -> figure(row, Plan::actual)),
                figure("Additions", row -> figure(row, plan -> plan.additions().size())),
                figure("Removals", row -> figure(row, plan -> plan.removals().size())),
                figure("Held", row -> figure(row, plan -> plan.held().size())),
                figure(
                        "Unresolved",
                        row -> figure(row, plan -> plan.unresolved().size())),
                figure("Dead letters", Tables::deadLetters)));
        text.append('\n');
        report.mappings().forEach(row -> addRemarks(text, row, report.run().isPlanOnly()));
        report.warnings()
                .forEach(line ->
                        text.append("Warning, ").append(OneLine.of(line)).append('\n'));
        text.append("Run ")
                .append(report.run().id())
                .append(": ")
                .append(report.status().word())
                .append(" in ")
                .append(report.took().toMillis() / 1000.0)
                .append(" s");
        return text.append(report.run().isPlanOnly() ? ". Nothing was written." : ".")
                .toString();
    }

    private static void addRemarks(StringBuilder text, MappingReport row, boolean planOnly) {
        if (row.error() != null) {
            text.append(OneLine.of(row.mapping().name()))
                    .append(": ")
                    .append(OneLine.of(row.error()))
                    .append('\n');
        }
        if (row.plan() != null && row.plan().isHeld()) {
            text.append(OneLine.of(row.mapping().name()))
                    .append(": ")
                    .append(row.plan().held().size())
                    .append(row.plan().held().size() == 1 ? " removal is held: " : " removals are held: ")
                    .append(row.plan().reasons().stream().map(HoldReason::text).collect(Collectors.joining("; ")))
                    .append(fixes(row.plan().reasons().stream().map(HoldReason::word)))
                    .append('\n');
        }
        if (row.approval() != null) {
            text.append(OneLine.of(row.mapping().name()))
                    .append(": ")
                    .append(OneLine.of(row.approval().text()))
                    .append('\n');
        }
        if (row.plan() != null
                && !row.plan().difference().isEmpty()
                && (planOnly || row.plan().isHeld())) {
            text.append(OneLine.of(row.mapping().name()))
                    .append(": plan ")
                    .append(row.plan().difference().shortHash())
                    .append(
                            isReleasable(row.plan())
                                    ? "; once you have read it: collection-sync apply --approve "
                                            + row.plan().difference().shortHash()
                                    : "")
                    .append('\n');
        }
    }

    private static boolean isReleasable(Plan plan) {
        return plan.isHeld()
                && plan.reasons().stream().allMatch(reason -> reason.word().isReleasable());
    }

    private static String figure(MappingReport row, ToIntFunction<Plan> figure) {
        return row.plan() == null ? "-" : String.valueOf(figure.applyAsInt(row.plan()));
    }

    private static String deadLetters(MappingReport row) {
        int waiting = row.plan() == null ? 0 : row.plan().postponed().size();
        return String.valueOf(
                waiting + (row.outcomes() == null ? 0 : row.outcomes().deadLettered()));
    }

    /** @return a line for each of the reasons, with what to do about it; empty where there is none */
    static String fixes(Stream<? extends ReasonWord> reasons) {
        return reasons.distinct().map(reason -> "\n" + fix(reason)).collect(Collectors.joining());
    }

    static String fix(ReasonWord reason) {
        return reason.text() + ". Fix: " + reason.fix();
    }

    @SafeVarargs
    static <T> String table(List<T> rows, Named<T>... columns) {
        return AsciiTable.getTable(
                AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
                rows,
                Arrays.stream(columns)
                        .map(named -> named.column()
                                .with((T row) -> OneLine.of(named.value().apply(row))))
                        .toList());
    }

    /** A column and where its cells come from. */
    record Named<T>(Column column, Function<T, String> value) {}

    static <T> Named<T> column(String header, Function<T, String> value) {
        return new Named<>(
                new Column()
                        .header(header)
                        .headerAlign(HorizontalAlign.LEFT)
                        .dataAlign(HorizontalAlign.LEFT)
                        .maxWidth(120),
                value);
    }

    static <T> Named<T> figure(String header, Function<T, String> value) {
        return new Named<>(
                new Column().header(header).headerAlign(HorizontalAlign.RIGHT).dataAlign(HorizontalAlign.RIGHT), value);
    }
}
