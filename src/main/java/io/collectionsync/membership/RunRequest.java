package io.collectionsync.membership;

import java.util.List;

/**
 * What somebody asks of a run.
 *
 * @param names   mapping names, group ids or collection ids; empty for all mappings
 * @param mode    how far it goes
 * @param trigger who asked
 */
public record RunRequest(List<String> names, Mode mode, Trigger trigger) {

    public enum Mode {
        APPLY,
        PLAN
    }

    public RunRequest {
        names = List.copyOf(names);
    }
}
