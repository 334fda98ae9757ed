package io.collectionsync.reconcile;

import io.collectionsync.membership.Actual;
import io.collectionsync.membership.Desired;
import io.collectionsync.membership.HoldReason;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.MemberIds;
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

    /**
     * A run came to its end with a mapping. What was added while removals were held is no base of what may go: the same
     * mistake may have added it. An undo takes back what was allowed: the next removals need an approval.
     *
     * @param removed members that the run removed
     * @param left    how many members the run left in the group, without those that others have added
     */
    void done(UUID tenantId, Run run, Plan plan, Desired desired, MemberIds removed, int left) {
        var mapping = plan.mapping();
        if (run.isUndo()) {
            known.forget(tenantId, mapping.group());
            windows.left(mapping.group(), left);
            return;
        }
        boolean isWhole = desired.doubts().isEmpty();
        boolean isApproved = run.trigger().is(Kind.APPROVAL)
                && !plan.isHeld()
                && plan.removals().minus(removed).isEmpty();
        if (isWhole && (hadNothingToRemove(plan) || isApproved)) {
            known.know(tenantId, mapping);
        }
        if (!plan.isHeld() && of(tenantId, mapping).isKnown()) {
            windows.left(mapping.group(), left);
        }
    }

    /** A member whose resource is still wanted is none that would have to go. */
    private static boolean hadNothingToRemove(Plan plan) {
        return plan.difference().removals().isEmpty()
                || plan.removals().isEmpty()
                        && plan.postponed().isEmpty()
                        && plan.reasons().stream().allMatch(reason -> reason.word() == HoldReason.Word.CANNOT_TELL);
    }
}
