package io.collectionsync.membership;

import java.util.List;

/**
 * What somebody asks of a run.
 *
 * @param names   mapping names, group ids or collection ids; empty for all mappings
 * @param mode    how far it goes
 * @param trigger who asked: {@code schedule}, {@code replay}, {@code command} or {@code jmx}
 */
public record RunRequest(List<String> names, Mode mode, String trigger) {

    /** Begins the trigger of a run that undoes the one whose id follows. */
    public static final String UNDO = "undo ";

    /** The trigger of a run that takes up dead letters. */
    public static final String REPLAY = "replay";

    public enum Mode {
        APPLY,
        PLAN
    }

    public RunRequest {
        names = List.copyOf(names);
    }
}
