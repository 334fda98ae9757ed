package io.collectionsync.collection;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.collectionsync.settings.ConfigMgr;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * Connections to the site database. A pool that cannot connect repeats the login until its time is over, which locks
 * the account of a wrong password and lets every mapping wait: so while the pool has no connection, one login is tried
 * without it, and a refusal holds for everybody for a moment. Thread-safe.
 */
public final class SiteDatabase extends AbstractDataSource implements AutoCloseable {

    /**
     * Bounds for SQL Server where the URL names none: queryTimeout asks the server to stop, the larger socketTimeout
     * cuts a server that hangs, also in the pool's validation (tried with mssql-jdbc 13.6).
     */
    private static final Map<String, String> SQL_SERVER = Map.of("loginTimeout", "15", "lockTimeout", "10000",
            "queryTimeout", "120", "socketTimeout", "180000", "applicationName", "Collection Sync");
    private static final Duration BELIEVED = Duration.ofSeconds(10);

    private final HikariDataSource pool;
    private final Properties login;
    private SQLException refusal;
    private long believedUntil = System.nanoTime();

    private SiteDatabase(HikariDataSource pool, Properties login) {
        this.pool = pool;
        this.login = login;
    }

    /**
     * @param readers how many mappings read at once
     * @return connections of which the first is opened when one is asked for
     */
    public static SiteDatabase open(ConfigMgr settings, int readers) {
        var login = login(settings);
        var config = new HikariConfig();
        config.setPoolName("site-database");
        config.setJdbcUrl(settings.url());
        config.setDataSourceProperties(login);
        config.setMaximumPoolSize(readers + 1);
        config.setMinimumIdle(0);
        config.setReadOnly(true);
        config.setConnectionTimeout(15_000);
        config.setInitializationFailTimeout(-1);
        return new SiteDatabase(new HikariDataSource(config), login);
    }

    private static Properties login(ConfigMgr settings) {
        var login = new Properties();
        if (settings.username() != null) {
            login.setProperty("user", settings.username());
        }
        if (settings.password() != null) {
            login.setProperty("password", settings.password());
        }
        String url = settings.url().toLowerCase(Locale.ROOT);
        if (url.startsWith("jdbc:sqlserver:")) {
            SQL_SERVER.forEach((name, value) -> {
                if (!url.contains(name.toLowerCase(Locale.ROOT) + "=")) {
                    login.setProperty(name, value);
                }
            });
        }
        return login;
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (pool.getHikariPoolMXBean().getTotalConnections() == 0) {
            knock();
        }
        return pool.getConnection();
    }

    /** One at a time: who waits meanwhile takes the answer that the first one got. */
    private synchronized void knock() throws SQLException {
        if (System.nanoTime() - believedUntil >= 0) {
            try (var first = DriverManager.getConnection(pool.getJdbcUrl(), login)) {
                refusal = null;
            } catch (SQLException refused) {
                refusal = refused;
            }
            believedUntil = System.nanoTime() + BELIEVED.toNanos();
        }
        if (refusal != null) {
            throw new SQLException(refusal.getMessage(), refusal.getSQLState(), refusal.getErrorCode(), refusal);
        }
    }

    /** @throws UnsupportedOperationException always: the login is the settings' */
    @Override
    public Connection getConnection(String username, String password) {
        throw new UnsupportedOperationException("The login is that of configmgr.username");
    }

    @Override
    public void close() {
        pool.close();
    }
}
