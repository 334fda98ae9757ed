package io.collectionsync.settings;

/**
 * The site database.
 *
 * @param url      JDBC URL
 * @param username null with integrated authentication
 * @param password null with integrated authentication
 */
public record ConfigMgr(String url, String username, String password) {

    @Override
    public String toString() {
        return "ConfigMgr[url=%s, username=%s, password=***]".formatted(Fault.redact(url), username);
    }
}
