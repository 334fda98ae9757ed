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
import java.util.TreeMap;
import java.util.UUID;

/** Devices that the directory has named before, so that not every run must ask for each. One object a device id. */
public final class KnownDevices {

    private final StateDatabase database;

    /** @param database where the devices are kept */
    public KnownDevices(StateDatabase database) {
        this.database = database;
    }

    /**
     * @param tenantId  directory id of the tenant
     * @param deviceIds Entra device ids
     * @param notBefore what was saved earlier is too old
     * @return the known devices by device id; the others are missing
     * @throws StateUnavailable if the database does not answer
     */
    public Map<UUID, DirectoryDevice> find(String tenantId, Collection<UUID> deviceIds, Instant notBefore) {
        var found = new HashMap<UUID, DirectoryDevice>();
        for (var chunk : Sql.chunks(deviceIds)) {
            database.inTransaction(sql -> sql.list("select * from known_device where device_id in "
                            + Sql.marks(chunk.size()), (row, at) -> usable(row, tenantId, notBefore), chunk.toArray()))
                    .forEach(device -> device.ifPresent(one -> found.put(one.deviceId(), one)));
        }
        return found;
    }

    /** Judged here, because H2 takes no index for a list of values beside other conditions. */
    private static Optional<DirectoryDevice> usable(ResultSet row, String tenantId, Instant notBefore)
            throws SQLException {
        boolean usable = row.getString("tenant_id").equals(tenantId) && !Sql.instant(row, "seen").isBefore(notBefore);
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
        for (var chunk : Sql.chunks(byDeviceId.keySet())) {
            var rows = chunk.stream().filter(id -> !ambiguous.containsKey(id)).map(byDeviceId::get)
                    .map(device -> new Object[] {tenantId, device.deviceId(), device.objectId(),
                            Text.cut(device.joinType(), 40), device.enabled() ? 1 : 0, Text.cut(device.name(), 256), now})
                    .toList();
            database.inTransaction(sql -> {
                sql.batch("delete from known_device where device_id = ? and tenant_id = ?",
                        chunk.stream().map(id -> new Object[] {id, tenantId}).toList());
                return sql.batch("insert into known_device (tenant_id, device_id, object_id, join_type, is_enabled, "
                        + "device_name, seen) values " + Sql.marks(7), rows);
            });
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
        for (var chunk : Sql.chunks(objectIds)) {
            database.inTransaction(sql -> sql.update("delete from known_device where tenant_id = ? and object_id in "
                    + Sql.marks(chunk.size()), Sql.values(tenantId, chunk)));
        }
    }

    /**
     * @param objectIds directory object ids
     * @return the display names of those that are known with a name, however old
     * @throws StateUnavailable if the database does not answer
     */
    public Map<UUID, String> names(Collection<UUID> objectIds) {
        var names = new HashMap<UUID, String>();
        for (var chunk : Sql.chunks(objectIds)) {
            database.inTransaction(sql -> sql.list("select * from known_device where object_id in "
                            + Sql.marks(chunk.size()) + " and device_name is not null order by seen",
                    KnownDevices::read, chunk.toArray())).forEach(device -> names.put(device.objectId(), device.name()));
        }
        return names;
    }

    /**
     * @param tenantId  directory id of the tenant
     * @param objectIds directory object ids
     * @return those of them that are known, however old
     * @throws StateUnavailable if the database does not answer
     */
    public List<DirectoryDevice> of(String tenantId, Collection<UUID> objectIds) {
        var found = new ArrayList<DirectoryDevice>();
        for (var chunk : Sql.chunks(objectIds)) {
            database.inTransaction(sql -> sql.list("select * from known_device where object_id in "
                            + Sql.marks(chunk.size()), (row, at) -> usable(row, tenantId, Instant.EPOCH),
                    chunk.toArray())).forEach(device -> device.ifPresent(found::add));
        }
        return found;
    }

    private static DirectoryDevice read(ResultSet row, int at) throws SQLException {
        return new DirectoryDevice(Sql.uuid(row, "device_id"), Sql.uuid(row, "object_id"), row.getString("join_type"),
                row.getInt("is_enabled") == 1, row.getString("device_name"));
    }
}
