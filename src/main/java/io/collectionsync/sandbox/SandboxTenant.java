package io.collectionsync.sandbox;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One Entra tenant: its objects, groups and the application registered for Collection Sync. The methods change the
 * tenant as an administrator would, without Graph. Thread-safe.
 */
public final class SandboxTenant {

    private static final long LONG_AGO = Long.MIN_VALUE / 2;

    private final String name;
    private final UUID id;
    private final SandboxApp app;
    private final SandboxClock clock;
    private final SandboxFaults faults;
    private final Map<UUID, DirectoryObject> objects = new ConcurrentHashMap<>();
    private final Map<UUID, DirectoryObject.Device> devices = new ConcurrentHashMap<>();
    private final Map<UUID, List<DirectoryObject.Device>> twins = new ConcurrentHashMap<>();
    private final Map<UUID, SandboxGroup> groups = new ConcurrentHashMap<>();

    SandboxTenant(String name, UUID id, SandboxApp app, SandboxClock clock, SandboxFaults faults) {
        this.name = name;
        this.id = id;
        this.app = app;
        this.clock = clock;
        this.faults = faults;
    }

    public String name() {
        return name;
    }

    /** The directory (tenant) id. */
    public UUID id() {
        return id;
    }

    public SandboxApp app() {
        return app;
    }

    /** The group with this object id; fails if there is none. */
    public SandboxGroup group(UUID groupId) {
        return required(groups.get(groupId), groupId);
    }

    /** The group with this display name; fails if there is none. */
    public SandboxGroup group(String displayName) {
        return required(
                groups.values().stream()
                        .filter(group -> group.displayName().equals(displayName))
                        .findFirst()
                        .orElse(null),
                displayName);
    }

    /** All groups, in no order. */
    public Collection<SandboxGroup> groups() {
        return List.copyOf(groups.values());
    }

    /** Makes an empty group; Graph knows it after the delay set in {@link SandboxFaults#setNewGroupDelay}. */
    public SandboxGroup createGroup(String displayName, GroupKind kind) {
        return createGroup(UUID.randomUUID(), displayName, kind);
    }

    public SandboxGroup createGroup(UUID groupId, String displayName, GroupKind kind) {
        return put(new SandboxGroup(groupId, displayName, kind, clock, faults));
    }

    SandboxGroup createOldGroup(UUID groupId, String displayName, GroupKind kind) {
        return put(new SandboxGroup(groupId, displayName, kind, clock, faults, LONG_AGO));
    }

    /** Makes a device object and returns its object id; a device id may be borne by several objects. */
    public UUID addDevice(String displayName, UUID deviceId, String trustType) {
        UUID objectId = UUID.randomUUID();
        put(new DirectoryObject.Device(objectId, deviceId, displayName, trustType, true, clock.nanos()));
        return objectId;
    }

    void addOldDevice(UUID objectId, SandboxDevice device) {
        put(new DirectoryObject.Device(
                objectId, device.deviceId(), device.name(), device.kind().trustType(), true, LONG_AGO));
    }

    /** Disables a device object, as an administrator does with a lost device. */
    public synchronized void disableDevice(UUID objectId) {
        DirectoryObject.Device device = (DirectoryObject.Device) required(objects.get(objectId), objectId);
        forget(device);
        put(device.disabled());
    }

    /** Gives a device object another join type, as a machine that joins anew does. */
    public synchronized void rejoin(UUID objectId, String trustType) {
        DirectoryObject.Device device = (DirectoryObject.Device) required(objects.get(objectId), objectId);
        forget(device);
        put(device.joined(trustType));
    }

    /** Makes a user, who may be a guest, and returns the object id. */
    public UUID addUser(String displayName, String userPrincipalName, boolean guest) {
        UUID objectId = UUID.randomUUID();
        objects.put(
                objectId,
                new DirectoryObject.User(objectId, displayName, userPrincipalName, null, guest, clock.nanos()));
        return objectId;
    }

    void addOldUser(SandboxUser user) {
        objects.put(
                user.id(),
                new DirectoryObject.User(
                        user.id(),
                        user.displayName(),
                        user.userName() + "@contoso.example",
                        user.sid(),
                        false,
                        LONG_AGO));
    }

    /** Deletes an object, a group too; it vanishes from every group that held it. */
    public boolean delete(UUID objectId) {
        DirectoryObject gone = objects.remove(objectId);
        if (gone == null) {
            return false;
        }
        if (gone instanceof DirectoryObject.Device device) {
            forget(device);
        }
        groups.remove(objectId);
        groups.values().forEach(group -> group.remove(objectId));
        return true;
    }

    /** Whether the tenant has an object with this object id. */
    public boolean has(UUID objectId) {
        return objects.containsKey(objectId);
    }

    DirectoryObject object(UUID objectId) {
        return objectId == null ? null : objects.get(objectId);
    }

    SandboxGroup groupOrNull(UUID groupId) {
        return groupId == null ? null : groups.get(groupId);
    }

    List<DirectoryObject.Device> devicesWith(UUID deviceId) {
        DirectoryObject.Device first = devices.get(deviceId);
        if (first == null) {
            return List.of();
        }
        List<DirectoryObject.Device> all = new ArrayList<>(List.of(first));
        all.addAll(twins.getOrDefault(deviceId, List.of()));
        return all;
    }

    /** All objects of a type, in no order. */
    List<DirectoryObject> all(String type) {
        return objects.values().stream()
                .filter(object -> object.type().equals(type))
                .toList();
    }

    private SandboxGroup put(SandboxGroup group) {
        objects.put(group.id(), group);
        groups.put(group.id(), group);
        return group;
    }

    private synchronized void put(DirectoryObject.Device device) {
        objects.put(device.id(), device);
        if (devices.putIfAbsent(device.deviceId(), device) != null) {
            twins.computeIfAbsent(device.deviceId(), any -> new ArrayList<>()).add(device);
        }
    }

    private synchronized void forget(DirectoryObject.Device device) {
        List<DirectoryObject.Device> left = new ArrayList<>(devicesWith(device.deviceId()));
        left.remove(device);
        devices.remove(device.deviceId());
        twins.remove(device.deviceId());
        left.forEach(this::put);
    }

    private static <T> T required(T value, Object key) {
        if (value == null) {
            throw new NoSuchElementException(key + " is not in the sandbox");
        }
        return value;
    }
}
