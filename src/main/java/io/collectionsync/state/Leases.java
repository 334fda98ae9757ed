package io.collectionsync.state;

import static io.collectionsync.state.db.Columns.id;
import static io.collectionsync.state.db.Columns.time;
import static org.springframework.dao.support.DataAccessUtils.optionalResult;

import io.collectionsync.state.db.StateDatabase;
import io.collectionsync.state.db.StateUnavailable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcOperations;

/**
 * One writer for each group, over all processes that share the database. A lease is kept by a heartbeat and taken over
 * when its owner is gone: dead on this machine, or silent for 30 s. Silence is measured by the database's clock,
 * so that the clocks of the nodes need not agree, and by this process's monotonic clock from when it first saw the last
 * heartbeat, so that nothing lasts longer when the database's clock is set back. A process that was stopped for longer and wakes up may have lost its
 * leases: ask {@link #stillHeld} before each batch of writes. Whoever takes or proves a lease proves with it that the
 * embedded database was not replaced: else two processes could each hold it, in two files. A lease belongs to one run, not to the process: when it
 * comes back to the process by another run, the run that lost it has it no more. Thread-safe.
 */
public final class Leases implements AutoCloseable {

    /** Six missed heartbeats. */
    static final Duration SILENCE = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(Leases.class);

    private final StateDatabase database;
    private final Owner owner = Owner.here();
    private final Runnable beat = this::beat;
    private final FirstSeen<Holder.Sign> signs = new FirstSeen<>();
    private final Set<UUID> claimed = ConcurrentHashMap.newKeySet();
    /** The run that holds the lease of each group. */
    private final Map<UUID, String> held = new ConcurrentHashMap<>();

    /** @param database where the leases are kept; its heartbeat keeps those of this instance alive */
    public Leases(StateDatabase database) {
        this.database = database;
        database.heartbeat().keep(beat);
    }

    /**
     * Takes the lease of a group if nobody has it, another run of this process included.
     *
     * @param group the group
     * @param run   id of the run that will write it
     * @return whether the caller holds it now and must release it
     * @throws StateUnavailable if the database does not answer; the lease is not held then
     */
    public boolean acquire(UUID group, String run) {
        if (!claimed.add(group)) {
            return false;
        }
        boolean taken = false;
        try {
            taken = database.write(jdbc -> take(jdbc, group));
        } finally {
            if (taken) {
                held.put(group, run);
            } else {
                claimed.remove(group);
            }
        }
        return taken;
    }

    /** A row under this owner's id that is not held is left from a commit whose answer was lost. */
    private boolean take(JdbcOperations jdbc, UUID group) {
        var found = optionalResult(jdbc.query(
                "select owner_id, owner_machine, owner_process, heartbeat, " + database.now()
                        + " as present from group_lease where group_id = ?",
                (row, at) -> Holder.read(row, group.toString()),
                id(group)));
        if (found.isEmpty()) {
            return jdbc.update(
                            "insert into group_lease (group_id, owner_id, owner_machine, owner_process, heartbeat) "
                                    + "values (?, ?, ?, ?, " + database.now() + ")",
                            id(group),
                            owner.id(),
                            owner.machine(),
                            owner.process())
                    == 1;
        }
        var holder = found.get();
        if (!holder.isGone(SILENCE, signs) && !holder.owner().equals(owner)) {
            return false;
        }
        boolean taken = jdbc.update(
                        "update group_lease set owner_id = ?, owner_machine = ?, owner_process = ?, " + "heartbeat = "
                                + database.now() + " where group_id = ? and owner_id = ? and heartbeat = ?",
                        owner.id(),
                        owner.machine(),
                        owner.process(),
                        id(group),
                        holder.owner().id(),
                        time(holder.heartbeat()))
                == 1;
        if (taken && !holder.owner().equals(owner)) {
            LOG.atInfo()
                    .addKeyValue("group", group)
                    .addKeyValue("from", holder.owner().id())
                    .log("lease taken over");
        }
        return taken;
    }

    /**
     * Asks the database, and counts as a heartbeat.
     *
     * @param group the group
     * @param run   id of the run that took its lease
     * @return whether that run holds it still; false once another process took it over, also after that one is done
     * @throws StateUnavailable if the database does not answer; stop writing then
     */
    public boolean stillHeld(UUID group, String run) {
        if (!run.equals(held.get(group))) {
            return false;
        }
        if (database.write(jdbc -> refresh(jdbc, List.of(group)))[0] != 1) {
            lost(group, run);
        }
        return run.equals(held.get(group));
    }

    /**
     * Gives the lease of a group back. Does nothing if the run does not hold it.
     *
     * @param group the group
     * @param run   id of the run that took its lease
     * @throws StateUnavailable if the database does not answer; the lease then ends by silence
     */
    public void release(UUID group, String run) {
        if (held.remove(group, run)) {
            try {
                database.write(jdbc -> jdbc.update(
                        "delete from group_lease where group_id = ? and owner_id = ?", id(group), owner.id()));
            } finally {
                claimed.remove(group);
            }
        }
    }

    private void beat() {
        var holders = new TreeMap<>(held);
        var groups = List.copyOf(holders.keySet());
        if (groups.isEmpty()) {
            return;
        }
        int[] counts = database.write(jdbc -> refresh(jdbc, groups));
        for (int at = 0; at < counts.length; at++) {
            if (counts[at] == 0) {
                lost(groups.get(at), holders.get(groups.get(at)));
            }
        }
    }

    private int[] refresh(JdbcOperations jdbc, List<UUID> groups) {
        return jdbc.batchUpdate(
                "update group_lease set heartbeat = " + database.now() + " where group_id = ? and owner_id = ?",
                groups.stream()
                        .map(group -> new Object[] {id(group), owner.id()})
                        .toList());
    }

    /** A release at the same moment also leaves no row behind; that is no loss, nor is what another run took since. */
    private void lost(UUID group, String run) {
        if (held.remove(group, run)) {
            claimed.remove(group);
            LOG.atWarn().addKeyValue("group", group).log("lease lost to another process");
        }
    }

    /** Releases every lease of this instance; what cannot be released ends by silence. */
    @Override
    public void close() {
        database.heartbeat().leaveOut(beat);
        for (var holder : Map.copyOf(held).entrySet()) {
            try {
                release(holder.getKey(), holder.getValue());
            } catch (StateUnavailable unavailable) {
                LOG.atWarn()
                        .addKeyValue("group", holder.getKey())
                        .addKeyValue("error", unavailable.getMessage())
                        .log("lease not released");
            }
        }
    }
}
