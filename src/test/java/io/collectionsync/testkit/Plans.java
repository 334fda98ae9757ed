package io.collectionsync.testkit;

import io.collectionsync.membership.Actual;
import io.collectionsync.membership.Change;
import io.collectionsync.membership.Desired;
import io.collectionsync.membership.DoubtfulRemovals;
import io.collectionsync.membership.Guard;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Plan;
import io.collectionsync.membership.PlanContext;
import io.collectionsync.membership.Planner;
import io.collectionsync.membership.RemovalKinds;
import io.collectionsync.membership.RemovalRecord;
import io.collectionsync.membership.RemovalWindow;
import io.collectionsync.membership.ResourceObjects;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Plans of tests that need no record of anything. */
public final class Plans {

    private Plans() {}

    /**
     * @param everDesired members that a collection of the mapping has ever asked for
     * @param waiting     changes that wait as dead letters and are not due
     * @return the difference, as the guard of the mapping lets it go
     */
    public static Plan plan(
            Mapping mapping, Desired desired, Actual actual, MemberIds everDesired, Set<Change> waiting) {
        var known = new PlanContext(everDesired, waiting, DoubtfulRemovals.NONE);
        var difference = Planner.difference(mapping, desired, actual, known);
        var record = new RemovalRecord(
                true, RemovalWindow.none(Instant.EPOCH, mapping.limits().window()), ResourceObjects.none());
        var decision = Guard.decide(
                mapping.limits(),
                desired,
                actual,
                difference.removals(),
                record,
                RemovalKinds.of(difference.removals(), actual, List.of()),
                DoubtfulRemovals.NONE);
        return Planner.plan(mapping, desired, actual, difference, waiting, decision);
    }
}
