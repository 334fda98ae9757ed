package io.collectionsync.site;

import io.collectionsync.membership.OneLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

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
        return of(rows, malformed -> {});
    }

    /** The same, with a line to {@code malformed} for each of the others. */
    public static List<CloudSyncMapping> of(List<Map<String, Object>> rows, Consumer<String> malformed) {
        var mappings = new ArrayList<CloudSyncMapping>();
        for (var row : rows) {
            var group = DeviceRow.guid(Columns.text(row, "AADGroupID"));
            String collection = Columns.text(row, "CollectionSiteID");
            if (group.isPresent() && collection != null) {
                mappings.add(new CloudSyncMapping(
                        collection,
                        group.get(),
                        DeviceRow.guid(Columns.text(row, "TenantID")).orElse(null)));
            } else {
                malformed.accept("the site maps collection " + OneLine.of(String.valueOf(collection)) + " to group "
                        + OneLine.of(String.valueOf(Columns.text(row, "AADGroupID")))
                        + ", which takes a collection id and an object id: map it with 'mappings add'");
            }
        }
        return mappings;
    }
}
