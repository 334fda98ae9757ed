package io.collectionsync.reconcile;

import io.collectionsync.membership.Actual;
import io.collectionsync.membership.Change;
import io.collectionsync.membership.ChangeReasons;
import io.collectionsync.membership.Desired;
import io.collectionsync.membership.Difference;
import io.collectionsync.membership.Drift;
import io.collectionsync.membership.GuardDecision;
import io.collectionsync.membership.HoldReason;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Outcome;
import io.collectionsync.membership.Plan;
import io.collectionsync.membership.Planner;
import io.collectionsync.membership.RemovalKinds;
import io.collectionsync.membership.Run;
import io.collectionsync.state.ChangeRow;
import io.collectionsync.state.Changes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Plans a group back to what it was before a run. Whatever was changed since by others stays. */
public final class UndoPlan {

    /** Its doubt keeps dead letters as they are: nobody asked what the collections want. */
    public static final Desired DESIRED = new Desired(
            MemberIds.none(),
            MemberIds.none(),
            List.of(),
            List.of(new HoldReason(HoldReason.Word.UNDO, "the collections were not asked")));

    private final Changes changes;
    private final PlanRelease release;

    UndoPlan(Changes changes, PlanRelease release) {
        this.changes = changes;
        this.release = release;
    }

    /** @return the way back; held unless it was approved as it is */
    Plan plan(Run run, Mapping mapping, Actual actual) {
        String undone = run.trigger().undone();
        var rows = changes.ofRun(undone).stream()
                .filter(row -> row.group().equals(mapping.group()))
                .filter(row -> row.outcome().mayBeOurs())
                .toList();
        var difference = new Difference(
                mapping.group(),
                ids(rows, Change.Kind.REMOVAL).minus(actual.members()),
                ids(rows, Change.Kind.ADDITION).and(actual.members()).minus(mapping.keep()),
                undone);
        var target = new Desired(
                actual.members().or(difference.additions()).minus(difference.removals()),
                MemberIds.none(),
                List.of(),
                List.of());
        var plan = Planner.plan(mapping, target, actual, difference, Set.of(), GuardDecision.FREE)
                .withReasons(why(rows, actual, undone));
        return run.isPlanOnly() || difference.isEmpty() ? plan : release.approved(run, mapping, plan);
    }

    private static MemberIds ids(List<ChangeRow> rows, Change.Kind kind) {
        return MemberIds.of(rows.stream()
                .map(row -> row.outcome().change())
                .filter(change -> change.kind() == kind)
                .map(Change::object)
                .toList());
    }

    private static ChangeReasons why(List<ChangeRow> rows, Actual actual, String undone) {
        var reasons = new HashMap<UUID, String>();
        var names = new HashMap<UUID, String>();
        rows.forEach(row -> {
            var change = row.outcome().change();
            boolean isKnown = row.outcome().result() == Outcome.Result.APPLIED;
            reasons.put(
                    change.object(),
                    "run " + undone + (isKnown ? " had " : " may have ")
                            + (change.kind() == Change.Kind.ADDITION ? "added it" : "removed it"));
            names.put(change.object(), row.displayName());
        });
        return new ChangeReasons(Map.of(), Drift.NONE, actual.otherTypes(), reasons, names, RemovalKinds.NONE);
    }
}
