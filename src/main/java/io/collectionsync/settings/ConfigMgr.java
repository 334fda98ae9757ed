package io.collectionsync.settings;

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
