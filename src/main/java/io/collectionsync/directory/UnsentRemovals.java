package io.collectionsync.directory;

import io.collectionsync.membership.MemberIds;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.UUID;

/**
 * Removals that were not tried yet, in the order in which they are sent. They rest as soon as the last look at the
 * collections is too long ago. Guarded by its owner.
 */
final class UnsentRemovals implements Iterator<UUID> {

    /** Removals rest after this time: so often a collection is evaluated by incremental updates (Microsoft docs). */
    static final Duration FRESH = Duration.ofMinutes(5);

    private final Clock clock;
    /** Null where the collections have no say. */
    private Instant seen;
    private Iterator<UUID> members;

    /**
     * @param members  to be removed
     * @param mayRest  whether collections ask for the removal, which can be looked at again
     * @param clock    tells how long ago that was
     */
    UnsentRemovals(MemberIds members, boolean mayRest, Clock clock) {
        this.members = members.iterator();
        this.clock = clock;
        this.seen = mayRest ? clock.instant() : null;
    }

    /** @return whether there is one that may be sent now */
    @Override
    public boolean hasNext() {
        return members.hasNext() && !isOutdated();
    }

    @Override
    public UUID next() {
        return members.next();
    }

    /** @return whether there are some that may only be sent after another look */
    boolean isOutdated() {
        return members.hasNext() && seen != null && clock.instant().isAfter(seen.plus(FRESH));
    }

    /** @return all of them, resting or not */
    MemberIds left() {
        var left = new MemberIds.Builder();
        members.forEachRemaining(left::add);
        var all = left.build();
        members = all.iterator();
        return all;
    }

    /** The collections have been looked at again: only those are sent that are among {@code wanted}. */
    void keep(MemberIds wanted) {
        members = left().and(wanted).iterator();
        seen = clock.instant();
    }
}
