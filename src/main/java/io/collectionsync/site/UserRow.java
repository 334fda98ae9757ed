package io.collectionsync.site;

import io.collectionsync.membership.Unresolved;
import io.collectionsync.membership.Unresolved.Reason;
import io.collectionsync.membership.UserIdentity;
import io.collectionsync.membership.UserIdentity.Property;
import io.collectionsync.membership.UserResource;
import io.collectionsync.settings.SiteReading.UserKey;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * One row of {@code routes/sql/collection-users.sql}.
 *
 * @param resourceId the site's number
 * @param name       DOMAIN\name, may be null
 * @param state      what the record is, apart from its ids; null for an ordinary one
 * @param keys       what the site knows of what Entra knows a user by
 */
record UserRow(long resourceId, String name, Reason state, Map<UserKey, String> keys) {

    private static final Map<UserKey, Property> PROPERTIES = Map.of(
            UserKey.AAD_USER_ID,
            Property.OBJECT_ID,
            UserKey.USER_PRINCIPAL_NAME,
            Property.USER_PRINCIPAL_NAME,
            UserKey.SID,
            Property.SID);

    static UserRow of(Map<String, Object> row) {
        var keys = new EnumMap<UserKey, String>(UserKey.class);
        for (var key : UserKey.values()) {
            var text = Columns.text(row, key.column());
            boolean missing = text == null
                    || key == UserKey.AAD_USER_ID
                            && DeviceRow.guid(text)
                                    .filter(DeviceRow.ZERO::equals)
                                    .isPresent();
            if (!missing) {
                keys.put(key, text);
            }
        }
        var name = Columns.text(row, "Unique_User_Name0");
        return new UserRow(
                Columns.number(row, "ResourceID", 0),
                name == null ? Columns.text(row, "Name") : name,
                state(row),
                keys);
    }

    private static Reason state(Map<String, Object> row) {
        return switch (ResourceType.of(row)) {
            case USER -> Columns.number(row, "RecordID", 0) == 0 ? Reason.NO_RECORD : null;
            case USER_GROUP -> Reason.USER_GROUP;
            default -> Reason.RESOURCE_TYPE;
        };
    }

    /** @return null when the row may be a member by the first of {@code order} that the site knows */
    Unresolved fault(List<UserKey> order) {
        if (state != null) {
            return new Unresolved(resourceId, name, null, state);
        }
        var key = first(order);
        if (key == null) {
            return new Unresolved(resourceId, name, null, Reason.NO_USER_ID);
        }
        boolean malformed =
                key == UserKey.AAD_USER_ID && DeviceRow.guid(keys.get(key)).isEmpty();
        return malformed ? new Unresolved(resourceId, name, keys.get(key), Reason.MALFORMED_USER_ID) : null;
    }

    /**
     * The first key decides, found or not: a weaker key would now and then name another person.
     *
     * @return the resource of a row without a fault
     */
    UserResource toResource(List<UserKey> order) {
        var key = first(order);
        var value = key == UserKey.AAD_USER_ID
                ? DeviceRow.guid(keys.get(key)).orElseThrow().toString()
                : keys.get(key);
        return new UserResource(resourceId, name, new UserIdentity(PROPERTIES.get(key), value));
    }

    private UserKey first(List<UserKey> order) {
        return order.stream().filter(keys::containsKey).findFirst().orElse(null);
    }
}
