package io.collectionsync.settings;

/**
 * The runtime's own database.
 *
 * @param url      JDBC URL; null: embedded SQLite under {@code data/}
 * @param username null where the URL is, or where the URL says how to log in
 * @param password null where the name is
 */
public record State(String url, String username, String password) {

    public boolean isEmbedded() {
        return url == null;
    }

    @Override
    public String toString() {
        return "State[url=%s, username=%s, password=***]".formatted(Fault.redact(url), username);
    }
}
