package io.collectionsync.state;

import static io.collectionsync.state.db.Columns.id;
import static io.collectionsync.state.db.Columns.marks;
import static io.collectionsync.state.db.Columns.time;

import io.collectionsync.membership.Guard;
import io.collectionsync.membership.HoldReason;
import io.collectionsync.membership.Run;
import io.collectionsync.state.db.StateDatabase;
import io.collectionsync.state.db.StateUnavailable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcOperations;

/**
 * Removals of all mappings of a tenant within a window of time. They are reserved before they are sent, one plan after
 * the other, so that two plans of the same moment cannot both slip through; afterwards the reservation shrinks to what
 * was really removed. A run that dies leaves its reservation whole: rather too many are counted than too few.
 */
public final class TenantRemovals {

    private final StateDatabase database;
    private final Clock clock;

    /** @param database where the removals are counted; its clock tells how far a window reaches back */
    public TenantRemovals(StateDatabase database) {
        this(database, database.clock());
    }

    /** @param clock tells how far a window reaches back */
    public TenantRemovals(StateDatabase database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Reserves removals if they are within the limit.
     *
     * @param tenantId directory id of the tenant
     * @param most     the limit
     * @param window   the time in which removals count
     * @return why they are too many; empty when they are reserved
     * @throws StateUnavailable if the database does not answer
     */
    public Optional<HoldReason> reserve(Run run, UUID group, UUID tenantId, int removals, int most, Duration window) {
        var now = database.clock().instant();
        return database.write(jdbc -> {
            lock(jdbc, tenantId, now);
            var reason = Guard.reasonToHoldInTenant(
                    most, count(jdbc, tenantId, clock.instant().minus(window)), removals);
            if (reason.isEmpty()) {
                insert(jdbc, run, group, tenantId, removals, now);
            }
            return reason;
        });
    }

    /**
     * Counts removals that somebody has approved, whatever the limit.
     *
     * @throws StateUnavailable if the database does not answer
     */
    public void count(Run run, UUID group, UUID tenantId, int removals) {
        var now = database.clock().instant();
        database.write(jdbc -> {
            lock(jdbc, tenantId, now);
            insert(jdbc, run, group, tenantId, removals, now);
            return null;
        });
    }

    /**
     * @return the removals of the tenant within the window, those on their way included
     * @throws StateUnavailable if the database does not answer
     */
    public long within(UUID tenantId, Duration window) {
        var from = clock.instant().minus(window);
        return database.read(jdbc -> count(jdbc, tenantId, from));
    }

    /**
     * Ends a reservation.
     *
     * @param removed members that were removed, or may have been
     * @throws StateUnavailable if the database does not answer
     */
    public void endReservation(Run run, UUID group, int removed) {
        database.write(jdbc -> removed == 0
                ? jdbc.update("delete from tenant_removal where run_id = ? and group_id = ?", run.id(), id(group))
                : jdbc.update(
                        "update tenant_removal set removals = ? where run_id = ? and group_id = ?",
                        removed,
                        run.id(),
                        id(group)));
    }

    /** The row's lock lasts until the transaction ends, on every database. */
    private static void lock(JdbcOperations jdbc, UUID tenantId, Instant now) {
        if (jdbc.update("update tenant_guard set reserved = ? where tenant_id = ?", time(now), tenantId.toString())
                == 0) {
            jdbc.update("insert into tenant_guard (tenant_id, reserved) values (?, ?)", tenantId.toString(), time(now));
        }
    }

    private static long count(JdbcOperations jdbc, UUID tenantId, Instant from) {
        return jdbc.queryForObject(
                "select coalesce(sum(removals), 0) from tenant_removal where tenant_id = ? and reserved > ?",
                Long.class,
                tenantId.toString(),
                time(from));
    }

    private static void insert(JdbcOperations jdbc, Run run, UUID group, UUID tenantId, int removals, Instant now) {
        jdbc.update(
                "insert into tenant_removal (tenant_id, group_id, run_id, reserved, removals) values " + marks(5),
                tenantId.toString(),
                id(group),
                run.id(),
                time(now),
                removals);
    }
}
