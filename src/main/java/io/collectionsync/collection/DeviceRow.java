package io.collectionsync.collection;

import io.collectionsync.membership.Resource;
import io.collectionsync.membership.Unresolved;
import io.collectionsync.membership.Unresolved.Reason;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** One row of {@code routes/sql/collection-members.sql}. */
record DeviceRow(long resourceId, String name, String deviceId, String tenantId, boolean retired) {

    /** Site databases hold GUIDs in any case, some in braces. */
    private static final Pattern GUID =
            Pattern.compile("\\{?([0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12})}?");
    private static final UUID ZERO = new UUID(0, 0);

    static DeviceRow of(Map<String, Object> row) {
        return new DeviceRow(Columns.number(row, "ResourceID", 0), Columns.text(row, "Name"),
                Columns.text(row, "AADDeviceID"), Columns.text(row, "AADTenantID"),
                Columns.number(row, "Obsolete0", 0) == 1 || Columns.number(row, "Decommissioned0", 0) == 1);
    }

    /** @return why this row can be no member of a group in {@code tenant}; empty when it may be one */
    Optional<Unresolved> fault(UUID tenant) {
        if (retired) {
            return unresolved(Reason.OBSOLETE);
        }
        if (deviceId == null || guid(deviceId).filter(ZERO::equals).isPresent()) {
            return unresolved(Reason.NO_DEVICE_ID);
        }
        if (guid(deviceId).isEmpty()) {
            return unresolved(Reason.MALFORMED_DEVICE_ID);
        }
        var owner = tenantId == null ? Optional.<UUID>empty() : guid(tenantId);
        if (owner.isEmpty() || owner.get().equals(ZERO)) {
            return unresolved(Reason.NO_TENANT);
        }
        return owner.get().equals(tenant) ? Optional.empty() : unresolved(Reason.OTHER_TENANT);
    }

    /** @return the resource of a row without a fault */
    Resource toResource() {
        return new Resource(resourceId, name, guid(deviceId).orElseThrow());
    }

    private Optional<Unresolved> unresolved(Reason reason) {
        return Optional.of(new Unresolved(resourceId, name, deviceId, reason));
    }

    /** @return the GUID that {@code text} is, in any of its spellings */
    static Optional<UUID> guid(String text) {
        var matcher = GUID.matcher(text == null ? "" : text);
        return matcher.matches() ? Optional.of(UUID.fromString(matcher.group(1))) : Optional.empty();
    }
}
