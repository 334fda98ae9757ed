package io.collectionsync.state.db;

/**
 * Where the state database is.
 *
 * @param url      JDBC URL of PostgreSQL, SQL Server or H2
 * @param username login name; null where the URL or the driver knows it
 * @param password its password; null likewise
 */
public record StateConnection(String url, String username, String password) {

    public StateConnection {
        if (url == null || url.isBlank()) {
            throw new IllegalArgumentException("state.url must be a JDBC URL; without one, open the embedded database");
        }
    }

    /** @return the URL without anything secret in it, fit for logs */
    public String safeUrl() {
        return Secrets.masked(url);
    }

    @Override
    public String toString() {
        return "StateSettings[url=" + safeUrl() + ", username=" + username + "]";
    }
}
