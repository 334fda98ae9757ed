package io.collectionsync.site;

import io.collectionsync.membership.DirectoryDevice;
import io.collectionsync.membership.Unresolved;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Rows of the site database, and a gathering that reads them. */
abstract class SiteRowsFixture {

    static final UUID TENANT = UUID.fromString("11111111-1111-1111-1111-111111111111");
    static final UUID DEVICE = UUID.fromString("aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee");
    static final UUID OBJECT = UUID.fromString("22222222-2222-2222-2222-222222222222");

    final CollectionReader gathering = new CollectionReader(TENANT, Set.of("AzureAd", "ServerAd"));

    void begin(int memberCount) {
        gathering.begin("PS100001");
        gathering.startRead(facts(2, memberCount, 1));
    }

    /** Ends the read of a chunk of which Entra knows this device only. */
    List<Unresolved> unresolved() {
        gathering.accept(Map.of(DEVICE, Set.of(device(DEVICE, OBJECT, "AzureAd"))));
        gathering.endRead();
        return gathering.desired().unresolved();
    }

    void read(int resource) {
        gathering.filter(List.of(row(resource, null, null)));
        gathering.accept(Map.of());
    }

    static DirectoryDevice device(UUID deviceId, UUID object, String joinType) {
        return new DirectoryDevice(deviceId, object, joinType, true, "PC");
    }

    static List<Map<String, Object>> facts(int type, Integer memberCount, Integer status) {
        return facts("PS100001", type, memberCount, status);
    }

    static List<Map<String, Object>> facts(String id, int type, Integer memberCount, Integer status) {
        var row = new HashMap<String, Object>();
        row.put("CollectionID", id);
        row.put("Name", "Ring");
        row.put("CollectionType", type);
        row.put("MemberCount", memberCount);
        row.put("CurrentStatus", status);
        return List.of(row);
    }

    static Map<String, Object> row(int resource, String deviceId, String tenant) {
        var row = new HashMap<String, Object>();
        row.put("ResourceID", resource);
        row.put("Name", "PC" + resource);
        row.put("AADDeviceID", deviceId);
        row.put("AADTenantID", tenant);
        row.put("ResourceType", 5);
        row.put("RecordID", resource);
        row.put("Client0", 1);
        row.put("Obsolete0", 0);
        row.put("Decommissioned0", 0);
        return row;
    }
}
