package io.collectionsync.settings;

import static io.collectionsync.settings.SettingKey.NAME;
import static io.collectionsync.settings.SettingKey.TENANT;
import static io.collectionsync.settings.SettingKey.TWIN;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The value of every known key as text: from the file, overridden by the environment, placeholders filled in, secrets
 * fetched from their files. Blanks around a value are dropped, except in a secret's own file.
 */
final class Values {

    static final String ENVIRONMENT = "environment";

    private static final Pattern TENANT_KEY = Pattern.compile("tenant\\.([A-Za-z0-9][A-Za-z0-9_-]*)\\.(.+)");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(.*?)}}", Pattern.DOTALL);
    private static final Pattern VARIABLE = Pattern.compile("env:([A-Za-z_][A-Za-z0-9_.-]*)(?::(.*))?", Pattern.DOTALL);

    /** URLs that say themselves how to log in: a name without a password may then be right. */
    private static final Pattern LOGS_IN_BY_URL =
            Pattern.compile(";\\s*(integratedSecurity\\s*=\\s*true|authentication\\s*=)", Pattern.CASE_INSENSITIVE);

    /** A value and where it stands; {@code text} is null where a fault of it has been reported already. */
    private record Value(String file, String key, String text) {}

    private final String file;
    private final Path home;
    private final Map<String, String> environment;
    private final Faults faults;
    private final Map<String, Value> values = new LinkedHashMap<>();
    private final Map<String, String> camel = new LinkedHashMap<>();
    private final Set<String> tenants = new LinkedHashSet<>();

    Values(String file, Path home, Map<String, String> environment, Faults faults) {
        this.file = file;
        this.home = home;
        this.environment = environment;
        this.faults = faults;
    }

    /** Takes the written keys in, then the overrides, then the secrets' files. */
    Values take(Map<String, String> written) {
        written.keySet().forEach(this::noteTenant);
        var known = spellings();
        written.forEach((key, text) -> {
            if (key.startsWith("camel.")) {
                camel.put(key, text);
            } else if (known.containsKey(key)) {
                values.put(key, new Value(file, key, filled(key, known.get(key), text.strip())));
            } else {
                faults.add(file, key, null, "is not a known key" + suggestion(key));
            }
        });
        override(known);
        known.forEach((key, setting) -> {
            if (isTwin(key, setting)) {
                fetchSecret(key.substring(0, key.length() - TWIN.length()), key);
            }
        });
        return this;
    }

    Map<String, String> camel() {
        return camel;
    }

    /** @return the names that stand in tenant keys, in the order of the file */
    Set<String> tenants() {
        return tenants;
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    /** @return the text of a value that is given and without fault, else null */
    String text(String key) {
        var value = values.get(key);
        return value == null ? null : value.text();
    }

    /**
     * @return what the value means; the default if the key is left out; null if there is none or the value is at fault
     */
    <T> T get(SettingKey setting, String tenant, Rule<T> rule) {
        var key = setting.key(tenant);
        var text = has(key) ? text(key) : setting.defaultText();
        try {
            return text == null ? null : rule.read(text);
        } catch (BrokenRule broken) {
            fault(setting, tenant, broken.getMessage());
            return null;
        }
    }

    /** The same for a key that belongs to no tenant. */
    <T> T get(SettingKey setting, Rule<T> rule) {
        return get(setting, NAME, rule);
    }

    /** Reports a key that is not given. */
    void require(SettingKey setting, String tenant, String rule) {
        if (!has(setting.key(tenant))) {
            fault(setting, tenant, rule);
        }
    }

    /** Reports those of the {@code others} that are given where {@code needed} is not. */
    void refuseWithout(SettingKey needed, SettingKey... others) {
        if (!has(needed.key())) {
            Stream.of(others)
                    .filter(other -> has(other.key()))
                    .forEach(other -> fault(other, NAME, "must not stand without " + needed.key()));
        }
    }

    /** A name and its password belong together, unless the URL says how to log in. */
    void checkLogin(SettingKey url, SettingKey username, SettingKey password) {
        refuseWithout(username, password);
        var address = text(url.key());
        boolean byUrl = address != null && LOGS_IN_BY_URL.matcher(address).find();
        if (has(username.key()) && !has(password.key()) && !byUrl) {
            fault(username, NAME, "must not stand without " + password.key());
        }
    }

    /** @return where relative paths in values start */
    Path home() {
        return home;
    }

    /** Reports the value of a key, or its absence. */
    void fault(SettingKey setting, String tenant, String rule) {
        var key = setting.key(tenant);
        var value = values.get(key);
        if (value == null) {
            faults.add(file, key, null, rule);
        } else {
            faults.add(value.file(), value.key(), setting.isSecret() ? "***" : value.text(), rule);
        }
    }

    private void noteTenant(String key) {
        var tenant = TENANT_KEY.matcher(key);
        if (tenant.matches()) {
            tenants.add(tenant.group(1));
        }
    }

    /** @return every key that may be written, for each tenant of the file, and what it sets */
    private Map<String, SettingKey> spellings() {
        var known = new LinkedHashMap<String, SettingKey>();
        for (var setting : SettingKey.values()) {
            var names = setting.isTenant() ? tenants : Set.of(NAME);
            names.forEach(name -> setting.spellings(name).forEach(key -> known.put(key, setting)));
        }
        return known;
    }

    private static boolean isTwin(String key, SettingKey setting) {
        return setting.isSecret() && key.endsWith(TWIN);
    }

    private static String suggestion(String key) {
        var tenant = TENANT_KEY.matcher(key);
        var name = tenant.matches() ? tenant.group(1) : NAME;
        if (key.startsWith(TENANT) && name.equals(NAME)) {
            return "; a tenant's keys read tenant.NAME.id, NAME of letters, digits, - and _";
        }
        return Suggestion.of(key, SettingKey.allSpellings(name));
    }

    private void override(Map<String, SettingKey> known) {
        var overridden = new LinkedHashMap<String, String>();
        known.forEach((key, setting) -> {
            var variable = SettingKey.environmentName(key);
            if (!environment.containsKey(variable)) {
                return;
            }
            var other = overridden.putIfAbsent(variable, key);
            if (other != null) {
                faults.add(
                        ENVIRONMENT,
                        variable,
                        null,
                        "must mean one key, but means " + other + " and " + key + ": rename a tenant");
                return;
            }
            var text = environment.get(variable).strip();
            values.put(
                    key,
                    new Value(
                            ENVIRONMENT,
                            variable,
                            plain(ENVIRONMENT, variable, setting.isSecret() && !isTwin(key, setting), text)));
        });
    }

    private void fetchSecret(String key, String twin) {
        var named = values.get(twin);
        if (named == null) {
            return;
        }
        if (has(key)) {
            faults.add(
                    named.file(),
                    named.key(),
                    named.text(),
                    "must not stand beside " + values.get(key).key() + ": give the secret or its file");
            return;
        }
        values.put(key, new Value(named.file(), named.key(), named.text() == null ? null : secretOf(named)));
    }

    private String secretOf(Value named) {
        try {
            var path = home.resolve(named.text());
            var secret = TextFile.read(path).replaceFirst("[\\r\\n]+$", "");
            if (!secret.isEmpty()) {
                return secret;
            }
            faults.add(
                    named.file(),
                    named.key(),
                    named.text(),
                    "must name a file that holds the secret, this one is empty");
        } catch (InvalidPathException invalid) {
            faults.add(named.file(), named.key(), named.text(), "must name a file that holds the secret");
        } catch (BrokenRule broken) {
            faults.add(
                    named.file(),
                    named.key(),
                    named.text(),
                    "must name a file that holds the secret, this one " + broken.getMessage());
        }
        return null;
    }

    /** @return the text with each {@code {{env:NAME}}} filled in, or null after a fault */
    private String filled(String key, SettingKey setting, String text) {
        boolean secret = setting.isSecret() && !isTwin(key, setting);
        var filled = new StringBuilder();
        var placeholder = PLACEHOLDER.matcher(text);
        while (placeholder.find()) {
            var variable = VARIABLE.matcher(placeholder.group(1));
            if (!variable.matches()) {
                faults.add(
                        file,
                        key,
                        secret ? "***" : text,
                        "may hold {{env:NAME}} or {{env:NAME:default}} only, NAME an environment variable");
                return null;
            }
            var value = environment.getOrDefault(variable.group(1), variable.group(2));
            if (value == null) {
                faults.add(
                        file,
                        key,
                        secret ? "***" : text,
                        "needs the environment variable " + variable.group(1) + ", which is not set");
                return null;
            }
            placeholder.appendReplacement(filled, Matcher.quoteReplacement(value));
        }
        placeholder.appendTail(filled);
        return plain(file, key, secret, filled.toString().strip());
    }

    private String plain(String where, String key, boolean secret, String text) {
        if (text.isEmpty()) {
            faults.add(where, key, null, "must not be empty: give it a value or leave it out");
            return null;
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            faults.add(
                    where,
                    key,
                    secret ? "***" : text,
                    "must not hold tabs, line ends or other control characters (a single backslash starts an escape)");
            return null;
        }
        return text;
    }
}
