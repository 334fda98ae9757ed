package io.collectionsync.cli;

import io.collectionsync.membership.RunReport;

/** What {@code apply} ends with, for tests of other rooms. */
public final class Exit {

    private Exit() {}

    public static int codeOf(RunReport report) {
        return ExitCode.ofApply(report);
    }
}
