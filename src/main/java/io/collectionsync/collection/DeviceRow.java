package io.collectionsync.collection;

import io.collectionsync.membership.Resource;
import io.collectionsync.membership.Unresolved;
import io.collectionsync.membership.Unresolved.Reason;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * One row of {@code routes/sql/collection-members.sql}, or of the same from the clients' keys.
 *
 * @param resourceId the site's number
 * @param name       the computer's name, may be null
 * @param deviceId   Entra device id as written there, may be null
 * @param tenantId   Entra tenant id as written there, may be null
 * @param state      what the record is, apart from its ids; null for an ordinary one
 * @param hasClient  whether it has a client: of two records with one device id, that one stands
 */
record DeviceRow(long resourceId, String name, String deviceId, String tenantId, Reason state, boolean hasClient) {

    static final UUID ZERO = new UUID(0, 0);
    /** Site databases hold GUIDs in any case, some in braces. */
    private static final Pattern GUID =
            Pattern.compile("\\{?([0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12})}?");

    static DeviceRow of(Map<String, Object> row) {
        return new DeviceRow(Columns.number(row, "ResourceID", 0), Columns.text(row, "Name"),
                Columns.text(row, "AADDeviceID"), Columns.text(row, "AADTenantID"), state(row),
                Columns.number(row, "Client0", 0) == 1);
    }

    private static Reason state(Map<String, Object> row) {
        var type = ResourceType.of(row);
        if (type != ResourceType.SYSTEM) {
            return type == ResourceType.UNKNOWN_COMPUTER ? Reason.UNKNOWN_COMPUTER : Reason.RESOURCE_TYPE;
        }
        return Columns.number(row, "RecordID", 0) == 0 ? Reason.NO_RECORD
                : Columns.number(row, "Obsolete0", 0) == 1 ? Reason.OBSOLETE
                : Columns.number(row, "Decommissioned0", 0) == 1 ? Reason.DECOMMISSIONED : null;
    }

    /** @return why this row can be no member of a group in {@code tenant}; empty when it may be one */
    Optional<Unresolved> fault(UUID tenant) {
        if (state != null) {
            return unresolved(state);
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

    /** @return the GUID that {@code text} is, in any of its spellings; empty where it is none */
    static Optional<UUID> guid(String text) {
        var matcher = GUID.matcher(text == null ? "" : text.strip());
        return matcher.matches() ? Optional.of(UUID.fromString(matcher.group(1))) : Optional.empty();
    }
}
