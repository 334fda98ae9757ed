package io.collectionsync.site;

import io.collectionsync.membership.Resource;
import io.collectionsync.membership.Unresolved;
import io.collectionsync.membership.Unresolved.Reason;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * One row of {@code routes/sql/collection-members.sql}, or of the same from the clients' keys.
 *
 * @param resourceId the site's number
 * @param name       the computer's name, may be null
 * @param deviceId   Entra device id as written there, may be null
 * @param device     the same as an id; null where it is none
 * @param tenantId   Entra tenant id as written there, may be null
 * @param state      what the record is, apart from its ids; null for an ordinary one
 * @param hasClient  whether it has a client: of two records with one device id, that one stands
 */
record DeviceRow(
        long resourceId, String name, String deviceId, UUID device, String tenantId, Reason state, boolean hasClient) {

    static final UUID ZERO = new UUID(0, 0);
    private static final int GUID_LENGTH = 36;

    DeviceRow(long resourceId, String name, String deviceId, String tenantId, Reason state, boolean hasClient) {
        this(resourceId, name, deviceId, guid(deviceId).orElse(null), tenantId, state, hasClient);
    }

    static DeviceRow of(Map<String, Object> row) {
        return new DeviceRow(
                Columns.number(row, "ResourceID", 0),
                Columns.text(row, "Name"),
                Columns.text(row, "AADDeviceID"),
                Columns.text(row, "AADTenantID"),
                state(row),
                Columns.number(row, "Client0", 0) == 1);
    }

    private static Reason state(Map<String, Object> row) {
        var type = ResourceType.of(row);
        if (type != ResourceType.SYSTEM) {
            return type == ResourceType.UNKNOWN_COMPUTER ? Reason.UNKNOWN_COMPUTER : Reason.RESOURCE_TYPE;
        }
        return Columns.number(row, "RecordID", 0) == 0
                ? Reason.NO_RECORD
                : Columns.number(row, "Obsolete0", 0) == 1
                        ? Reason.OBSOLETE
                        : Columns.number(row, "Decommissioned0", 0) == 1 ? Reason.DECOMMISSIONED : null;
    }

    /** @return why this row can be no member of a group in {@code tenant}; empty when it may be one */
    Optional<Unresolved> fault(UUID tenant) {
        if (state != null) {
            return unresolved(state);
        }
        if (deviceId == null || ZERO.equals(device)) {
            return unresolved(Reason.NO_DEVICE_ID);
        }
        if (device == null) {
            return unresolved(Reason.MALFORMED_DEVICE_ID);
        }
        var owner = guid(tenantId).orElse(ZERO);
        if (owner.equals(ZERO)) {
            return unresolved(Reason.NO_TENANT);
        }
        return owner.equals(tenant) ? Optional.empty() : unresolved(Reason.OTHER_TENANT);
    }

    /** @return the resource of a row without a fault */
    Resource toResource() {
        return new Resource(resourceId, name, device);
    }

    private Optional<Unresolved> unresolved(Reason reason) {
        return Optional.of(new Unresolved(resourceId, name, deviceId, reason));
    }

    /**
     * Site databases hold GUIDs in any case, some in braces. Looked at by hand: a pattern takes a fifth of the time of
     * reading a site (measured).
     *
     * @return the GUID that {@code text} is, in any of its spellings; empty where it is none
     */
    static Optional<UUID> guid(String text) {
        String bare = text == null ? "" : text.strip();
        int from = bare.startsWith("{") ? 1 : 0;
        int to = bare.length() - (bare.endsWith("}") ? 1 : 0);
        if (to - from != GUID_LENGTH) {
            return Optional.empty();
        }
        for (int at = 0; at < GUID_LENGTH; at++) {
            char letter = bare.charAt(from + at);
            boolean dash = at == 8 || at == 13 || at == 18 || at == 23;
            if (dash ? letter != '-' : !HexFormat.isHexDigit(letter)) {
                return Optional.empty();
            }
        }
        return Optional.of(UUID.fromString(bare.substring(from, to)));
    }
}
