package io.collectionsync.state;

import io.collectionsync.membership.Change;
import java.time.Instant;
import java.util.UUID;

/**
 * One hand edit.
 *
 * @param run         id of the run that saw it first
 * @param time        when that was
 * @param ended       when it was seen no more; null while it lasts
 * @param mapping     the mapping's name at that time
 * @param edit        what somebody did
 * @param displayName the member's name; null where it was not known
 * @param type        its type, such as {@code user}; null for a device
 */
public record DriftRow(
        String run, Instant time, Instant ended, String mapping, Change edit, String displayName, String type) {

    /** @return the group's member that was added or removed by hand */
    public UUID member() {
        return edit.object();
    }
}
