package io.collectionsync.reconcile;

import io.collectionsync.membership.Actual;
import io.collectionsync.membership.Desired;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.Plan;
import io.collectionsync.membership.RemovalRecord;
import io.collectionsync.membership.Run;
import io.collectionsync.membership.Trigger.Kind;
import io.collectionsync.state.KnownMappings;
import io.collectionsync.state.RemovalWindows;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What is on record of each mapping, by which its removals are judged. */
public final class RemovalRecords {

    private final KnownMappings known;
    private final RemovalWindows windows;
    private final Supplier<String> site;
    private final Clock clock;

    /** @param site the name of the site database whose collections are read */
    public RemovalRecords(KnownMappings known, RemovalWindows windows, Supplier<String> site, Clock clock) {
        this.known = known;
        this.windows = windows;
        this.site = site;
        this.clock = clock;
    }

    RemovalRecord of(UUID tenantId, Mapping mapping) {
        var row = known.of(tenantId, mapping.group());
        var window = mapping.limits().window();
        return new RemovalRecord(
                row.isKnownAs(mapping, site.get(), clock.instant(), window),
                windows.of(mapping.group(), window),
                row.resources(site.get()));
    }

    /**
     * Before anything is sent: a resource stands for its member from now on. What it stood for is remembered for as
     * long as that may be in the group, or the resource is in a collection.
     */
    void remember(UUID tenantId, Mapping mapping, RemovalRecord record, Desired desired, Actual actual) {
        var rows = desired.unresolved().stream().map(one -> one.resourceId()).collect(Collectors.toSet());
        var resources = record.resources()
                .filter(pair -> actual.members().contains(pair.object())
                        || desired.resources().contains(pair.resource())
                        || rows.contains(pair.resource()))
                .or(desired.resources());
        if (!resources.equals(record.resources()) || !record.isKnown()) {
            known.remember(tenantId, mapping.group(), site.get(), resources);
        }
    }

    /** @param left how many members the run left in the group, without those that others have added */
    void done(UUID tenantId, Run run, Plan plan, Desired desired, int left) {
        var mapping = plan.mapping();
        boolean hadNothingToRemove =
                plan.difference().removals().isEmpty() && desired.doubts().isEmpty();
        boolean isApproved = run.trigger().is(Kind.APPROVAL) && !plan.isHeld();
        if (!run.isUndo() && (hadNothingToRemove || isApproved)) {
            known.know(tenantId, mapping);
        }
        if (run.isUndo() || of(tenantId, mapping).isKnown()) {
            windows.left(mapping.group(), left);
        }
    }
}
