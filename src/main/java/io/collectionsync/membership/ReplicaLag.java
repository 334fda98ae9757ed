package io.collectionsync.membership;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Reads may come from a replica that lags behind our own writes (Microsoft: no read-your-writes). What we have just
 * changed counts as changed although a read does not show it yet.
 *
 * <p>A replica that shows one of our changes shows those before it too. So a change of ours that is missing although a
 * later one is visible was undone by somebody, and counts as undone. Of the latest visible ones, made in one batch, the
 * same holds if fewer are missing than visible.
 */
public final class ReplicaLag {

    private ReplicaLag() {}

    /**
     * @param actual what the read shows
     * @param recent our own changes that a replica may not know yet, in any order
     * @return what the group holds, as far as can be known
     */
    public static Actual withOwnChanges(Actual actual, Collection<OwnChange> recent) {
        var missing = missing(actual, latest(recent).values());
        var members = actual.members().or(ids(missing, Change.Kind.ADDITION)).minus(ids(missing, Change.Kind.REMOVAL));
        return missing.isEmpty() ? actual : new Actual(members, actual.otherTypes());
    }

    /** @return the last change of each member */
    static Map<UUID, OwnChange> latest(Collection<OwnChange> recent) {
        var latest = new HashMap<UUID, OwnChange>();
        recent.forEach(own -> latest.merge(
                own.change().object(), own, (one, other) -> other.time().isBefore(one.time()) ? one : other));
        return latest;
    }

    /** @return those that the read does not show because it lags */
    private static List<OwnChange> missing(Actual actual, Collection<OwnChange> recent) {
        var horizon = recent.stream()
                .filter(own -> isVisible(own, actual))
                .map(OwnChange::time)
                .max(Instant::compareTo)
                .orElse(Instant.MIN);
        var there = recent.stream().filter(own -> own.time().equals(horizon)).toList();
        long visible = there.stream().filter(own -> isVisible(own, actual)).count();
        boolean undone = there.size() - visible < visible;
        return recent.stream()
                .filter(own -> !isVisible(own, actual))
                .filter(own -> own.time().isAfter(horizon) || own.time().equals(horizon) && !undone)
                .toList();
    }

    private static boolean isVisible(OwnChange own, Actual actual) {
        return actual.members().contains(own.change().object()) == (own.change().kind() == Change.Kind.ADDITION);
    }

    private static MemberIds ids(List<OwnChange> changes, Change.Kind kind) {
        var builder = new MemberIds.Builder();
        changes.stream()
                .map(OwnChange::change)
                .filter(change -> change.kind() == kind)
                .forEach(change -> builder.add(change.object()));
        return builder.build();
    }
}
