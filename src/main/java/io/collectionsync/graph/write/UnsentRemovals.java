package io.collectionsync.graph.write;

import io.collectionsync.membership.MemberIds;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Iterator;
import java.util.UUID;

/**
 * Removals that were not tried yet, in the order in which they are sent. All removals rest as soon as the collections
 * were read too long ago, until they are read again. Guarded by its owner.
 */
final class UnsentRemovals implements Iterator<UUID> {

    /** So old a read of the collections may be: so often incremental updates evaluate them (Microsoft docs). */
    static final Duration FRESH = Duration.ofMinutes(5);
    /** Removals go on for so long after each read, however long it took: so they come to an end. */
    static final Duration LEAST = Duration.ofMinutes(1);

    private final Clock clock;
    private Iterator<UUID> members;
    private Instant end;
    private boolean resting;

    /**
     * @param members to be removed
     * @param read    when the reading of the collections began; null where they have no say
     */
    UnsentRemovals(MemberIds members, Instant read, Clock clock) {
        this.members = members.iterator();
        this.clock = clock;
        this.end = read == null ? Instant.MAX : read.plus(FRESH);
    }

    /** @return whether no removal may be sent before the collections are read again */
    boolean isResting() {
        resting |= clock.instant().isAfter(end);
        return resting;
    }

    /** @return whether there is one that may be sent now */
    @Override
    public boolean hasNext() {
        return members.hasNext() && !isResting();
    }

    @Override
    public UUID next() {
        return members.next();
    }

    boolean isEmpty() {
        return !members.hasNext();
    }

    /** @return whether it was one of them, and is no more */
    boolean drop(UUID member) {
        var all = left();
        members = all.minus(MemberIds.of(member)).iterator();
        return all.contains(member);
    }

    /** @return all of them, resting or not */
    MemberIds left() {
        var left = new MemberIds.Builder();
        members.forEachRemaining(left::add);
        var all = left.build();
        members = all.iterator();
        return all;
    }

    /** These were taken, and not sent after all. */
    void giveBack(Collection<UUID> untried) {
        members = left().or(MemberIds.of(untried)).iterator();
    }

    /**
     * The collections have been read again.
     *
     * @param wanted whom they want to have removed; all others stay
     * @param read   when the reading began
     */
    void keep(MemberIds wanted, Instant read) {
        members = left().and(wanted).iterator();
        var least = clock.instant().plus(LEAST);
        end = read.plus(FRESH).isAfter(least) ? read.plus(FRESH) : least;
        resting = false;
    }
}
