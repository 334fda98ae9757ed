package io.collectionsync.membership;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Computes plans. A pure function of two sets and what is remembered. */
public final class Planner {

    private Planner() {
    }

    /**
     * @param mapping   whose group
     * @param desired   what its collections ask for
     * @param actual    what its group holds
     * @param explained members that a collection of this mapping has ever explained; asked only where foreign members
     *                  are kept
     * @param waiting   changes that wait as dead letters and are not due
     * @return the difference, judged by the guard
     */
    public static Plan plan(Mapping mapping, Desired desired, Actual actual, MemberIds explained, Set<Change> waiting) {
        var additions = desired.members().minus(desired.ambiguous()).minus(actual.members());
        var removals = actual.members().minus(desired.members()).minus(desired.ambiguous()).minus(mapping.keep());
        if (mapping.foreignMembers() == ForeignMembers.KEEP) {
            removals = removals.and(explained);
        }
        var reasons = Guard.judge(mapping.limits(), desired, actual, removals);
        var sent = reasons.isEmpty() ? removals : MemberIds.none();
        var held = reasons.isEmpty() ? MemberIds.none() : removals;
        var lateAdditions = postponed(waiting, Change.Kind.ADDITION, additions);
        var lateRemovals = postponed(waiting, Change.Kind.REMOVAL, sent);
        return new Plan(mapping, desired.members().size(), actual.members().size(),
                additions.minus(ids(lateAdditions)), sent.minus(ids(lateRemovals)), held, reasons,
                union(lateAdditions, lateRemovals), desired.unresolved());
    }

    private static List<Change> postponed(Set<Change> waiting, Change.Kind kind, MemberIds wanted) {
        return waiting.stream().filter(change -> change.kind() == kind && wanted.contains(change.object())).toList();
    }

    private static MemberIds ids(List<Change> changes) {
        List<UUID> objects = changes.stream().map(Change::object).toList();
        return MemberIds.of(objects);
    }

    private static Set<Change> union(List<Change> a, List<Change> b) {
        return Stream.concat(a.stream(), b.stream()).collect(Collectors.toUnmodifiableSet());
    }
}
