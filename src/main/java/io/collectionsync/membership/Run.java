package io.collectionsync.membership;

import java.time.Instant;
import java.util.List;

/**
 * One pass over mappings.
 *
 * @param id        unique; sorts by time
 * @param mode      how far it goes
 * @param trigger   who asked
 * @param started   when it began
 * @param mappings  the mappings it covers
 */
public record Run(String id, RunRequest.Mode mode, Trigger trigger, Instant started, List<Mapping> mappings) {

    public Run {
        mappings = List.copyOf(mappings);
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
