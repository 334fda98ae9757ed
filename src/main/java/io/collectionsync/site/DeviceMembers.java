package io.collectionsync.site;

import io.collectionsync.membership.DirectoryDevice;
import io.collectionsync.membership.Resource;
import io.collectionsync.membership.Unresolved;
import io.collectionsync.membership.Unresolved.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Which devices of a collection are members. */
final class DeviceMembers {

    private final Members members;
    private final UUID tenantId;
    private final Set<String> joinTypes;
    private final boolean disabledToo;
    private final DeviceRecords records = new DeviceRecords();
    /** Names of the records without a client, few as they are: another record may take their place. */
    private final Map<Long, String> clientless = new HashMap<>();

    DeviceMembers(Members members, UUID tenantId, Set<String> joinTypes, boolean disabledToo) {
        this.members = members;
        this.tenantId = tenantId;
        this.joinTypes = Set.copyOf(joinTypes);
        this.disabledToo = disabledToo;
    }

    List<Resource> filter(List<Map<String, Object>> chunk) {
        var resources = new ArrayList<Resource>(chunk.size());
        for (var cells : chunk) {
            var row = DeviceRow.of(cells);
            if (members.isExcluding()) {
                members.exclude(row.resourceId());
            }
            var fault = row.fault(tenantId);
            if (fault.isPresent()) {
                members.note(fault.get());
            } else if (members.isExcluding() || stands(row)) {
                resources.add(row.toResource());
            }
        }
        return resources;
    }

    /** Several records with one device id: a machine set up anew, or its record merged. One device is one member. */
    private boolean stands(DeviceRow row) {
        var resource = row.toResource();
        long loser = records.put(resource.deviceId(), row.resourceId(), row.hasClient());
        if (!row.hasClient()) {
            clientless.put(row.resourceId(), row.name());
        }
        if (loser != DeviceRecords.NONE) {
            members.note(new Unresolved(
                    loser,
                    loser == row.resourceId() ? row.name() : clientless.get(loser),
                    resource.deviceId().toString(),
                    Reason.DUPLICATE));
        }
        return loser != row.resourceId();
    }

    void accept(List<Resource> resources, Map<UUID, Set<DirectoryDevice>> found) {
        for (var resource : resources) {
            members.addDeviceId(resource.deviceId());
            var devices = found.getOrDefault(resource.deviceId(), Set.of());
            var objects = devices.stream().map(DirectoryDevice::objectId).toList();
            if (members.isExcluding()) {
                members.exclude(objects);
            } else if (devices.isEmpty()) {
                note(resource, Reason.UNKNOWN_TO_ENTRA);
            } else if (devices.size() > 1) {
                note(resource, Reason.AMBIGUOUS);
                members.ambiguous(objects);
            } else {
                accept(resource, devices.iterator().next());
            }
        }
    }

    private void accept(Resource resource, DirectoryDevice device) {
        if (device.joinType() == null) {
            members.ambiguous(List.of(device.objectId()));
            note(resource, Reason.NO_JOIN_TYPE);
        } else if (!joinTypes.contains(device.joinType())) {
            leaveOut(resource, device, Reason.JOIN_TYPE);
        } else if (!device.enabled() && !disabledToo) {
            leaveOut(resource, device, Reason.DISABLED);
        } else {
            members.add(resource.resourceId(), device.objectId());
        }
    }

    private void leaveOut(Resource resource, DirectoryDevice device, Reason reason) {
        members.unwanted(device.objectId());
        note(resource, reason);
    }

    private void note(Resource resource, Reason reason) {
        members.note(new Unresolved(
                resource.resourceId(), resource.name(), resource.deviceId().toString(), reason));
    }
}
