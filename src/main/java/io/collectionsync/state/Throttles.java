package io.collectionsync.state;

import static io.collectionsync.state.db.Columns.time;
import static org.springframework.dao.support.DataAccessUtils.optionalResult;

import io.collectionsync.state.db.StateDatabase;
import io.collectionsync.state.db.StateUnavailable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.jdbc.core.JdbcOperations;

/**
 * How long Graph wants to be left alone by a tenant: one process is told, and all that share the database wait. The
 * time is measured by the database's clock, so that the clocks of the nodes need not agree, and never lasts longer than
 * it was told by this process's monotonic clock, from when it first saw it.
 */
public final class Throttles {

    private static final Logger LOG = LoggerFactory.getLogger(Throttles.class);

    private final StateDatabase database;

    private final FirstSeen<Told> known = new FirstSeen<>();

    private record Told(UUID tenant, Instant told, long milliseconds) {}

    private record Pause(Instant told, long milliseconds, Instant present) {

        static Pause read(ResultSet row, int at) throws SQLException {
            return new Pause(time(row, "told"), row.getLong("milliseconds"), time(row, "present"));
        }

        Duration left() {
            return Duration.between(present, told.plusMillis(milliseconds));
        }
    }

    /** @param database where they are kept */
    public Throttles(StateDatabase database) {
        this.database = database;
    }

    /**
     * @param tenantId directory id of the tenant
     * @return how long no process may ask; zero or less where all may
     * @throws StateUnavailable if the database does not answer
     */
    public Duration left(UUID tenantId) {
        return database.read(jdbc -> pause(jdbc, tenantId))
                .map(pause -> left(tenantId, pause))
                .orElse(Duration.ZERO);
    }

    private Duration left(UUID tenantId, Pause pause) {
        var age = known.age(new Told(tenantId, pause.told(), pause.milliseconds()));
        var most = Duration.ofMillis(pause.milliseconds()).minus(age);
        return most.compareTo(pause.left()) < 0 ? most : pause.left();
    }

    private Optional<Pause> pause(JdbcOperations jdbc, UUID tenantId) {
        return optionalResult(jdbc.query(
                "select told, milliseconds, " + database.now() + " as present from tenant_throttle where tenant_id = ?",
                Pause::read,
                tenantId.toString()));
    }

    /**
     * From now on no process asks for so long; a pause only grows. An answer of Graph's is at hand that must not be
     * lost: where the database does not take the pause, the log tells it.
     *
     * @param tenantId directory id of the tenant
     * @param pause    what Graph has asked of this process
     */
    public void extend(UUID tenantId, Duration pause) {
        try {
            database.write(jdbc -> {
                var before = pause(jdbc, tenantId);
                return before.isEmpty()
                        ? begin(jdbc, tenantId, pause)
                        : left(tenantId, before.get()).compareTo(pause) < 0
                                ? extend(jdbc, tenantId, before.get(), pause)
                                : 0;
            });
        } catch (StateUnavailable untold) {
            LOG.atWarn()
                    .addKeyValue("tenant-id", tenantId)
                    .addKeyValue("seconds", pause.toMillis() / 1000.0)
                    .addKeyValue("error", untold.getMessage())
                    .log("throttling by Graph not shared with other processes");
        }
    }

    private int begin(JdbcOperations jdbc, UUID tenantId, Duration pause) {
        return jdbc.update(
                "insert into tenant_throttle (tenant_id, told, milliseconds) values (?, " + database.now() + ", ?)",
                tenantId.toString(),
                pause.toMillis());
    }

    private int extend(JdbcOperations jdbc, UUID tenantId, Pause before, Duration pause) {
        int extended = jdbc.update(
                "update tenant_throttle set told = " + database.now() + ", milliseconds = ? "
                        + "where tenant_id = ? and told = ? and milliseconds = ?",
                pause.toMillis(),
                tenantId.toString(),
                time(before.told()),
                before.milliseconds());
        if (extended == 0) {
            throw new OptimisticLockingFailureException("another process was told at the same moment");
        }
        return extended;
    }
}
