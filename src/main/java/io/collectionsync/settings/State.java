package io.collectionsync.settings;

import static io.collectionsync.settings.SettingKey.STATE_PASSWORD;
import static io.collectionsync.settings.SettingKey.STATE_URL;
import static io.collectionsync.settings.SettingKey.STATE_USERNAME;

/**
 * The runtime's own database.
 *
 * @param url      JDBC URL; null: embedded SQLite under {@code data/}
 * @param username null where the URL is, or where the URL says how to log in
 * @param password null where the name is
 */
public record State(String url, String username, String password) {

    static State read(Values values) {
        var url = values.get(STATE_URL, Rules::stateUrl);
        values.refuseWithout(STATE_URL, STATE_USERNAME, STATE_PASSWORD);
        values.checkLogin(STATE_URL, STATE_USERNAME, STATE_PASSWORD);
        return new State(url, values.get(STATE_USERNAME, Rules::text), values.get(STATE_PASSWORD, Rules::text));
    }

    public boolean isEmbedded() {
        return url == null;
    }

    @Override
    public String toString() {
        return "State[url=%s, username=%s, password=***]".formatted(Fault.redact(url), username);
    }
}
