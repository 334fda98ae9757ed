package io.collectionsync.graph.write;

/** What Graph's answer to a step means for what happens next. */
public enum Meaning {
    /** Done. */
    APPLIED,
    /** The group was as wanted before. */
    ALREADY_SO,
    /** This member will not go in or out until the cause changes. */
    REFUSED,
    /** Send the step again. */
    RETRY,
    /** Some of several members are there already: find out which. */
    CROSSED,
    /** One of several members is at fault: send each alone. */
    SPLIT,
    /** Something is missing, the member or the group: ask whether the group exists, then decide. */
    PROVE_GROUP,
    /** Denied: whether it is the member or the group that may not be written must be found out. */
    DENIED,
    /** Additions to this group have no room; removals may go on. */
    ADDITIONS_STOP,
    /** The whole group cannot be written. */
    GROUP_STOPS
}
