package io.collectionsync.record;

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
 */
public record ChangeRow(String run, Instant time, UUID group, String mapping, Outcome outcome) {
}
