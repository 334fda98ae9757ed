package io.collectionsync.reconcile;

import io.collectionsync.graph.work.BatchOutcomes;
import io.collectionsync.membership.Change;
import io.collectionsync.membership.ChangeReasons;
import io.collectionsync.membership.Outcome;
import io.collectionsync.settings.Tenant;
import io.collectionsync.state.Changes;
import io.collectionsync.state.KnownDevices;
import io.collectionsync.state.db.StateUnavailable;
import io.collectionsync.state.deadletter.DeadLetters;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the outcomes of changes on record: in the history, and as dead letters where they were not done. */
public final class ChangeRecord {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeRecord.class);

    private final Changes changes;
    private final DeadLetters deadLetters;
    private final KnownDevices knownDevices;
    private final Map<String, Tenant> tenants;
    private final PlanBuilder plans;
    private final Progress progress;

    /** @param tenants by name */
    public ChangeRecord(
            Changes changes,
            DeadLetters deadLetters,
            KnownDevices knownDevices,
            Map<String, Tenant> tenants,
            PlanBuilder plans,
            Progress progress) {
        this.changes = changes;
        this.deadLetters = deadLetters;
        this.knownDevices = knownDevices;
        this.tenants = Map.copyOf(tenants);
        this.plans = plans;
        this.progress = progress;
    }

    /** Writes outcomes into the history, once. */
    void record(Reconciliation mapping, BatchOutcomes batch) {
        var outcomes = batch.outcomes();
        if (batch.isRecorded()) {
            return;
        }
        boolean isRepeated = batch.counted();
        if (!isRepeated) {
            mapping.tally().add(outcomes);
            progress.settled(outcomes.size());
        }
        write(mapping, outcomes, isRepeated);
        batch.recorded();
        var group = mapping.mapping().group();
        if (!outcomes.isEmpty() && deadLetters.countOpen(group) > 0) {
            var desired = mapping.tally().desired();
            deadLetters.closeUnneeded(
                    mapping.mapping(),
                    desired.members(),
                    mapping.unconfirmed(),
                    outcomes,
                    desired.doubts().isEmpty());
        }
    }

    /**
     * Graph has done it: what cannot go on record is told by the log.
     *
     * @param isTold whether it has been
     */
    private void write(Reconciliation mapping, List<Outcome> outcomes, boolean isTold) {
        var reasons = mapping.tally().reasons();
        try {
            changes.add(mapping.run(), mapping.mapping(), outcomes, names(reasons, outcomes), reasons::of);
        } catch (RuntimeException failed) {
            (isTold ? List.<Outcome>of() : outcomes).forEach(outcome -> LOG.atError()
                    .addKeyValue("mapping", mapping.mapping().name())
                    .addKeyValue("group", mapping.mapping().group())
                    .addKeyValue("object", outcome.change().object())
                    .addKeyValue("kind", outcome.change().kind())
                    .addKeyValue("result", outcome.result())
                    .log("change not on record"));
            throw failed;
        }
    }

    /** A change is on record without its member's name rather than not at all. */
    private Map<UUID, String> names(ChangeReasons reasons, List<Outcome> outcomes) {
        try {
            return plans.names(reasons, outcomes);
        } catch (StateUnavailable unread) {
            LOG.atWarn().addKeyValue("error", unread.getMessage()).log("names of members cannot be read");
            return Map.of();
        }
    }

    /** The sending broke off: whatever may have been done by then is in the history, even if a route left it out. */
    void recordLeft(Reconciliation mapping) {
        mapping.changes().breakOff();
        for (var batch : mapping.changes().offRecord()) {
            record(mapping, batch);
            park(mapping, batch);
        }
    }

    /** Parks what was not done, once; a member that Graph does not know any more is resolved anew next time. */
    void park(Reconciliation mapping, BatchOutcomes batch) {
        if (batch.isParked()) {
            return;
        }
        var open = batch.outcomes().stream()
                .filter(outcome -> !outcome.result().isDone())
                .toList();
        deadLetters.park(mapping.run(), mapping.mapping(), open);
        var refused = open.stream()
                .filter(outcome -> outcome.result() == Outcome.Result.REFUSED)
                .map(Outcome::change)
                .map(Change::object)
                .toList();
        batch.parked();
        knownDevices.forget(tenants.get(mapping.mapping().tenant()).id().toString(), refused);
        for (var outcome : open) {
            LOG.atWarn()
                    .addKeyValue("mapping", mapping.mapping().name())
                    .addKeyValue("object", outcome.change().object())
                    .addKeyValue("kind", outcome.change().kind())
                    .addKeyValue("result", outcome.result())
                    .addKeyValue("code", outcome.code())
                    .addKeyValue("request-id", outcome.requestId())
                    .addKeyValue("reason", outcome.message())
                    .log("change not done");
        }
    }
}
