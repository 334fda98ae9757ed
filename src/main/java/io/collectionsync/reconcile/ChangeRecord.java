package io.collectionsync.reconcile;

import io.collectionsync.graph.work.BatchOutcomes;
import io.collectionsync.membership.Change;
import io.collectionsync.membership.ChangeReasons;
import io.collectionsync.membership.Outcome;
import io.collectionsync.settings.Tenant;
import io.collectionsync.state.ChangeRow;
import io.collectionsync.state.Changes;
import io.collectionsync.state.KnownDevices;
import io.collectionsync.state.db.StateUnavailable;
import io.collectionsync.state.deadletter.DeadLetters;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Puts the outcomes of changes on record: in the history, and as dead letters where they were not done. */
public final class ChangeRecord {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeRecord.class);
    /** Behind the first failure, which is told. */
    private static final String ALREADY_KEPT = "The state database has failed before";

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
        write(mapping, batch, isRepeated);
        var group = mapping.mapping().group();
        if (!outcomes.isEmpty() && !mapping.kept().isUsed() && deadLetters.countOpen(group) > 0) {
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
     * The database's first failure ends the sending. What it does not take is kept, and so is all that was on its way.
     *
     * @param isTold whether the log has told that it is neither recorded nor kept
     * @throws StateUnavailable if the database does not take it
     */
    private void write(Reconciliation mapping, BatchOutcomes batch, boolean isTold) {
        var outcomes = batch.outcomes();
        var reasons = mapping.tally().reasons();
        var kept = mapping.kept();
        if (kept.isUsed()) {
            keep(
                    mapping,
                    batch,
                    changes.rows(mapping.run(), mapping.mapping(), outcomes, reasons.names(), reasons::of),
                    isTold,
                    ALREADY_KEPT);
            return;
        }
        var rows = changes.rows(mapping.run(), mapping.mapping(), outcomes, names(reasons, outcomes), reasons::of);
        try {
            changes.add(rows);
            batch.recorded();
        } catch (RuntimeException failed) {
            String why = failed.getMessage() + "; what Graph had done by then is kept in " + kept.path()
                    + ", and the next run puts it on record";
            keep(mapping, batch, rows, isTold, why);
            throw new StateUnavailable(why, failed);
        }
    }

    /** A change that is kept is on record, and no dead letter: the next run plans it anew. */
    private static void keep(
            Reconciliation mapping, BatchOutcomes batch, List<ChangeRow> rows, boolean isTold, String why) {
        try {
            mapping.kept().add(rows, why);
            batch.recorded();
            batch.parked();
        } catch (IOException lost) {
            LOG.atLevel(isTold ? Level.DEBUG : Level.ERROR)
                    .addKeyValue("mapping", mapping.mapping().name())
                    .addKeyValue("group", mapping.mapping().group())
                    .addKeyValue(
                            "changes",
                            rows.stream()
                                    .map(row -> row.outcome().change().kind().word() + " of "
                                            + row.outcome().change().object() + " "
                                            + row.outcome().result().word())
                                    .toList())
                    .addKeyValue("error", lost.toString())
                    .log("changes not on record");
            throw new StateUnavailable("Changes are not on record, see the log: " + lost, lost);
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

    /**
     * The sending broke off: whatever may have been done by then is on record, even if a route left it out.
     *
     * @throws RuntimeException the first failure of the state database; what it did not take is kept
     */
    void recordLeft(Reconciliation mapping) {
        mapping.changes().breakOff();
        RuntimeException first = null;
        for (var batch : mapping.changes().offRecord()) {
            try {
                record(mapping, batch);
                park(mapping, batch);
            } catch (RuntimeException failed) {
                first = first == null ? failed : first;
            }
        }
        if (first != null) {
            throw first;
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
