package io.collectionsync.settings;

import static io.collectionsync.settings.SettingKey.*;

import java.util.List;
import java.util.Locale;

/**
 * The site database.
 *
 * @param url      JDBC URL
 * @param username null with integrated authentication
 * @param password null with integrated authentication
 * @param login    how to log in
 * @param bounds   how long it may take
 * @param reading  what is read
 */
public record ConfigMgr(
        String url, String username, String password, SiteLogin login, SiteBounds bounds, SiteReading reading) {

    private static final List<SettingKey> SQL_SERVER_ONLY = List.of(
            CONFIGMGR_AUTHENTICATION,
            CONFIGMGR_DOMAIN,
            CONFIGMGR_PRINCIPAL,
            CONFIGMGR_KEYTAB,
            CONFIGMGR_TRUST_FILE,
            CONFIGMGR_TRUST_STORE,
            CONFIGMGR_MULTI_SUBNET_FAILOVER,
            CONFIGMGR_APPLICATION_INTENT);

    /** @return null after a fault */
    static ConfigMgr read(Values values) {
        values.require(CONFIGMGR_URL, NAME, "must be given: the JDBC URL of the site database");
        var url = values.get(CONFIGMGR_URL, Rules::jdbc);
        values.checkLogin(CONFIGMGR_URL, CONFIGMGR_USERNAME, CONFIGMGR_PASSWORD);
        var login = SiteLogin.read(values);
        var bounds = SiteBounds.read(values);
        var reading = SiteReading.read(values);
        if (url != null && !url.toLowerCase(Locale.ROOT).startsWith("jdbc:sqlserver:")) {
            SQL_SERVER_ONLY.stream()
                    .filter(key -> values.has(key.key()))
                    .forEach(key ->
                            values.fault(key, NAME, "must not stand beside a configmgr.url that is not SQL Server's"));
        }
        return login == null || bounds == null || reading == null
                ? null
                : new ConfigMgr(
                        url,
                        values.text(CONFIGMGR_USERNAME.key()),
                        values.text(CONFIGMGR_PASSWORD.key()),
                        login,
                        bounds,
                        reading);
    }

    /** All else by default. */
    public ConfigMgr(String url, String username, String password) {
        this(url, username, password, SiteLogin.DEFAULT, SiteBounds.DEFAULT, SiteReading.DEFAULT);
    }

    @Override
    public String toString() {
        return "ConfigMgr[url=%s, username=%s, password=***, login=%s, bounds=%s, reading=%s]"
                .formatted(Fault.redact(url), username, login, bounds, reading);
    }
}
