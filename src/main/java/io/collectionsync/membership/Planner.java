package io.collectionsync.membership;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Computes plans. Pure functions of two sets and what is known. */
public final class Planner {

    private Planner() {}

    /** @return members that the group has too many at first sight, before anything odd about them is known */
    public static MemberIds candidates(Mapping mapping, Desired desired, Actual actual, MemberIds everDesired) {
        var removals = actual.members()
                .minus(desired.members())
                .minus(desired.ambiguous())
                .minus(mapping.keep());
        return mapping.foreignMembers() == ForeignMembers.KEEP ? removals.and(everDesired) : removals;
    }

    /** @return what has to change for the group to be as wanted, whether or not it may be sent */
    public static Difference difference(Mapping mapping, Desired desired, Actual actual, PlanContext known) {
        var additions = desired.members().minus(desired.ambiguous()).minus(actual.members());
        var removals = candidates(mapping, desired, actual, known.everDesired())
                .minus(known.doubtful().wanted());
        return new Difference(
                mapping.group(),
                additions,
                removals,
                removals.and(known.doubtful().held()),
                null);
    }

    /** @return the plan that sends a difference as far as {@code decision} lets it and no dead letter waits for it */
    public static Plan plan(
            Mapping mapping,
            Desired desired,
            Actual actual,
            Difference difference,
            Set<Change> waiting,
            GuardDecision decision) {
        var additions = difference.additions();
        var sent = difference.removals().minus(decision.held());
        var held = difference.removals().and(decision.held());
        var lateAdditions = postponed(waiting, Change.Kind.ADDITION, additions);
        var lateRemovals = postponed(waiting, Change.Kind.REMOVAL, sent);
        return new Plan(
                mapping,
                Read.of(desired, actual),
                new Sending(additions.minus(ids(lateAdditions)), sent.minus(ids(lateRemovals))),
                new GuardDecision(held, decision.reasons(), decision.usage()),
                union(lateAdditions, lateRemovals),
                difference,
                ChangeReasons.UNKNOWN,
                MemberIds.none());
    }

    /** @return members whose additions wait as dead letters: they are not in the group soon */
    public static MemberIds waitingAdditions(Set<Change> waiting) {
        return ids(waiting.stream()
                .filter(change -> change.kind() == Change.Kind.ADDITION)
                .toList());
    }

    private static List<Change> postponed(Set<Change> waiting, Change.Kind kind, MemberIds wanted) {
        return waiting.stream()
                .filter(change -> change.kind() == kind && wanted.contains(change.object()))
                .toList();
    }

    private static MemberIds ids(List<Change> changes) {
        List<UUID> objects = changes.stream().map(Change::object).toList();
        return MemberIds.of(objects);
    }

    private static Set<Change> union(List<Change> a, List<Change> b) {
        return Stream.concat(a.stream(), b.stream()).collect(Collectors.toUnmodifiableSet());
    }
}
