package io.collectionsync.run;

import io.collectionsync.membership.Mapping;
import io.collectionsync.site.CloudSyncMapping;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Groups that the site's own Cloud Sync feeds beside a mapping: what the one adds, the other may remove. */
public final class OtherWriters {

    private OtherWriters() {}

    /**
     * @param rows rows of {@code routes/sql/cloud-sync-mappings.sql}
     * @return a line with the fix for each mapping whose group the site feeds too
     */
    public static List<String> warnings(List<Mapping> mappings, List<Map<String, Object>> rows) {
        var fed = CloudSyncMapping.of(rows).stream()
                .collect(Collectors.groupingBy(
                        CloudSyncMapping::group,
                        Collectors.mapping(CloudSyncMapping::collection, Collectors.joining(", "))));
        return mappings.stream()
                .filter(mapping -> fed.containsKey(mapping.group()))
                .map(mapping -> "mapping " + mapping.name() + ": the site's own Cloud Sync feeds group "
                        + mapping.group()
                        + " too, from " + fed.get(mapping.group()) + ": two writers fight; take the group out of that"
                        + " collection's Cloud Sync tab in the console, or take the mapping out")
                .toList();
    }
}
