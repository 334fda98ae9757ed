package io.collectionsync.state;

import io.collectionsync.membership.Outcome;
import java.time.Instant;
import java.util.UUID;

/**
 * One change on record.
 *
 * @param run     id of the run that made it
 * @param time    when its outcome was recorded
 * @param group   the group
 * @param mapping the mapping's name at that time
 * @param outcome the change and what became of it
 * @param displayName the member's name at that time; null where it was not known
 * @param why     the reason; null where it was not recorded
 */
public record ChangeRow(
        String run, Instant time, UUID group, String mapping, Outcome outcome, String displayName, String why) {

    /** A change of which neither the member's name nor the reason is known. */
    public ChangeRow(String run, Instant time, UUID group, String mapping, Outcome outcome) {
        this(run, time, group, mapping, outcome, null, null);
    }
}
