package io.collectionsync.state.db;

import java.nio.file.Path;

/**
 * Where the state database is.
 *
 * @param url      JDBC URL of PostgreSQL or SQL Server, or of the embedded SQLite
 * @param username login name; null where the URL or the driver knows it
 * @param password its password; null likewise
 */
public record StateConnection(String url, String username, String password) {

    private static final String FILE = "state.db";

    public StateConnection {
        if (url == null || url.isBlank()) {
            throw new IllegalArgumentException("state.url must be a JDBC URL; without one, open the embedded database");
        }
    }

    /**
     * @param dataFolder the folder that holds the database's files
     * @return the embedded database
     * @throws StateUnavailable if the path holds a question mark, which no URL of SQLite's can express
     */
    public static StateConnection embedded(Path dataFolder) {
        var file = dataFolder.toAbsolutePath().normalize().resolve(FILE);
        var connection = new StateConnection(Dialect.SQLITE.prefix() + file, null, null);
        if (file.toString().contains("?")) {
            throw connection.unavailable("the path must not hold a question mark");
        }
        return connection;
    }

    /** @return the file of the embedded database */
    Path file() {
        return Path.of(url.substring(Dialect.SQLITE.prefix().length()));
    }

    /** @return the URL without anything secret in it, fit for logs */
    public String safeUrl() {
        return Secrets.masked(url);
    }

    /** @return the failure with one line for the administrator, which names the database and says why */
    StateUnavailable unavailable(String why) {
        return new StateUnavailable("State database " + safeUrl() + ": " + why);
    }

    /** @return the same for what a driver or a library refused; without its cause where that would show a secret */
    StateUnavailable unavailable(Exception failed) {
        String raw = StateUnavailable.reason(failed);
        String safe = Secrets.masked(raw);
        String message = unavailable(safe).getMessage();
        return safe.equals(raw) ? new StateUnavailable(message, failed) : new StateUnavailable(message);
    }

    @Override
    public String toString() {
        return "StateConnection[url=" + safeUrl() + ", username=" + username + "]";
    }
}
