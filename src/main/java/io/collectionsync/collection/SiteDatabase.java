package io.collectionsync.collection;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.collectionsync.settings.ConfigMgr;
import java.util.Locale;
import java.util.Map;

/** The pool of connections to the site database. */
public final class SiteDatabase {

    /**
     * Bounds for SQL Server where the URL names none: queryTimeout asks the server to stop, the larger socketTimeout
     * cuts a server that hangs, also in the pool's validation (tried with mssql-jdbc 13.6).
     */
    private static final Map<String, String> SQL_SERVER = Map.of("loginTimeout", "15", "lockTimeout", "10000",
            "queryTimeout", "120", "socketTimeout", "180000", "applicationName", "Collection Sync");

    private SiteDatabase() {
    }

    /**
     * @param readers how many mappings read at once
     * @return a pool that opens its first connection when one is asked for
     */
    public static HikariDataSource open(ConfigMgr settings, int readers) {
        var config = new HikariConfig();
        config.setPoolName("site-database");
        config.setJdbcUrl(settings.url());
        config.setUsername(settings.username());
        config.setPassword(settings.password());
        config.setMaximumPoolSize(readers + 1);
        config.setMinimumIdle(0);
        config.setReadOnly(true);
        config.setConnectionTimeout(15_000);
        config.setInitializationFailTimeout(-1);
        String url = settings.url().toLowerCase(Locale.ROOT);
        if (url.startsWith("jdbc:sqlserver:")) {
            SQL_SERVER.forEach((name, value) -> {
                if (!url.contains(name.toLowerCase(Locale.ROOT) + "=")) {
                    config.addDataSourceProperty(name, value);
                }
            });
        }
        return new HikariDataSource(config);
    }
}
