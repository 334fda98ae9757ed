package io.collectionsync.state;

import java.time.Instant;
import java.util.UUID;

/**
 * A mapping that nothing is written for until it is resumed.
 *
 * @param group   its group
 * @param mapping its name at that time
 * @param since   when it was paused
 * @param by      by whom
 * @param why     why
 */
public record Pause(UUID group, String mapping, Instant since, String by, String why) {

    /** @return since when, by whom and why */
    public String text() {
        return "since " + since + " by " + by + " (" + why + ")";
    }
}
