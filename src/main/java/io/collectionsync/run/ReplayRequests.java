package io.collectionsync.run;

import io.collectionsync.logging.LogRun;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.membership.Trigger;
import io.collectionsync.state.deadletter.DeadLetters;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** What the replay of dead letters asks for. Quartz lends its threads again: none works for its last run any more. */
public final class ReplayRequests {

    private final DeadLetters deadLetters;
    private final Supplier<List<Mapping>> enabled;

    /** @param enabled the mappings of a run over everything */
    public ReplayRequests(DeadLetters deadLetters, Supplier<List<Mapping>> enabled) {
        this.deadLetters = deadLetters;
        this.enabled = enabled;
    }

    /**
     * @return a run over the enabled mappings with due dead letters; null when there is none. The dead letters of a
     *     disabled or withdrawn mapping wait until it comes back, or until they are discarded
     */
    public RunRequest due() {
        LogRun.end();
        var due = Set.copyOf(deadLetters.dueGroups());
        var groups = enabled.get().stream()
                .map(Mapping::group)
                .filter(due::contains)
                .map(UUID::toString)
                .toList();
        return groups.isEmpty() ? null : new RunRequest(groups, RunRequest.Mode.APPLY, Trigger.REPLAY);
    }
}
