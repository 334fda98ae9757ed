package io.collectionsync.record;

import io.collectionsync.membership.DirectoryDevice;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Devices that the directory has named before, so that not every run must ask for each. One object a device id. */
public final class KnownDevices {

    private static final Logger LOG = LoggerFactory.getLogger(KnownDevices.class);
    private static final int MOST_WAITING = 4;
    /** Read by their place: a run looks up every device, and a name costs more than its value. */
    private static final String SELECT =
            "select device_id, object_id, join_type, is_enabled, device_name, tenant_id, seen from known_device where ";

    private final StateDatabase database;
    /** Whose queue is full saves by himself: so there is never more than a few chunks of devices. */
    private final ThreadPoolExecutor saver = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING), work -> new Thread(work, "known-devices"),
            new ThreadPoolExecutor.CallerRunsPolicy());
    private final Queue<Future<?>> unsaved = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean failing = new AtomicBoolean();

    /** @param database where the devices are kept */
    public KnownDevices(StateDatabase database) {
        this.database = database;
        saver.allowCoreThreadTimeOut(true);
    }

    /**
     * @param tenantId  directory id of the tenant
     * @param deviceIds Entra device ids
     * @param notBefore what was saved earlier is too old
     * @return the known devices by device id; the others are missing
     * @throws StateUnavailable if the database does not answer
     */
    public Map<UUID, DirectoryDevice> find(String tenantId, Collection<UUID> deviceIds, Instant notBefore) {
        return among("device_id", deviceIds, tenantId, notBefore).stream()
                .collect(Collectors.toMap(DirectoryDevice::deviceId, Function.identity()));
    }

    private List<DirectoryDevice> among(String column, Collection<UUID> ids, String tenantId, Instant notBefore) {
        return ids.isEmpty() ? List.of() : database.inTransaction(sql -> {
            var found = new ArrayList<DirectoryDevice>();
            for (var list : Sql.lists(ids.stream().sorted().toList())) {
                sql.list(SELECT + column + " in " + Sql.marks(list.size()),
                        (row, at) -> usable(row, tenantId, notBefore), list.toArray())
                        .forEach(device -> device.ifPresent(found::add));
            }
            return found;
        });
    }

    /** Judged here, because H2 takes no index for a list of values beside other conditions. */
    private static Optional<DirectoryDevice> usable(ResultSet row, String tenantId, Instant notBefore)
            throws SQLException {
        boolean usable = row.getString(6).equals(tenantId) && !Sql.instant(row, 7).isBefore(notBefore);
        return usable ? Optional.of(read(row, 0)) : Optional.empty();
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
        var byDeviceId = new TreeMap<UUID, DirectoryDevice>();
        var ambiguous = new TreeMap<UUID, DirectoryDevice>();
        for (var device : devices) {
            var other = byDeviceId.put(device.deviceId(), device);
            if (other != null && !other.objectId().equals(device.objectId())) {
                ambiguous.put(device.deviceId(), device);
            }
        }
        var now = database.clock().instant();
        var known = byDeviceId.keySet().stream().map(id -> new Object[] {id, tenantId}).toList();
        var rows = byDeviceId.values().stream().filter(device -> !ambiguous.containsKey(device.deviceId()))
                .map(device -> new Object[] {tenantId, device.deviceId(), device.objectId(),
                        Text.cut(device.joinType(), 40), device.enabled() ? 1 : 0, Text.cut(device.name(), 256), now})
                .toList();
        // one commit: ids are scattered, and each commit would write nearly every page of the indexes again
        database.inTransaction(sql -> {
            sql.batch("delete from known_device where device_id = ? and tenant_id = ?", known);
            return sql.batch("insert into known_device (tenant_id, device_id, object_id, join_type, is_enabled, "
                    + "device_name, seen) values " + Sql.marks(7), rows);
        });
    }

    /**
     * The same as {@link #save}, while the caller asks for more devices. Whoever asks by object waits until it is done.
     * A failure is nobody's: a device that is not remembered is asked for again. The log has it once.
     */
    public void saveLater(String tenantId, List<DirectoryDevice> devices) {
        unsaved.add(saver.submit(() -> trySave(tenantId, devices)));
    }

    private void trySave(String tenantId, List<DirectoryDevice> devices) {
        try {
            save(tenantId, devices);
            failing.set(false);
        } catch (RuntimeException failed) {
            if (!failing.getAndSet(true)) {
                LOG.warn("state - devices not remembered, Graph is asked for them again: {}", failed.getMessage());
            }
        }
    }

    private void awaitSaved() {
        for (var save : unsaved) {
            try {
                save.get();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Stopped while devices were saved", stopped);
            } catch (ExecutionException impossible) {
                throw new IllegalStateException(impossible.getCause());
            } finally {
                unsaved.remove(save);
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
        awaitSaved();
        for (var list : Sql.lists(objectIds)) {
            database.inTransaction(sql -> sql.update("delete from known_device where tenant_id = ? and object_id in "
                    + Sql.marks(list.size()), Sql.values(tenantId, list)));
        }
    }

    /**
     * @param objectIds directory object ids
     * @return the display names of those that are known with a name, however old; what is being saved at this moment
     *     may be missing
     * @throws StateUnavailable if the database does not answer
     */
    public Map<UUID, String> names(Collection<UUID> objectIds) {
        var names = new HashMap<UUID, String>();
        for (var list : Sql.lists(objectIds)) {
            database.inTransaction(sql -> sql.list(SELECT + "object_id in "
                            + Sql.marks(list.size()) + " and device_name is not null order by seen",
                    KnownDevices::read, list.toArray())).forEach(device -> names.put(device.objectId(), device.name()));
        }
        return names;
    }

    /**
     * @param tenantId  directory id of the tenant
     * @param objectIds directory object ids
     * @return those of them that are known, however old; one that is missing must be asked for
     * @throws StateUnavailable if the database does not answer
     */
    public List<DirectoryDevice> of(String tenantId, Collection<UUID> objectIds) {
        awaitSaved();
        return among("object_id", objectIds, tenantId, Instant.EPOCH);
    }

    private static DirectoryDevice read(ResultSet row, int at) throws SQLException {
        return new DirectoryDevice(Sql.uuid(row, 1), Sql.uuid(row, 2), row.getString(3), row.getInt(4) == 1,
                row.getString(5));
    }
}
