package io.collectionsync.membership;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * The result of a run.
 *
 * @param run      the run
 * @param mappings one report for each mapping of the run, by name
 * @param took     from start to end
 * @param warnings lines about what a run cannot put right and does not stop for
 */
public record RunReport(Run run, List<MappingReport> mappings, Duration took, List<String> warnings) {

    public RunReport(Run run, List<MappingReport> mappings, Duration took) {
        this(run, mappings, took, List.of());
    }

    public RunReport {
        warnings = List.copyOf(warnings);
        mappings = mappings.stream()
                .sorted(Comparator.comparing(report -> report.mapping().name()))
                .toList();
    }

    /**
     * @return Failed where every mapping failed, Partial Success where some did or are partial, Held, In Progress where
     *     changes are planned only, else Success
     */
    public Status status() {
        if (!mappings.isEmpty() && mappings.stream().allMatch(report -> report.status() == Status.FAILED)) {
            return Status.FAILED;
        }
        if (any(Status.FAILED) || any(Status.PARTIAL_SUCCESS)) {
            return Status.PARTIAL_SUCCESS;
        }
        return any(Status.HELD) ? Status.HELD : any(Status.IN_PROGRESS) ? Status.IN_PROGRESS : Status.SUCCESS;
    }

    /** @return whether the program was stopped before the run was done */
    public boolean isStopped() {
        return mappings.stream().anyMatch(report -> report.failedBy(Failure.Kind.STOPPED));
    }

    public boolean any(Status status) {
        return mappings.stream().anyMatch(report -> report.status() == status);
    }
}
