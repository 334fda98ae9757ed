package io.collectionsync.collection;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A mapping of the site's own Cloud Sync.
 *
 * @param collection collection id
 * @param group      object id of the group
 * @param tenantId   directory id of its tenant; null where the site does not tell
 */
public record CloudSyncMapping(String collection, UUID group, UUID tenantId) {

    /**
     * @param rows rows of {@code routes/sql/cloud-sync-mappings.sql}
     * @return those with a collection and a group
     */
    public static List<CloudSyncMapping> of(List<Map<String, Object>> rows) {
        var mappings = new ArrayList<CloudSyncMapping>();
        for (var row : rows) {
            var group = DeviceRow.guid(Columns.text(row, "AADGroupID"));
            String collection = Columns.text(row, "CollectionSiteID");
            if (group.isPresent() && collection != null) {
                mappings.add(new CloudSyncMapping(collection, group.get(),
                        DeviceRow.guid(Columns.text(row, "TenantID")).orElse(null)));
            }
        }
        return mappings;
    }
}
