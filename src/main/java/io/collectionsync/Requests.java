package io.collectionsync;

import io.collectionsync.membership.RunRequest;
import io.collectionsync.record.DeadLetters;
import java.util.UUID;

/** What the replay of dead letters asks for. Quartz lends its threads again: none works for its last run any more. */
public final class Requests {

    private final DeadLetters deadLetters;

    Requests(DeadLetters deadLetters) {
        this.deadLetters = deadLetters;
    }

    /** @return a run over the mappings with due dead letters; null when there is none */
    public RunRequest replay() {
        LogRun.end();
        var due = deadLetters.dueGroups().stream().map(UUID::toString).toList();
        return due.isEmpty() ? null : new RunRequest(due, RunRequest.Mode.APPLY, "replay");
    }
}
