package io.collectionsync.state.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The connections to a state database. */
final class ConnectionPool {

    private static final int CONNECTIONS = 8;

    private ConnectionPool() {}

    /**
     * Connects.
     *
     * @param patience how long a transaction waits for others
     * @param ready makes what is needed of the pool; where it fails, every connection is closed
     * @throws StateUnavailable if the database is not reached in time, or refuses the login
     */
    static <T> T open(
            StateConnection connection, Dialect dialect, Duration patience, Function<HikariDataSource, T> ready) {
        var properties = properties(connection, dialect, patience);
        try (var first = connect(connection, properties)) {
            var pool = pool(connection, properties);
            try {
                return ready.apply(pool);
            } catch (RuntimeException failed) {
                pool.close();
                throw failed;
            }
        } catch (SQLException closing) {
            throw connection.unavailable(closing);
        }
    }

    /**
     * The first connection is made without the pool, which would repeat a refused login until its time is over. Only
     * what passes by itself is waited for: another process that makes the embedded database at the same moment.
     */
    private static Connection connect(StateConnection connection, Properties properties) {
        long end = System.nanoTime() + Transactions.PATIENCE.toNanos();
        while (true) {
            try {
                return DriverManager.getConnection(connection.url(), properties);
            } catch (SQLException refused) {
                if (!isBusy(refused) || System.nanoTime() > end) {
                    throw connection.unavailable(refused);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
    }

    private static boolean isBusy(SQLException refused) {
        return refused instanceof SQLiteException sqlite
                && SqliteErrors.kind(sqlite.getResultCode()) == SQLiteErrorCode.SQLITE_BUSY;
    }

    private static Properties properties(StateConnection connection, Dialect dialect, Duration patience) {
        var properties = new Properties();
        properties.putAll(dialect.driverProperties(connection.url(), patience));
        if (connection.username() != null) {
            properties.put("user", connection.username());
        }
        if (connection.password() != null) {
            properties.put("password", connection.password());
        }
        return properties;
    }

    private static HikariDataSource pool(StateConnection connection, Properties properties) {
        var config = new HikariConfig();
        config.setPoolName("state");
        config.setJdbcUrl(connection.url());
        config.setDataSourceProperties(properties);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(Transactions.PATIENCE.toMillis());
        config.setValidationTimeout(Transactions.PATIENCE.toMillis() / 2);
        return new HikariDataSource(config);
    }
}
