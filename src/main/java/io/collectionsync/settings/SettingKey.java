package io.collectionsync.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every key of {@code config/application.properties} with its default and its meaning, in the order of the manual.
 * {@code NAME} in a key stands for the name that an administrator gives a tenant. Keys that start with {@code camel.}
 * are Camel's own and not listed. A secret key has a twin ending in {@code -file} that names a file with the secret.
 */
enum SettingKey {
    CONFIGMGR_URL("configmgr.url", null, "JDBC URL of the site database; SQL Server's and H2's drivers are on board."),
    CONFIGMGR_USERNAME(
            "configmgr.username", null, "Login to the site database; left out with integrated authentication."),
    CONFIGMGR_PASSWORD(
            "configmgr.password", null, "Password of that login; left out with integrated authentication.", true),
    CONFIGMGR_AUTHENTICATION(
            "configmgr.authentication",
            null,
            "Way to log in: kerberos, ntlm, windows or sql; left out: by user name, or as the URL says."),
    CONFIGMGR_DOMAIN("configmgr.domain", null, "Windows domain of the user name, with ntlm; may be left out."),
    CONFIGMGR_PRINCIPAL(
            "configmgr.principal",
            null,
            "Kerberos principal whose key stands in configmgr.keytab, such as svc-sync@CONTOSO.COM."),
    CONFIGMGR_KEYTAB(
            "configmgr.keytab", null, "Kerberos key table; left out: the ticket cache, or user name and password."),
    CONFIGMGR_TRUST_FILE(
            "configmgr.trust-file",
            null,
            "PEM file of the authorities (or the one certificate) to trust at the site database; left out: the JVM's"
                    + " own."),
    CONFIGMGR_TRUST_STORE("configmgr.trust-store", null, "PKCS#12 or JKS trust store in place of the PEM file."),
    CONFIGMGR_TRUST_STORE_PASSWORD("configmgr.trust-store-password", null, "Password of the trust store.", true),
    CONFIGMGR_MULTI_SUBNET_FAILOVER(
            "configmgr.multi-subnet-failover",
            "false",
            "true: the server is an Always On listener; all its addresses are tried at once."),
    CONFIGMGR_APPLICATION_INTENT(
            "configmgr.application-intent",
            "read-write",
            "read-only: a readable secondary may answer, which may lag behind; read-write: never."),
    CONFIGMGR_LOGIN_TIMEOUT("configmgr.login-timeout", "10s", "Time until a connection stands."),
    CONFIGMGR_QUERY_TIMEOUT("configmgr.query-timeout", "120s", "Time until the server is asked to stop a statement."),
    CONFIGMGR_SOCKET_TIMEOUT(
            "configmgr.socket-timeout",
            "180s",
            "Silence until the connection is cut; must be longer than the query's time."),
    CONFIGMGR_DEVICE_SOURCE(
            "configmgr.device-source",
            "views",
            "Where the Entra device id comes from: views (v_R_System) or client-key-data (the table ClientKeyData)."),
    CONFIGMGR_USER_KEYS(
            "configmgr.user-keys",
            "aad-user-id,user-principal-name,sid",
            "What a user is found by in Entra: the first of them that the site knows decides."),
    CONFIGMGR_VIEW_COLLECTION(
            "configmgr.view.collection",
            "dbo.v_Collection",
            "Another name, where the site wraps its views; columns keep their names."),
    CONFIGMGR_VIEW_MEMBERSHIP(
            "configmgr.view.membership", "dbo.v_FullCollectionMembership", "The same for the members."),
    CONFIGMGR_VIEW_SYSTEM("configmgr.view.system", "dbo.v_R_System", "The same for the devices."),
    CONFIGMGR_VIEW_USER("configmgr.view.user", "dbo.v_R_User", "The same for the users."),
    CONFIGMGR_VIEW_CLIENT_KEY_DATA(
            "configmgr.view.client-key-data", "dbo.ClientKeyData", "The same for the clients' keys."),

    TENANT_ID(
            "tenant.NAME.id",
            null,
            "Directory (tenant) id; NAME is yours to choose, any number of tenants may be set."),
    TENANT_CLIENT_ID("tenant.NAME.client-id", null, "Application (client) id; not needed with a managed identity."),
    TENANT_CLIENT_SECRET(
            "tenant.NAME.client-secret",
            null,
            "Client secret of the application; a tenant has exactly one credential.",
            true),
    TENANT_CERTIFICATE_FILE(
            "tenant.NAME.certificate-file", null, "Certificate with private key instead of a secret, PEM or PKCS#12."),
    TENANT_CERTIFICATE_PASSWORD(
            "tenant.NAME.certificate-password", null, "Password of the certificate's file, where it has one.", true),
    TENANT_MANAGED_IDENTITY(
            "tenant.NAME.managed-identity",
            null,
            "Managed identity instead of a secret: system, or the client id of a user-assigned one."),
    TENANT_CLOUD("tenant.NAME.cloud", "global", "The cloud: global, us-government, us-government-dod or china."),
    TENANT_GRAPH_URL(
            "tenant.NAME.graph-url", null, "Root of Microsoft Graph without version, https only; left out: by cloud."),
    TENANT_AUTHORITY_URL(
            "tenant.NAME.authority-url", null, "Root of the login without tenant, https only; left out: by cloud."),
    TENANT_JOIN_TYPES(
            "tenant.NAME.join-types",
            "AzureAd",
            "Join types that are synchronised, parted by commas: AzureAd, ServerAd (hybrid), Workplace."),
    TENANT_DISABLED_DEVICES(
            "tenant.NAME.disabled-devices",
            "include",
            "exclude: a device that is disabled in Entra is no member; include: it is one like the others."),

    PROXY_URL("proxy.url", null, "HTTP proxy for everything that goes to Entra and Graph: http://HOST:PORT."),
    PROXY_USERNAME("proxy.username", null, "Name at the proxy."),
    PROXY_PASSWORD("proxy.password", null, "Password at the proxy.", true),
    PROXY_EXCEPTIONS(
            "proxy.exceptions",
            null,
            "Hosts that are reached without the proxy, parted by commas; * stands for any text."),
    TLS_TRUST_FILE("tls.trust-file", null, "PEM file of further certificate authorities, added to the JVM's own."),

    SCHEDULE_CRON("schedule.cron", "0 0/5 * * * ?", "When a run starts, as a Quartz cron expression."),
    DEAD_LETTERS_CRON(
            "dead-letters.cron", "30 0/5 * * * ?", "When due dead letters are replayed, as a Quartz cron expression."),
    APPLY_ENABLED(
            "apply.enabled",
            "true",
            "false: every run stops after the plan, nothing is written, and every output says so."),
    GRAPH_WRITE_QUOTA(
            "graph.write-quota",
            "3000",
            "Writes that Graph allows an application in a tenant within graph.write-window."),
    GRAPH_WRITE_WINDOW("graph.write-window", "150s", "The time in which graph.write-quota counts."),
    GRAPH_READ_QUOTA(
            "graph.read-quota",
            "3500",
            "Resource units that Graph allows an application in a tenant within graph.read-window: 3500 below 50"
                    + " users, 5000 up to 500, 8000 above."),
    GRAPH_READ_WINDOW("graph.read-window", "10s", "The time in which graph.read-quota counts."),
    GRAPH_RETRY_DELAY(
            "graph.retry-delay",
            "250ms",
            "The first wait before a request that may yet succeed is sent again; each later one is four times as"
                    + " long."),
    GRAPH_REPLICA_LAG(
            "graph.replica-lag",
            "5m",
            "How long Graph's reads may lag behind our own writes: what was just changed counts as changed."),
    GRAPH_DEVICE_MEMORY(
            "graph.device-memory",
            "1h",
            "How long Graph's word on a device is believed; it is asked anew after half to the whole of that time, a few"
                    + " devices at each run."),

    GUARD_MAX_REMOVALS(
            "guard.max-removals",
            "500",
            "The most members that one run removes from one group; 0: none, unlimited: no limit."),
    GUARD_MAX_REMOVAL_PERCENT(
            "guard.max-removal-percent",
            "20",
            "The same in percent of the group's members; 0: none, unlimited: no limit."),
    GUARD_SMALL_GROUP("guard.small-group", "20", "The percentage counts only in groups above so many members."),
    GUARD_ALLOW_EMPTY("guard.allow-empty", "false", "true: an empty collection may empty its group."),
    GUARD_FIRST_RUN(
            "guard.first-run",
            "hold",
            "Removals of a mapping that is not known yet; hold: all are held, limits: the limits alone judge."),
    GUARD_WINDOW("guard.window", "24h", "How far back the guard looks at what was done to a group."),
    GUARD_TENANT_MAX_REMOVALS(
            "guard.tenant-max-removals",
            "5000",
            "The most members removed in a tenant, over all mappings, within guard.tenant-window; 0: none, unlimited:"
                    + " no limit."),
    GUARD_TENANT_WINDOW("guard.tenant-window", "24h", "The time in which guard.tenant-max-removals counts."),

    HISTORY_DAYS("history.days", "400", "Days for which runs and single changes are kept."),

    HTTP_PORT(
            "http.port",
            null,
            "Port on loopback for /health/live, /health/ready and /metrics (Prometheus); left out: none."),

    NOTIFY_WEBHOOK_URL(
            "notify.webhook-url",
            null,
            "Where a mapping that became held, failed or recovered is told, as a JSON POST: https, or http on"
                    + " loopback; left out: nowhere.",
            true),
    NOTIFY_WEBHOOK_SECRET(
            "notify.webhook-secret", null, "What the webhook knows us by: sent as Authorization: Bearer.", true),

    LOG_FORMAT("log.format", "text", "text or json: one JSON object a line."),
    LOG_FILE(
            "log.file",
            null,
            "Where run writes its log too, such as logs/collection-sync.log; left out: standard error alone."),

    STATE_URL(
            "state.url",
            null,
            "JDBC URL of the runtime's own database, PostgreSQL or SQL Server; left out: a SQLite file under data/."),
    STATE_USERNAME("state.username", null, "Login to that database."),
    STATE_PASSWORD("state.password", null, "Password of that login.", true);

    /** What {@code NAME} stands for in {@code tenant.NAME.id}. */
    static final String NAME = "NAME";

    static final String TENANT = "tenant.";
    static final String TWIN = "-file";

    private final String key;
    private final String defaultText;
    private final String meaning;
    private final boolean secret;

    SettingKey(String key, String defaultText, String meaning) {
        this(key, defaultText, meaning, false);
    }

    SettingKey(String key, String defaultText, String meaning, boolean secret) {
        this.key = key;
        this.defaultText = defaultText;
        this.meaning = meaning;
        this.secret = secret;
    }

    /** @return the key as written in the file, with {@code NAME} where a tenant's name stands */
    String key() {
        return key;
    }

    /** @return the key for the tenant {@code name}; other keys as they are */
    String key(String name) {
        return isTenant() ? TENANT + name + key.substring((TENANT + NAME).length()) : key;
    }

    /** @return the value where the key is left out, or null if there is none */
    String defaultText() {
        return defaultText;
    }

    /**
     * @return whether the value must never be shown, and may stand in a file of its own named by a {@code -file} twin
     */
    boolean isSecret() {
        return secret;
    }

    /** @return whether the key belongs to one tenant */
    boolean isTenant() {
        return key.startsWith(TENANT);
    }

    /** @return the environment variable that overrides {@code key} */
    static String environmentName(String key) {
        return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** @return the written keys of this setting for {@code tenant}: the key itself, and the twin if it is a secret */
    Stream<String> spellings(String tenant) {
        return secret ? Stream.of(key(tenant), key(tenant) + TWIN) : Stream.of(key(tenant));
    }

    /** @return every key that may be written where {@code tenant} is the tenant's name */
    static List<String> allSpellings(String tenant) {
        return Stream.of(values()).flatMap(setting -> setting.spellings(tenant)).toList();
    }

    /** @return all keys as a Markdown table for the manual */
    static String reference() {
        var lines = new ArrayList<String>();
        lines.add("| key | default | environment variable | meaning |");
        lines.add("| --- | --- | --- | --- |");
        for (var setting : values()) {
            lines.add("| %s | %s | `%s` | %s |"
                    .formatted(
                            setting.spellings(NAME)
                                    .map(written -> "`" + written + "`")
                                    .collect(Collectors.joining(" or ")),
                            setting.defaultText == null ? "none" : "`" + setting.defaultText + "`",
                            environmentName(setting.key),
                            setting.meaning));
        }
        return String.join("\n", lines) + "\n";
    }
}
