package io.collectionsync.site;

import io.collectionsync.settings.SiteReading;
import io.collectionsync.settings.SiteReading.DeviceSource;
import java.util.ArrayList;
import java.util.List;

/**
 * A view that the configured features read, with its columns. Names: fact sheet on Configuration Manager, 3.1 to 3.3.
 *
 * @param view    Microsoft's name
 * @param columns that the SQL files name
 */
record SiteNeed(String view, List<String> columns) {

    static final SiteNeed COLLECTION = new SiteNeed(
            "v_Collection", List.of("CollectionID", "Name", "CollectionType", "MemberCount", "CurrentStatus"));
    static final SiteNeed MEMBERSHIP =
            new SiteNeed("v_FullCollectionMembership", List.of("CollectionID", "ResourceID", "ResourceType", "Name"));
    static final SiteNeed SYSTEM = new SiteNeed(
            "v_R_System",
            List.of("ResourceID", "AADDeviceID", "AADTenantID", "Client0", "Obsolete0", "Decommissioned0"));
    static final SiteNeed SYSTEM_WITH_KEY = new SiteNeed(
            "v_R_System",
            List.of(
                    "ResourceID",
                    "AADDeviceID",
                    "AADTenantID",
                    "Client0",
                    "Obsolete0",
                    "Decommissioned0",
                    "SMS_Unique_Identifier0"));
    static final SiteNeed CLIENT_KEY_DATA = new SiteNeed("ClientKeyData", List.of("SMSID", "AADDeviceID"));
    static final SiteNeed USER = new SiteNeed(
            "v_R_User", List.of("ResourceID", "Unique_User_Name0", "AADUserID", "User_Principal_Name0", "SID0"));

    /** @param users whether a mapping holds user collections */
    static List<SiteNeed> of(SiteReading reading, boolean users) {
        boolean keys = reading.deviceSource() == DeviceSource.CLIENT_KEY_DATA;
        var needs = new ArrayList<>(List.of(COLLECTION, MEMBERSHIP, keys ? SYSTEM_WITH_KEY : SYSTEM));
        if (keys) {
            needs.add(CLIENT_KEY_DATA);
        }
        if (users) {
            needs.add(USER);
        }
        return needs;
    }
}
