package io.collectionsync.membership;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * One pass over mappings.
 *
 * @param id        unique; sorts by time
 * @param mode      how far it goes
 * @param trigger   who asked
 * @param started   when it began
 * @param mappings  the mappings it covers
 * @param approvals the plans that somebody lets go in this run and in no other
 */
public record Run(
        String id,
        RunRequest.Mode mode,
        Trigger trigger,
        Instant started,
        List<Mapping> mappings,
        List<Approval> approvals) {

    public Run {
        mappings = List.copyOf(mappings);
        approvals = List.copyOf(approvals);
    }

    /** A run that carries no approval. */
    public Run(String id, RunRequest.Mode mode, Trigger trigger, Instant started, List<Mapping> mappings) {
        this(id, mode, trigger, started, mappings, List.of());
    }

    /** @return the plan of a group that somebody lets go in this run */
    public Optional<Approval> approval(UUID group) {
        return approvals.stream().filter(one -> one.group().equals(group)).findFirst();
    }

    /** @return whether this run takes groups back to what they were before another one */
    public boolean isUndo() {
        return trigger.is(Trigger.Kind.UNDO);
    }

    /** @return whether somebody only wants to see: plans of the schedule are the runtime's own word */
    public boolean isLook() {
        return isPlanOnly() && !trigger.is(Trigger.Kind.SCHEDULE);
    }

    /** @return whether this run stops after the plan */
    public boolean isPlanOnly() {
        return mode == RunRequest.Mode.PLAN;
    }
}
