package io.collectionsync.membership;

import java.util.List;

/**
 * What somebody asks of a run.
 *
 * @param names   mapping names, group ids or collection ids; empty for all mappings
 * @param mode    how far it goes
 * @param trigger who asked
 * @param approvals the plans that somebody lets go in this run, one a group at most
 */
public record RunRequest(List<String> names, Mode mode, Trigger trigger, List<Approval> approvals) {

    public enum Mode {
        APPLY,
        PLAN
    }

    /** @throws IllegalArgumentException if a run that writes nothing is to release something */
    public RunRequest {
        names = List.copyOf(names);
        approvals = List.copyOf(approvals);
        if (mode == Mode.PLAN && !approvals.isEmpty()) {
            throw new IllegalArgumentException("A run that stops after the plan can release nothing");
        }
    }

    /** What no approval is given for. */
    public RunRequest(List<String> names, Mode mode, Trigger trigger) {
        this(names, mode, trigger, List.of());
    }

    /** @return the same, to stop after the plan: then nothing is released */
    public RunRequest planOnly() {
        return new RunRequest(names, Mode.PLAN, trigger);
    }
}
