package io.collectionsync.state;

import java.time.Instant;

/**
 * Somebody's word that a held plan may go as shown. It is used once.
 *
 * @param id       the approval
 * @param plan     what was shown
 * @param by       the operator's name
 * @param approved when
 * @param expires  from when on it counts no more
 * @param state    how it stands
 */
public record Approval(long id, ShownPlan plan, String by, Instant approved, Instant expires, State state) {

    /** Where an approval can be. */
    public enum State {
        OPEN,
        USED,
        REFUSED,
        REPLACED
    }
}
