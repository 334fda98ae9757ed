package io.collectionsync.state;

import static io.collectionsync.state.db.Columns.id;
import static io.collectionsync.state.db.Columns.marks;
import static io.collectionsync.state.db.Columns.text;
import static io.collectionsync.state.db.Columns.time;

import io.collectionsync.membership.DirectoryDevice;
import io.collectionsync.state.db.Columns;
import io.collectionsync.state.db.StateDatabase;
import io.collectionsync.state.db.StateUnavailable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

/** Devices that the directory has named before, so that not every run must ask for each. One object a device id. */
public final class KnownDevices {

    private static final Logger LOG = LoggerFactory.getLogger(KnownDevices.class);
    /** Read by their place: a run looks up every device, and a name costs more than its value. */
    private static final String SELECT =
            "select device_id, object_id, join_type, is_enabled, device_name, seen from known_device where ";

    private static final int SLICES = 1 << 10;

    private final StateDatabase database;
    private final Clock clock;
    private final AtomicBoolean failing = new AtomicBoolean();

    /**
     * @param database where the devices are kept
     * @param clock    dates what is saved, and tells how long ago that was; one that never goes back
     */
    public KnownDevices(StateDatabase database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * @param tenantId  directory id of the tenant
     * @param deviceIds Entra device ids
     * @return the known devices by device id, however old; the others are missing
     * @throws StateUnavailable if the database does not answer
     */
    public Map<UUID, DirectoryDevice> find(String tenantId, Collection<UUID> deviceIds) {
        var known = new HashMap<UUID, DirectoryDevice>();
        among("device_id in (:ids) and tenant_id = :tenant", deviceIds, Map.of("tenant", tenantId))
                .forEach(seen -> known.put(seen.device().deviceId(), seen.device()));
        return known;
    }

    /**
     * @param tenantId  directory id of the tenant
     * @param deviceIds Entra device ids
     * @param memory    how long a device is believed at most: each has its own part of the second half of it, so that
     *     those of one run are not too old all at once. What is dated in the future is not believed
     * @return the known devices by device id; the others are missing or must be asked for
     * @throws StateUnavailable if the database does not answer
     */
    public Map<UUID, DirectoryDevice> young(String tenantId, Collection<UUID> deviceIds, Duration memory) {
        var now = clock.instant();
        var known = new HashMap<UUID, DirectoryDevice>();
        among(
                        "device_id in (:ids) and tenant_id = :tenant and seen > :from and seen <= :now",
                        deviceIds,
                        Map.of("tenant", tenantId, "from", time(now.minus(memory)), "now", time(now)))
                .filter(seen ->
                        seen.time().plus(part(seen.device().deviceId(), memory)).isAfter(now))
                .forEach(seen -> known.put(seen.device().deviceId(), seen.device()));
        return known;
    }

    /** Device ids are random: their last digits spread them evenly. */
    private static Duration part(UUID device, Duration memory) {
        double slice = (device.getLeastSignificantBits() & (SLICES - 1)) / (double) SLICES;
        return Duration.ofMillis((long) (memory.toMillis() * (1 + slice) / 2));
    }

    /** @param time when the directory named it */
    private record Seen(DirectoryDevice device, Instant time) {}

    private Stream<Seen> among(String condition, Collection<UUID> ids, Map<String, Object> values) {
        if (ids.isEmpty()) {
            return Stream.of();
        }
        // in the order of the index
        var ordered = new TreeSet<>(ids).stream().map(Columns::id).toList();
        return database
                .read(jdbc -> Columns.lists(ordered).stream()
                        .flatMap(some -> {
                            var all = new HashMap<>(values);
                            all.put("ids", some);
                            return new NamedParameterJdbcTemplate(jdbc)
                                    .query(SELECT + condition, all, KnownDevices::read).stream();
                        })
                        .toList())
                .stream();
    }

    /**
     * Remembers devices in place of what was known under their device ids. A device id that several of the objects
     * given bear is forgotten instead: the directory must be asked each time.
     *
     * @param tenantId directory id of the tenant
     * @param devices  the devices as the directory has just named them
     * @throws StateUnavailable if the database does not answer
     */
    public void save(String tenantId, List<DirectoryDevice> devices) {
        if (devices.isEmpty()) {
            return;
        }
        var byDeviceId = new TreeMap<UUID, DirectoryDevice>();
        var ambiguous = new TreeSet<UUID>();
        for (var device : devices) {
            var other = byDeviceId.put(device.deviceId(), device);
            if (other != null && !other.objectId().equals(device.objectId())) {
                ambiguous.add(device.deviceId());
            }
        }
        var known = byDeviceId.keySet().stream()
                .map(device -> new Object[] {id(device), tenantId})
                .toList();
        byDeviceId.keySet().removeAll(ambiguous);
        var seen = time(clock.instant());
        var rows = byDeviceId.values().stream()
                .map(device -> row(tenantId, device, seen))
                .toList();
        // one commit: ids are scattered, and each commit would write nearly every page of the indexes again
        database.write(jdbc -> replace(jdbc, known, rows));
    }

    private static Object[] row(String tenantId, DirectoryDevice device, Object seen) {
        return new Object[] {
            tenantId,
            id(device.deviceId()),
            id(device.objectId()),
            text(device.joinType(), 40),
            device.enabled() ? 1 : 0,
            text(device.name(), 256),
            seen
        };
    }

    private static int[] replace(JdbcOperations jdbc, List<Object[]> known, List<Object[]> rows) {
        jdbc.batchUpdate("delete from known_device where device_id = ? and tenant_id = ?", known);
        return jdbc.batchUpdate(
                "insert into known_device (tenant_id, device_id, object_id, join_type, is_enabled, device_name, seen) "
                        + "values " + marks(7),
                rows);
    }

    /**
     * The same for a reading, which needs no memory to go on: what cannot be remembered is asked for again. The log has
     * it once.
     *
     * @param tenantId directory id of the tenant
     * @param devices  the devices as the directory has just named them
     */
    public void remember(String tenantId, List<DirectoryDevice> devices) {
        try {
            save(tenantId, devices);
            failing.set(false);
        } catch (RuntimeException failed) {
            if (!failing.getAndSet(true)) {
                LOG.atWarn()
                        .addKeyValue("error", failed.getMessage())
                        .log("devices not remembered, Graph is asked for them again");
            }
        }
    }

    /**
     * Forgets devices, such as those that the directory no longer has.
     *
     * @param tenantId  directory id of the tenant
     * @param objectIds directory object ids
     * @throws StateUnavailable if the database does not answer
     */
    public void forget(String tenantId, Collection<UUID> objectIds) {
        if (objectIds.isEmpty()) {
            return;
        }
        var rows = objectIds.stream()
                .map(object -> new Object[] {id(object), tenantId})
                .toList();
        database.write(
                jdbc -> jdbc.batchUpdate("delete from known_device where object_id = ? and tenant_id = ?", rows));
    }

    /**
     * @param objectIds directory object ids
     * @return the display names of those that are known with a name, however old; of several the latest
     * @throws StateUnavailable if the database does not answer
     */
    public Map<UUID, String> names(Collection<UUID> objectIds) {
        var names = new HashMap<UUID, String>();
        among("object_id in (:ids) and device_name is not null order by seen", objectIds, Map.of())
                .map(Seen::device)
                .forEach(device -> names.put(device.objectId(), device.name()));
        return names;
    }

    /**
     * @param tenantId  directory id of the tenant
     * @param objectIds directory object ids
     * @return those of them that are known, however old; one that is missing must be asked for
     * @throws StateUnavailable if the database does not answer
     */
    public List<DirectoryDevice> of(String tenantId, Collection<UUID> objectIds) {
        return among("object_id in (:ids) and tenant_id = :tenant", objectIds, Map.of("tenant", tenantId))
                .map(Seen::device)
                .toList();
    }

    private static Seen read(ResultSet row, int at) throws SQLException {
        return new Seen(
                new DirectoryDevice(id(row, 1), id(row, 2), row.getString(3), row.getInt(4) == 1, row.getString(5)),
                Instant.ofEpochMilli(row.getLong(6)));
    }
}
