package io.collectionsync.site;

import io.collectionsync.settings.ConfigMgr;
import io.collectionsync.settings.SiteLogin;
import io.collectionsync.settings.SiteLogin.Authentication;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * The words of the settings as properties of the JDBC driver. What the URL says itself wins: it is left out here.
 * Names and effects: fact sheet on SQL Server, 1 (mssql-jdbc 13.6).
 */
final class DriverProperties {

    /** The name under which the driver finds the login of a key table. */
    static final String JAAS_ENTRY = "collection-sync-site-database";

    private static final int LOCK_MILLIS = 10_000;

    /** What the driver takes for no encryption, or for one without proof (source of mssql-jdbc 13). */
    private static final Pattern UNPROVED = Pattern.compile(
            "(?i);\\s*(trustServerCertificate\\s*=\\s*\\{?(?:true|yes)|encrypt\\s*=\\s*\\{?(?:false|no|optional))}?"
                    + "\\s*(?:;|$)");

    private final ConfigMgr settings;
    private final Properties properties = new Properties();

    private DriverProperties(ConfigMgr settings) {
        this.settings = settings;
    }

    static Properties of(ConfigMgr settings) {
        return new DriverProperties(settings).build();
    }

    static boolean isSqlServer(String url) {
        return url.toLowerCase(Locale.ROOT).startsWith("jdbc:sqlserver:");
    }

    /** @return the words of the URL by which nobody proves that the server is the right one, if there are any */
    static Optional<String> unproved(String url) {
        return UNPROVED.matcher(url)
                .results()
                .map(found -> found.group(1).replaceAll("[\\s{]", ""))
                .findFirst();
    }

    private Properties build() {
        put("user", settings.username());
        put("password", settings.password());
        if (isSqlServer(settings.url())) {
            put("applicationName", "Collection Sync");
            bounds();
            authentication(settings.login());
            trust(settings.login());
            server(settings.login());
        } else if (settings.url().startsWith("jdbc:h2:tcp:")) {
            put("NETWORK_TIMEOUT", String.valueOf(settings.bounds().socket().toMillis()));
        }
        return properties;
    }

    /** queryTimeout asks the server to stop; the larger socketTimeout cuts one that hangs (tried). */
    private void bounds() {
        put("loginTimeout", String.valueOf(Math.max(1, settings.bounds().login().toSeconds())));
        put("lockTimeout", String.valueOf(LOCK_MILLIS));
        put("queryTimeout", String.valueOf(Math.max(1, settings.bounds().query().toSeconds())));
        put("socketTimeout", String.valueOf(settings.bounds().socket().toMillis()));
    }

    private void authentication(SiteLogin login) {
        if (login.authentication() == null || login.authentication() == Authentication.SQL) {
            return;
        }
        put("integratedSecurity", "true");
        switch (login.authentication()) {
            case KERBEROS -> kerberos(login);
            case NTLM -> {
                put("authenticationScheme", "NTLM");
                put("domain", login.domain());
            }
            default -> put("authenticationScheme", "NativeAuthentication");
        }
    }

    /** Without an entry of its own a key table is not looked at; the driver's default serves the rest (tried). */
    private void kerberos(SiteLogin login) {
        put("authenticationScheme", "JavaKerberos");
        if (login.keytab() == null) {
            put("useDefaultJaasConfig", "true");
        } else {
            put("jaasConfigurationName", JAAS_ENTRY);
            KeytabLogin.install(JAAS_ENTRY, login.principal(), login.keytab());
        }
    }

    /** Encrypted and verified, always: only the URL can say otherwise. */
    private void trust(SiteLogin login) {
        put("encrypt", "true");
        put("trustServerCertificate", "false");
        if (login.trust().file() != null) {
            var store = TrustStoreFile.of(login.trust().file());
            store(store.file(), store.password(), "PKCS12");
        } else if (login.trust().store() != null) {
            boolean jks =
                    login.trust().store().toString().toLowerCase(Locale.ROOT).endsWith(".jks");
            store(login.trust().store(), login.trust().storePassword(), jks ? "JKS" : "PKCS12");
        }
    }

    private void store(Path file, String password, String type) {
        put("trustStore", file.toString());
        put("trustStorePassword", password);
        put("trustStoreType", type);
    }

    private void server(SiteLogin login) {
        put("multiSubnetFailover", String.valueOf(login.multiSubnetFailover()));
        put("applicationIntent", login.readOnlyIntent() ? "ReadOnly" : "ReadWrite");
    }

    private void put(String name, String value) {
        if (value != null && !isInUrl(settings.url(), name)) {
            properties.setProperty(name, value);
        }
    }

    /** @return whether the URL sets the property itself */
    static boolean isInUrl(String url, String name) {
        return Pattern.compile(";\\s*" + name + "\\s*=", Pattern.CASE_INSENSITIVE)
                .matcher(url)
                .find();
    }
}
