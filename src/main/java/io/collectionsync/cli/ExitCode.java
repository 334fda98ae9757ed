package io.collectionsync.cli;

import io.collectionsync.membership.MappingReport;
import io.collectionsync.membership.RunReport;
import io.collectionsync.membership.Status;

/** What a script learns from a command's end. */
final class ExitCode {

    /** Done, or nothing to do. */
    static final int DONE = 0;
    /** An error, or a mapping that is Failed or Partial Success. */
    static final int ERROR = 1;
    /** There are changes ({@code plan} only). */
    static final int CHANGES = 2;
    /** Something is held. */
    static final int HELD = 3;
    /** Wrong usage or settings; nothing was read or written. */
    static final int USAGE = 64;

    /** Stopped by Ctrl+C or SIGTERM before it was done. */
    static final int STOPPED = 130;

    private ExitCode() {}

    static int ofApply(RunReport report) {
        if (report.any(Status.FAILED) || report.any(Status.PARTIAL_SUCCESS)) {
            return ERROR;
        }
        return report.any(Status.HELD) ? HELD : DONE;
    }

    static int ofPlan(RunReport report) {
        int code = ofApply(report);
        return code == DONE && report.mappings().stream().anyMatch(ExitCode::hasChanges) ? CHANGES : code;
    }

    private static boolean hasChanges(MappingReport report) {
        return report.plan() != null && !report.plan().isEmpty();
    }
}
