package io.collectionsync.cli;

import io.collectionsync.membership.RunReport;

/** What a command prints of a report, and its exit code, for tests that keep their engine. */
public final class Printed {

    private Printed() {}

    public static String json(RunReport report) {
        return Json.text(Json.of(report));
    }

    public static int exit(RunReport report) {
        return report.run().isPlanOnly() ? ExitCode.ofPlan(report) : ExitCode.ofApply(report);
    }
}
