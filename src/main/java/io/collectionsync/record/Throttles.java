package io.collectionsync.record;

import java.time.Instant;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Until when Graph wants to be left alone by a tenant: one process is told, and all that share the database wait. Their
 * clocks should agree. A database that does not answer holds nobody up here: what writes to a group asks it anyway.
 */
public final class Throttles {

    private static final Logger LOG = LoggerFactory.getLogger(Throttles.class);

    private final StateDatabase database;

    /** @param database where they are kept */
    public Throttles(StateDatabase database) {
        this.database = database;
    }

    /**
     * @param tenantId directory id of the tenant
     * @return until when no process may ask; in the past where all may
     */
    public Instant until(UUID tenantId) {
        try {
            return database.inTransaction(sql -> until(sql, tenantId));
        } catch (StateUnavailable unknown) {
            LOG.warn("state - not known whether Graph has throttled another process: {}", unknown.getMessage());
            return Instant.EPOCH;
        }
    }

    private static Instant until(Sql sql, UUID tenantId) {
        return sql.one("select paused_until from tenant_throttle where tenant_id = ?",
                (row, at) -> Sql.instant(row, 1), tenantId.toString()).orElse(Instant.EPOCH);
    }

    /**
     * No process asks before {@code until}; a pause only grows.
     *
     * @param tenantId directory id of the tenant
     * @param until    what Graph has asked of this process
     */
    public void extend(UUID tenantId, Instant until) {
        try {
            database.inTransaction(sql -> {
                if (sql.update("update tenant_throttle set paused_until = ? where tenant_id = ? and paused_until < ?",
                        until, tenantId.toString(), until) == 0 && until(sql, tenantId).equals(Instant.EPOCH)) {
                    sql.update("insert into tenant_throttle (tenant_id, paused_until) values (?, ?)",
                            tenantId.toString(), until);
                }
                return null;
            });
        } catch (StateUnavailable untold) {
            LOG.warn("state - other processes are not told that Graph throttles until {}: {}", until,
                    untold.getMessage());
        }
    }
}
