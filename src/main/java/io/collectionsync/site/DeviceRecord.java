package io.collectionsync.site;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * One record of the site database about a device, with the collections that hold it.
 *
 * @param resourceId  the site's number of it
 * @param name        the computer's name, may be null
 * @param deviceId    the Entra device id as the site has it, may be null
 * @param tenantId    the tenant's directory id as the site has it, may be null
 * @param collections ids and names of its collections: a mapping may say either
 * @param cells       the row itself
 */
public record DeviceRecord(
        long resourceId,
        String name,
        String deviceId,
        String tenantId,
        Set<String> collections,
        Map<String, Object> cells) {

    /**
     * @param rows rows of {@code routes/sql/explain.sql}: one for each record and collection
     * @return one for each record, in the order of the rows
     */
    public static List<DeviceRecord> of(List<Map<String, Object>> rows) {
        var records = new LinkedHashMap<Long, DeviceRecord>();
        for (var cells : rows) {
            var row = DeviceRow.of(cells);
            var record = records.computeIfAbsent(
                    row.resourceId(),
                    id -> new DeviceRecord(
                            id,
                            row.name(),
                            row.deviceId(),
                            row.tenantId(),
                            new TreeSet<>(String.CASE_INSENSITIVE_ORDER),
                            cells));
            Stream.of("CollectionID", "CollectionName")
                    .map(column -> Columns.text(cells, column))
                    .filter(Objects::nonNull)
                    .forEach(record.collections::add);
        }
        return new ArrayList<>(records.values());
    }

    /** @return its Entra device id, if it may be a member of groups in {@code tenant} */
    public Optional<UUID> deviceIdFor(UUID tenant) {
        var row = DeviceRow.of(cells);
        return row.fault(tenant).isPresent()
                ? Optional.empty()
                : Optional.of(row.toResource().deviceId());
    }
}
