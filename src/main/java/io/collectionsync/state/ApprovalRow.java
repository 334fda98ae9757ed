package io.collectionsync.state;

import java.time.Instant;

/**
 * The record of an approval: who let which plan go in which run, and what became of it. No run asks it.
 *
 * @param run      id of the one run that it belongs to
 * @param mapping  the mapping's name at that time
 * @param plan     hash of the plan, 64 digits
 * @param by       the operator's name
 * @param approved when
 * @param waits    whether its run still waits for another one that writes the group
 * @param ended    when its run was over; null until then
 * @param outcome  how it ended, such as {@code used}; null until then
 * @param made     changes of the plan that its run made; 0 until it has ended
 */
public record ApprovalRow(
        String run,
        String mapping,
        String plan,
        String by,
        Instant approved,
        boolean waits,
        Instant ended,
        String outcome,
        int made) {

    /** @return how it stands, in words */
    public String text() {
        return ended != null
                ? outcome + ", " + made + " changes made"
                : waits ? "waits for another run that writes the group" : "on its way";
    }
}
