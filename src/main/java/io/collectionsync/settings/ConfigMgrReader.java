package io.collectionsync.settings;

import static io.collectionsync.settings.SettingKey.*;

import io.collectionsync.settings.SiteLogin.Authentication;
import io.collectionsync.settings.SiteReading.DeviceSource;
import io.collectionsync.settings.SiteReading.UserKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the {@code configmgr.*} keys beside URL, name and password. */
final class ConfigMgrReader {

    private static final Pattern VIEW = Pattern.compile("\\[?\\w+]?\\.\\[?\\w+]?");
    /** Microsoft's names, and the keys that change them. */
    private static final Map<SettingKey, String> VIEWS = Map.of(
            CONFIGMGR_VIEW_COLLECTION, "v_Collection",
            CONFIGMGR_VIEW_MEMBERSHIP, "v_FullCollectionMembership",
            CONFIGMGR_VIEW_SYSTEM, "v_R_System",
            CONFIGMGR_VIEW_USER, "v_R_User",
            CONFIGMGR_VIEW_CLIENT_KEY_DATA, "ClientKeyData");

    private static final List<SettingKey> SQL_SERVER_ONLY = List.of(
            CONFIGMGR_AUTHENTICATION,
            CONFIGMGR_DOMAIN,
            CONFIGMGR_PRINCIPAL,
            CONFIGMGR_KEYTAB,
            CONFIGMGR_TRUST_FILE,
            CONFIGMGR_TRUST_STORE,
            CONFIGMGR_MULTI_SUBNET_FAILOVER,
            CONFIGMGR_APPLICATION_INTENT);

    private final Path home;
    private final Values values;

    ConfigMgrReader(Path home, Values values) {
        this.home = home;
        this.values = values;
    }

    /** @return null after a fault */
    ConfigMgr read(String url) {
        var login = login();
        var bounds = bounds();
        var reading = reading();
        if (url != null && !url.toLowerCase(Locale.ROOT).startsWith("jdbc:sqlserver:")) {
            SQL_SERVER_ONLY.stream()
                    .filter(key -> values.has(key.key()))
                    .forEach(key -> fault(key, "must not stand beside a configmgr.url that is not SQL Server's"));
        }
        return login == null || bounds == null || reading == null
                ? null
                : new ConfigMgr(url, text(CONFIGMGR_USERNAME), text(CONFIGMGR_PASSWORD), login, bounds, reading);
    }

    private SiteLogin login() {
        var way = get(CONFIGMGR_AUTHENTICATION, ConfigMgrReader::authentication);
        var keytab = get(CONFIGMGR_KEYTAB, Rules.file(home));
        var trustFile = get(CONFIGMGR_TRUST_FILE, Rules.file(home));
        var trustStore = get(CONFIGMGR_TRUST_STORE, Rules.file(home));
        var failover = get(CONFIGMGR_MULTI_SUBNET_FAILOVER, Rules::flag);
        var readOnly = get(CONFIGMGR_APPLICATION_INTENT, ConfigMgrReader::isReadOnly);
        checkAccount(way);
        onlyWith(Authentication.KERBEROS, way, CONFIGMGR_KEYTAB, CONFIGMGR_PRINCIPAL);
        onlyWith(Authentication.NTLM, way, CONFIGMGR_DOMAIN);
        together(CONFIGMGR_KEYTAB, CONFIGMGR_PRINCIPAL);
        together(CONFIGMGR_PRINCIPAL, CONFIGMGR_KEYTAB);
        together(CONFIGMGR_TRUST_STORE_PASSWORD, CONFIGMGR_TRUST_STORE);
        if (values.has(CONFIGMGR_TRUST_FILE.key()) && values.has(CONFIGMGR_TRUST_STORE.key())) {
            fault(CONFIGMGR_TRUST_STORE, "must not stand beside configmgr.trust-file: give one of them");
        }
        return failover == null || readOnly == null
                ? null
                : new SiteLogin(
                        way,
                        text(CONFIGMGR_DOMAIN),
                        text(CONFIGMGR_PRINCIPAL),
                        keytab,
                        new SiteTrust(trustFile, trustStore, text(CONFIGMGR_TRUST_STORE_PASSWORD)),
                        failover,
                        readOnly);
    }

    /** What each way of logging in needs besides (fact sheet on SQL Server, 1: logging in). */
    private void checkAccount(Authentication way) {
        boolean hasName = values.has(CONFIGMGR_USERNAME.key());
        boolean needsName = way == Authentication.SQL || way == Authentication.NTLM;
        boolean takesNone =
                way == Authentication.WINDOWS || way == Authentication.KERBEROS && values.has(CONFIGMGR_KEYTAB.key());
        if (needsName && !hasName) {
            fault(CONFIGMGR_AUTHENTICATION, "needs configmgr.username and configmgr.password");
        }
        if (takesNone && hasName) {
            fault(
                    CONFIGMGR_USERNAME,
                    way == Authentication.WINDOWS
                            ? "must be left out: with windows the account of the process logs in"
                            : "must be left out: the key table holds the account of configmgr.principal");
        }
    }

    private SiteBounds bounds() {
        var login = get(CONFIGMGR_LOGIN_TIMEOUT, Rules::duration);
        var query = get(CONFIGMGR_QUERY_TIMEOUT, Rules::duration);
        var socket = get(CONFIGMGR_SOCKET_TIMEOUT, Rules::duration);
        if (login == null || query == null || socket == null) {
            return null;
        }
        if (socket.compareTo(query) <= 0) {
            fault(
                    CONFIGMGR_SOCKET_TIMEOUT,
                    "must be longer than configmgr.query-timeout: it cuts a server that does" + " not obey the first");
        }
        return new SiteBounds(login, query, socket);
    }

    private SiteReading reading() {
        var source = get(
                CONFIGMGR_DEVICE_SOURCE, text -> Rules.oneOf(text, List.of(DeviceSource.values()), DeviceSource::word));
        var keys = get(CONFIGMGR_USER_KEYS, ConfigMgrReader::userKeys);
        var views = new LinkedHashMap<String, String>();
        VIEWS.forEach((key, standard) -> {
            var name = get(key, ConfigMgrReader::view);
            if (name != null && !name.equals(key.defaultText())) {
                views.put(standard, name);
            }
        });
        return source == null || keys == null ? null : new SiteReading(source, keys, views);
    }

    private void onlyWith(Authentication needed, Authentication way, SettingKey... keys) {
        if (way != needed) {
            Stream.of(keys)
                    .filter(key -> values.has(key.key()))
                    .forEach(key -> fault(key, "must not stand without configmgr.authentication = " + needed.word()));
        }
    }

    private void together(SettingKey given, SettingKey needed) {
        if (values.has(given.key()) && !values.has(needed.key())) {
            fault(given, "must not stand without " + needed.key());
        }
    }

    private static Authentication authentication(String text) throws BrokenRule {
        return Rules.oneOf(text, List.of(Authentication.values()), Authentication::word);
    }

    private static boolean isReadOnly(String text) throws BrokenRule {
        return Rules.oneOf(text, List.of("read-write", "read-only"), word -> word)
                .equals("read-only");
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

    private <T> T get(SettingKey key, Rule<T> rule) {
        return values.get(key, NAME, rule);
    }

    private String text(SettingKey key) {
        return values.text(key.key());
    }

    private void fault(SettingKey key, String rule) {
        values.fault(key, NAME, rule);
    }
}
