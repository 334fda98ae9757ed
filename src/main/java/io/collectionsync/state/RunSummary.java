package io.collectionsync.state;

import io.collectionsync.membership.RunRequest;
import io.collectionsync.membership.Trigger;
import java.time.Instant;

/**
 * A run as the database remembers it.
 *
 * @param id      the run
 * @param mode    how far it went
 * @param trigger who asked
 * @param status  In Progress while it runs
 * @param started when it began
 * @param ended   when it finished; null while it runs, and when its process ended before it did
 * @param counts  what it did
 */
public record RunSummary(
        String id,
        RunRequest.Mode mode,
        Trigger trigger,
        RunStatus status,
        Instant started,
        Instant ended,
        Counts counts) {

    /**
     * What a run did; all but {@code mappings} are 0 until it has ended.
     *
     * @param mappings       number of mappings it covers
     * @param mappingsFailed how many of them failed
     * @param mappingsHeld   in how many the guard held removals
     * @param changesDone    changes that are in the groups by it
     * @param deadLettered   changes that it left as dead letters
     */
    public record Counts(int mappings, int mappingsFailed, int mappingsHeld, int changesDone, int deadLettered) {}
}
