package io.collectionsync.membership;

import java.time.Duration;

/**
 * The guard's limits on the removals of one mapping. 0 means none allowed, {@link #UNLIMITED} switches a
 * limit off.
 *
 * @param maxRemovals       the most members that a run may remove
 * @param maxRemovalPercent the most members that a run may remove, in percent of the largest membership within the
 *                          window; holds for one run and within the window; counts
 *                          only in groups above {@code smallGroup} members
 * @param smallGroup        groups of at most so many members know no percentage
 * @param allowEmpty        whether a mapping without a single desired member may empty its group
 * @param window            how far back the guard looks at what was done to the group
 * @param firstRun          what happens to removals of a mapping that is not known yet
 */
public record Limits(
        int maxRemovals,
        int maxRemovalPercent,
        int smallGroup,
        boolean allowEmpty,
        Duration window,
        FirstRun firstRun) {

    public static final int UNLIMITED = Integer.MAX_VALUE;

    /** The limits of a mapping that names none. */
    public static final Limits DEFAULT = new Limits(500, 20, 20, false);

    /** With the window and the first run of a mapping that names none: 24 hours, held. */
    public Limits(int maxRemovals, int maxRemovalPercent, int smallGroup, boolean allowEmpty) {
        this(maxRemovals, maxRemovalPercent, smallGroup, allowEmpty, Duration.ofHours(24), FirstRun.HOLD);
    }
}
