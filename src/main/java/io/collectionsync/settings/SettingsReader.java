package io.collectionsync.settings;

import static io.collectionsync.settings.SettingKey.*;

import io.collectionsync.membership.Limits;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads {@code config/application.properties}. */
public final class SettingsReader {

    static final String FILE = "config/application.properties";

    private static final Set<String> JOIN_TYPES = new LinkedHashSet<>(List.of("AzureAd", "ServerAd", "Workplace"));
    /** URLs that say themselves how to log in: a name without a password may then be right. */
    private static final Pattern LOGS_IN_BY_URL =
            Pattern.compile(";\\s*(integratedSecurity\\s*=\\s*true|authentication\\s*=)", Pattern.CASE_INSENSITIVE);

    private final Path home;
    private final Values values;
    private final Faults faults;

    private SettingsReader(Path home, Values values, Faults faults) {
        this.home = home;
        this.values = values;
        this.faults = faults;
    }

    /**
     * @param home        the folder that holds {@code config/}; relative paths in values start there
     * @param environment variables by name, such as {@link System#getenv()}
     * @throws SettingsException with every fault of the file
     */
    public static Settings read(Path home, Map<String, String> environment) {
        var faults = new Faults();
        var draft = draft(home, environment, faults);
        faults.throwIfAny();
        return draft.settings();
    }

    /**
     * What the mappings need to be checked beside settings that have faults themselves.
     *
     * @param settings null if any fault was found
     * @param tenants  the names in the file; empty if they are not known
     * @param guard    limits of mappings that name none
     */
    record Draft(Settings settings, Set<String> tenants, Limits guard) {}

    static Draft draft(Path home, Map<String, String> environment, Faults faults) {
        var none = new Draft(null, Set.of(), Limits.DEFAULT);
        var path = home.resolve(FILE);
        if (!Files.exists(path)) {
            faults.add(
                    FILE,
                    null,
                    null,
                    "must be there: copy it from the distribution, or name the right home with --home");
            return none;
        }
        var inFile = new Faults();
        try {
            var written = PropertiesFile.parse(FILE, TextFile.read(path), inFile);
            if (written.isEmpty() && !inFile.isEmpty()) {
                faults.addAll(inFile);
                return none;
            }
            var values = new Values(FILE, home, environment, inFile).take(written);
            var draft = new SettingsReader(home, values, inFile).bind();
            faults.addAll(inFile);
            return draft;
        } catch (BrokenRule unreadable) {
            faults.add(FILE, null, null, unreadable.getMessage());
            return none;
        }
    }

    private Draft bind() {
        var configMgr = configMgr();
        var tenants = tenants();
        var proxy = proxy();
        var trustFile = get(TLS_TRUST_FILE, Rules.file(home));
        var schedule = new Schedule(get(SCHEDULE_CRON, Rules::cron), get(DEAD_LETTERS_CRON, Rules::cron));
        var applyEnabled = get(APPLY_ENABLED, Rules::flag);
        var quota = get(GRAPH_WRITE_QUOTA, Rules::positive);
        var window = get(GRAPH_WRITE_WINDOW, Rules::duration);
        var reads = get(GRAPH_READ_QUOTA, Rules::positive);
        var readWindow = get(GRAPH_READ_WINDOW, Rules::duration);
        var retryDelay = get(GRAPH_RETRY_DELAY, Rules::duration);
        var lag = get(GRAPH_REPLICA_LAG, Rules::duration);
        var historyDays = get(HISTORY_DAYS, Rules::positive);
        var guard = guard();
        var tenantRemovals = get(GUARD_TENANT_MAX_REMOVALS, Rules::limit);
        var tenantWindow = get(GUARD_TENANT_WINDOW, Rules::duration);
        var state = state();
        var httpPort = get(HTTP_PORT, Rules::port);
        var webhook = webhook();
        var log = log();
        if (!faults.isEmpty() || historyDays == null || log == null) {
            return new Draft(null, values.tenants(), guard == null ? Limits.DEFAULT : guard);
        }
        var settings = new Settings(
                home,
                configMgr,
                tenants,
                proxy,
                trustFile,
                schedule,
                applyEnabled,
                new GraphLimits(quota, window, reads, readWindow, retryDelay, lag),
                guard,
                new TenantGuard(tenantRemovals, tenantWindow),
                state,
                historyDays,
                httpPort,
                webhook,
                log,
                values.camel());
        return new Draft(settings, tenants.keySet(), guard);
    }

    private ConfigMgr configMgr() {
        require(CONFIGMGR_URL, NAME, "must be given: the JDBC URL of the site database");
        var url = get(CONFIGMGR_URL, Rules::jdbc);
        checkLogin(CONFIGMGR_URL, CONFIGMGR_USERNAME, CONFIGMGR_PASSWORD);
        return new ConfigMgrReader(home, values).read(url);
    }

    private State state() {
        var url = get(STATE_URL, Rules::stateUrl);
        refuseWithout(STATE_URL, STATE_USERNAME, STATE_PASSWORD);
        checkLogin(STATE_URL, STATE_USERNAME, STATE_PASSWORD);
        return new State(url, get(STATE_USERNAME, Rules::text), get(STATE_PASSWORD, Rules::text));
    }

    private Proxy proxy() {
        var url = get(PROXY_URL, Rules::proxy);
        refuseWithout(PROXY_URL, PROXY_USERNAME, PROXY_PASSWORD, PROXY_EXCEPTIONS);
        checkLogin(PROXY_URL, PROXY_USERNAME, PROXY_PASSWORD);
        var exceptions = get(PROXY_EXCEPTIONS, Rules::words);
        return url == null
                ? null
                : new Proxy(
                        url,
                        get(PROXY_USERNAME, Rules::text),
                        get(PROXY_PASSWORD, Rules::text),
                        exceptions == null ? List.of() : exceptions);
    }

    private WebhookSettings webhook() {
        var url = get(NOTIFY_WEBHOOK_URL, Rules::webhook);
        refuseWithout(NOTIFY_WEBHOOK_URL, NOTIFY_WEBHOOK_SECRET);
        var secret = get(NOTIFY_WEBHOOK_SECRET, Rules::text);
        return url == null ? null : new WebhookSettings(url, secret);
    }

    private Log log() {
        var format = get(LOG_FORMAT, text -> Rules.oneOf(text, List.of("text", "json"), word -> word));
        var file = get(LOG_FILE, text -> Rules.path(home, text));
        return format == null ? null : new Log(format.equals("json"), file);
    }

    private Limits guard() {
        var removals = get(GUARD_MAX_REMOVALS, Rules::limit);
        var percent = get(GUARD_MAX_REMOVAL_PERCENT, Rules::percent);
        var smallGroup = get(GUARD_SMALL_GROUP, Rules::count);
        var allowEmpty = get(GUARD_ALLOW_EMPTY, Rules::flag);
        return removals == null || percent == null || smallGroup == null || allowEmpty == null
                ? null
                : new Limits(removals, percent, smallGroup, allowEmpty);
    }

    private Map<String, Tenant> tenants() {
        var tenants = new LinkedHashMap<String, Tenant>();
        values.tenants().forEach(name -> tenants.put(name, tenant(name)));
        if (tenants.isEmpty()) {
            values.fault(TENANT_ID, NAME, "must be given for one tenant at least, NAME being your word for it");
        }
        return tenants;
    }

    private Tenant tenant(String name) {
        require(TENANT_ID, name, "must be given: the directory (tenant) id");
        if (!values.has(TENANT_MANAGED_IDENTITY.key(name))) {
            require(TENANT_CLIENT_ID, name, "must be given: the application (client) id");
        }
        var id = values.get(TENANT_ID, name, Rules::guid);
        var clientId = values.get(TENANT_CLIENT_ID, name, Rules::guid);
        var credential = credential(name, clientId);
        var cloud = values.get(TENANT_CLOUD, name, text -> Rules.oneOf(text, List.of(Cloud.values()), Cloud::word));
        var graph = values.get(TENANT_GRAPH_URL, name, Rules::root);
        var authority = values.get(TENANT_AUTHORITY_URL, name, Rules::root);
        var joinTypes = values.get(TENANT_JOIN_TYPES, name, SettingsReader::joinTypes);
        var disabled = values.get(TENANT_DISABLED_DEVICES, name, SettingsReader::isIncluded);
        return cloud == null || joinTypes == null || disabled == null
                ? null
                : new Tenant(
                        name,
                        id,
                        clientId,
                        credential,
                        cloud,
                        or(graph, cloud.graphUrl()),
                        or(authority, cloud.authorityUrl()),
                        joinTypes,
                        disabled);
    }

    private Credential credential(String name, UUID clientId) {
        var secret = values.get(TENANT_CLIENT_SECRET, name, Rules::text);
        var certificate = values.get(TENANT_CERTIFICATE_FILE, name, Rules.file(home));
        var password = values.get(TENANT_CERTIFICATE_PASSWORD, name, Rules::text);
        var identity = values.get(TENANT_MANAGED_IDENTITY, name, text -> managedIdentity(text, clientId));
        var given = Stream.of(TENANT_CLIENT_SECRET, TENANT_CERTIFICATE_FILE, TENANT_MANAGED_IDENTITY)
                .filter(key -> values.has(key.key(name)))
                .toList();
        if (given.size() != 1) {
            values.fault(
                    given.isEmpty() ? TENANT_CLIENT_SECRET : given.get(1),
                    name,
                    "exactly one credential must be given: client-secret, certificate-file or managed-identity");
        }
        if (values.has(TENANT_CERTIFICATE_PASSWORD.key(name)) && !values.has(TENANT_CERTIFICATE_FILE.key(name))) {
            values.fault(TENANT_CERTIFICATE_PASSWORD, name, "must not stand without certificate-file");
        }
        return secret != null
                ? new Credential.ClientSecret(secret)
                : certificate != null ? new Credential.Certificate(certificate, password) : identity;
    }

    private static Credential managedIdentity(String text, UUID clientId) throws BrokenRule {
        if (text.equals(Credential.ManagedIdentity.SYSTEM)) {
            return new Credential.ManagedIdentity(text);
        }
        try {
            var identity = Rules.guid(text);
            if (clientId == null || clientId.equals(identity)) {
                return new Credential.ManagedIdentity(identity.toString());
            }
        } catch (BrokenRule notAGuid) {
            throw new BrokenRule("must be 'system' or the client id of a user-assigned identity");
        }
        throw new BrokenRule("must be the same as client-id, or client-id left out");
    }

    static Set<String> joinTypes(String text) throws BrokenRule {
        var types = new LinkedHashSet<String>();
        for (var word : Rules.words(text)) {
            types.add(Rules.oneOf(word, JOIN_TYPES, type -> type));
        }
        return types;
    }

    static boolean isIncluded(String text) throws BrokenRule {
        return Rules.oneOf(text, List.of("include", "exclude"), word -> word).equals("include");
    }

    /** A name and its password belong together, unless the URL says how to log in. */
    private void checkLogin(SettingKey url, SettingKey username, SettingKey password) {
        boolean hasName = values.has(username.key());
        boolean hasPassword = values.has(password.key());
        var address = values.text(url.key());
        boolean byUrl = address != null && LOGS_IN_BY_URL.matcher(address).find();
        if (hasPassword && !hasName) {
            values.fault(password, NAME, "must not stand without " + username.key());
        }
        if (hasName && !hasPassword && !byUrl) {
            values.fault(username, NAME, "must not stand without " + password.key());
        }
    }

    private void refuseWithout(SettingKey url, SettingKey... others) {
        if (values.has(url.key())) {
            return;
        }
        Stream.of(others)
                .filter(other -> values.has(other.key()))
                .forEach(other -> values.fault(other, NAME, "must not stand without " + url.key()));
    }

    private void require(SettingKey setting, String tenant, String rule) {
        if (!values.has(setting.key(tenant))) {
            values.fault(setting, tenant, rule);
        }
    }

    private <T> T get(SettingKey setting, Rule<T> rule) {
        return values.get(setting, NAME, rule);
    }

    private static URI or(URI given, URI otherwise) {
        return given == null ? otherwise : given;
    }
}
