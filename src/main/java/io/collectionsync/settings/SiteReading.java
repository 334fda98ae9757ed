package io.collectionsync.settings;

import java.util.List;
import java.util.Map;

/**
 * What is read in the site database, and under which names.
 *
 * @param deviceSource where the Entra device id comes from
 * @param userKeys     by what a user is found in Entra: the first of them that the site knows of a user decides
 * @param views        other names, by Microsoft's own, such as {@code v_R_System}, each with its schema
 */
public record SiteReading(DeviceSource deviceSource, List<UserKey> userKeys, Map<String, String> views) {

    public static final SiteReading DEFAULT = new SiteReading(DeviceSource.VIEWS, List.of(UserKey.values()), Map.of());

    public SiteReading {
        userKeys = List.copyOf(userKeys);
        views = Map.copyOf(views);
    }

    /** Sources of a device's Entra device id: they can differ (fact sheet, 3.2). */
    public enum DeviceSource {
        /** Discovery data: v_R_System. */
        VIEWS("views"),
        /** What the client registered with: the table ClientKeyData. */
        CLIENT_KEY_DATA("client-key-data");

        private final String word;

        DeviceSource(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /** What v_R_User holds that Entra knows a user by (fact sheet, 3.3). */
    public enum UserKey {
        AAD_USER_ID("aad-user-id", "AADUserID"),
        USER_PRINCIPAL_NAME("user-principal-name", "User_Principal_Name0"),
        SID("sid", "SID0");

        private final String word;
        private final String column;

        UserKey(String word, String column) {
            this.word = word;
            this.column = column;
        }

        public String word() {
            return word;
        }

        public String column() {
            return column;
        }
    }
}
