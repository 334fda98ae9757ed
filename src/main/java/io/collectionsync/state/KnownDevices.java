package io.collectionsync.state;

import io.collectionsync.membership.DirectoryDevice;
import io.collectionsync.state.db.Sql;
import io.collectionsync.state.db.StateDatabase;
import io.collectionsync.state.db.StateUnavailable;
import io.collectionsync.state.db.Text;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Devices that the directory has named before, so that not every run must ask for each. One object a device id.
 *
 * <p>To save devices takes as long as half of their reading (measured), and a reading has somebody who waits for it. So
 * they are saved when for a while nobody has brought any more, or when too many wait; until then they are known all the
 * same.
 */
public final class KnownDevices implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KnownDevices.class);
    /** Some 25 MB; whoever brings more than twice as many waits until they are saved. */
    private static final int MOST_WAITING = 120_000;

    private static final Duration QUIET = Duration.ofSeconds(2);
    /** {@code run} ends within 30 s, of which the last batch may take 20. Then no other save is begun. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration LAST_SAVE = Duration.ofSeconds(3);
    /** Read by their place: a run looks up every device, and a name costs more than its value. */
    private static final String SELECT =
            "select device_id, object_id, join_type, is_enabled, device_name, tenant_id, seen from known_device where ";

    /** Devices as the directory has named them at that time. */
    private record Named(String tenantId, List<DirectoryDevice> devices, Instant seen) {}

    private final StateDatabase database;
    private final Duration quiet;
    private final int most;
    private final ScheduledThreadPoolExecutor saver;
    /** Oldest first; each leaves when it has been saved. */
    private final Queue<Named> unsaved = new ConcurrentLinkedQueue<>();

    private Future<?> next;
    private boolean failing;
    private volatile boolean ended;

    /** @param database where the devices are kept */
    public KnownDevices(StateDatabase database) {
        this(database, QUIET, MOST_WAITING);
    }

    /**
     * @param quiet how long nobody must have brought devices before they are saved
     * @param most  of more devices none waits so long
     */
    KnownDevices(StateDatabase database, Duration quiet, int most) {
        this.database = database;
        this.quiet = quiet;
        this.most = most;
        this.saver = new ScheduledThreadPoolExecutor(1, work -> {
            var thread = new Thread(work, "known-devices");
            thread.setDaemon(true);
            return thread;
        });
        saver.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * @param tenantId  directory id of the tenant
     * @param deviceIds Entra device ids
     * @param notBefore what was saved earlier is too old
     * @return the known devices by device id; the others are missing
     * @throws StateUnavailable if the database does not answer
     */
    public Map<UUID, DirectoryDevice> find(String tenantId, Collection<UUID> deviceIds, Instant notBefore) {
        var asked = new HashSet<>(deviceIds);
        var known = unsaved(tenantId, device -> asked.contains(device.deviceId()));
        asked.removeAll(known.keySet());
        among("device_id", asked, tenantId, notBefore).forEach(device -> known.put(device.deviceId(), device));
        return known;
    }

    /**
     * Asked before the database is: what is saved in the meantime would be found in neither.
     *
     * @return what will take the place of what is saved, by device id
     */
    private Map<UUID, DirectoryDevice> unsaved(String tenantId, Predicate<DirectoryDevice> wanted) {
        var fresh = new HashMap<UUID, DirectoryDevice>();
        unsaved.stream()
                .filter(named -> named.tenantId().equals(tenantId))
                .flatMap(named -> named.devices().stream())
                .filter(wanted)
                .forEach(device -> fresh.put(device.deviceId(), device));
        return fresh;
    }

    private List<DirectoryDevice> among(String column, Collection<UUID> ids, String tenantId, Instant notBefore) {
        return ids.isEmpty()
                ? List.of()
                : database.inTransaction(sql -> {
                    var found = new ArrayList<DirectoryDevice>();
                    for (var list : Sql.lists(ids.stream().sorted().toList())) {
                        sql.list(
                                        SELECT + column + " in " + Sql.marks(list.size()),
                                        (row, at) -> usable(row, tenantId, notBefore),
                                        list.toArray())
                                .forEach(device -> device.ifPresent(found::add));
                    }
                    return found;
                });
    }

    /** Judged here, because H2 takes no index for a list of values beside other conditions. */
    private static Optional<DirectoryDevice> usable(ResultSet row, String tenantId, Instant notBefore)
            throws SQLException {
        boolean usable =
                row.getString(6).equals(tenantId) && !Sql.instant(row, 7).isBefore(notBefore);
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
        save(new Named(tenantId, devices, database.clock().instant()));
    }

    private void save(Named named) {
        var byDeviceId = new TreeMap<UUID, DirectoryDevice>();
        var ambiguous = new TreeMap<UUID, DirectoryDevice>();
        for (var device : named.devices()) {
            var other = byDeviceId.put(device.deviceId(), device);
            if (other != null && !other.objectId().equals(device.objectId())) {
                ambiguous.put(device.deviceId(), device);
            }
        }
        var known = byDeviceId.keySet().stream()
                .map(id -> new Object[] {id, named.tenantId()})
                .toList();
        var rows = byDeviceId.values().stream()
                .filter(device -> !ambiguous.containsKey(device.deviceId()))
                .map(device -> new Object[] {
                    named.tenantId(),
                    device.deviceId(),
                    device.objectId(),
                    Text.cut(device.joinType(), 40),
                    device.enabled() ? 1 : 0,
                    Text.cut(device.name(), 256),
                    named.seen()
                })
                .toList();
        // one commit: ids are scattered, and each commit would write nearly every page of the indexes again
        database.inTransaction(sql -> {
            sql.batch("delete from known_device where device_id = ? and tenant_id = ?", known);
            return sql.batch(
                    "insert into known_device (tenant_id, device_id, object_id, join_type, is_enabled, "
                            + "device_name, seen) values " + Sql.marks(7),
                    rows);
        });
    }

    /**
     * Remembers devices at once, and saves them later. A failure is nobody's: a device that is not remembered is asked
     * for again. The log has it once.
     *
     * @param tenantId directory id of the tenant
     * @param devices  the devices as the directory has just named them, one object a device id
     */
    public void saveLater(String tenantId, List<DirectoryDevice> devices) {
        if (devices.isEmpty()) {
            return;
        }
        unsaved.add(new Named(tenantId, devices, database.clock().instant()));
        int waiting = unsaved.stream().mapToInt(named -> named.devices().size()).sum();
        if (waiting > 2 * most) {
            awaitSaved();
        } else {
            saveIn(waiting > most ? Duration.ZERO : quiet);
        }
    }

    private synchronized void saveIn(Duration delay) {
        if (saver.isShutdown()) {
            return;
        }
        if (next != null) {
            next.cancel(false);
        }
        next = saver.schedule(this::saveAll, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void saveAll() {
        for (var oldest = unsaved.peek(); oldest != null && !ended; oldest = unsaved.peek()) {
            try {
                save(oldest);
                failing = false;
            } catch (RuntimeException failed) {
                if (!failing) {
                    LOG.atWarn()
                            .addKeyValue("error", failed.getMessage())
                            .log("devices not remembered, Graph is asked for them again");
                }
                failing = true;
            }
            unsaved.remove();
        }
    }

    private void awaitSaved() {
        try {
            saver.submit(this::saveAll).get();
        } catch (RejectedExecutionException closed) {
            LOG.debug("state - the end has come, what waits is not saved any more");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Stopped while devices were saved", stopped);
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible.getCause());
        }
    }

    /** Saves what still waits, for a few seconds. Devices that are brought later are not remembered. */
    @Override
    public synchronized void close() {
        if (!saver.isShutdown()) {
            saver.execute(this::saveAll);
            saver.shutdown();
        }
        try {
            if (!saver.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                ended = true;
                saver.awaitTermination(LAST_SAVE.toSeconds(), TimeUnit.SECONDS);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
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
        if (!objectIds.isEmpty()) {
            awaitSaved();
        }
        for (var list : Sql.lists(objectIds)) {
            database.inTransaction(sql -> sql.update(
                    "delete from known_device where tenant_id = ? and object_id in " + Sql.marks(list.size()),
                    Sql.values(tenantId, list)));
        }
    }

    /**
     * @param objectIds directory object ids
     * @return the display names of those that are known with a name, however old
     * @throws StateUnavailable if the database does not answer
     */
    public Map<UUID, String> names(Collection<UUID> objectIds) {
        var asked = new HashSet<>(objectIds);
        var names = new HashMap<UUID, String>();
        unsaved.stream()
                .flatMap(named -> named.devices().stream())
                .filter(device -> device.name() != null && asked.contains(device.objectId()))
                .forEach(device -> names.put(device.objectId(), device.name()));
        asked.removeAll(names.keySet());
        for (var list : Sql.lists(asked)) {
            database.inTransaction(sql -> sql.list(
                            SELECT + "object_id in " + Sql.marks(list.size())
                                    + " and device_name is not null order by seen",
                            KnownDevices::read,
                            list.toArray()))
                    .forEach(device -> names.put(device.objectId(), device.name()));
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
        if (objectIds.isEmpty()) {
            return List.of();
        }
        var fresh = unsaved(tenantId, any -> true);
        var asked = new HashSet<>(objectIds);
        var saved = among("object_id", asked, tenantId, Instant.EPOCH).stream()
                .filter(device -> !fresh.containsKey(device.deviceId()));
        var waiting = fresh.values().stream().filter(device -> asked.contains(device.objectId()));
        return Stream.concat(saved, waiting).toList();
    }

    private static DirectoryDevice read(ResultSet row, int at) throws SQLException {
        return new DirectoryDevice(
                Sql.uuid(row, 1), Sql.uuid(row, 2), row.getString(3), row.getInt(4) == 1, row.getString(5));
    }
}
