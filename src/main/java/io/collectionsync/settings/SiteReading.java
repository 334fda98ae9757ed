package io.collectionsync.settings;

import static io.collectionsync.settings.SettingKey.*;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What is read in the site database, and under which names.
 *
 * @param deviceSource where the Entra device id comes from
 * @param userKeys     by what a user is found in Entra: the first of them that the site knows of a user decides
 * @param views        other names, by Microsoft's own, such as {@code v_R_System}, each with its schema
 */
public record SiteReading(DeviceSource deviceSource, List<UserKey> userKeys, Map<String, String> views) {

    private static final Pattern VIEW = Pattern.compile("\\[?\\w+]?\\.\\[?\\w+]?");
    /** Microsoft's names, and the keys that change them. */
    private static final Map<SettingKey, String> VIEWS = Map.of(
            CONFIGMGR_VIEW_COLLECTION, "v_Collection",
            CONFIGMGR_VIEW_MEMBERSHIP, "v_FullCollectionMembership",
            CONFIGMGR_VIEW_SYSTEM, "v_R_System",
            CONFIGMGR_VIEW_USER, "v_R_User",
            CONFIGMGR_VIEW_CLIENT_KEY_DATA, "ClientKeyData");

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

        String word() {
            return word;
        }

        public String column() {
            return column;
        }
    }

    /** @return null after a fault */
    static SiteReading read(Values values) {
        var source = values.get(
                CONFIGMGR_DEVICE_SOURCE, text -> Rules.oneOf(text, List.of(DeviceSource.values()), DeviceSource::word));
        var keys = values.get(CONFIGMGR_USER_KEYS, SiteReading::userKeys);
        var views = new LinkedHashMap<String, String>();
        VIEWS.forEach((key, standard) -> {
            var name = values.get(key, SiteReading::view);
            if (name != null && !name.equals(key.defaultText())) {
                views.put(standard, name);
            }
        });
        return source == null || keys == null ? null : new SiteReading(source, keys, views);
    }

    private static List<UserKey> userKeys(String text) throws BrokenRule {
        var keys = new ArrayList<UserKey>();
        for (var word : Rules.words(text)) {
            var key = Rules.oneOf(word, List.of(UserKey.values()), UserKey::word);
            if (keys.contains(key)) {
                throw new BrokenRule("must name each key once");
            }
            keys.add(key);
        }
        return keys;
    }

    private static String view(String text) throws BrokenRule {
        if (!VIEW.matcher(text).matches()) {
            throw new BrokenRule("must be a schema and a name, such as reporting.v_R_System");
        }
        return text;
    }
}
