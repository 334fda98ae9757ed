package io.collectionsync.state;

import io.collectionsync.membership.Worded;
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
 * @param scope   whether it was paused by itself
 */
public record Pause(UUID group, String mapping, Instant since, String by, String why, Scope scope) {

    /** What was paused: the end of a pause of all leaves those that somebody has put on a single mapping. */
    public enum Scope implements Worded {
        MAPPING("mapping"),
        ALL("all");

        private final String word;

        Scope(String word) {
            this.word = word;
        }

        @Override
        public String word() {
            return word;
        }
    }

    /** @return since when, by whom and why */
    public String text() {
        return "since " + since + " by " + by + " (" + why + ")";
    }
}
