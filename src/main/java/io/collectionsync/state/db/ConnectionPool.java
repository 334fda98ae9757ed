package io.collectionsync.state.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The connections to a state database. SQLite's one writer has a connection of its own, for which the threads of this
 * process queue: SQLite itself has no queue, whoever waits there looks again from time to time and may come last.
 */
final class ConnectionPool implements AutoCloseable {

    private static final int CONNECTIONS = 8;

    private final StateConnection connection;
    private final Properties properties;
    private final Duration patience;
    private final HikariDataSource readers;
    private final HikariDataSource writers;

    private ConnectionPool(StateConnection connection, Dialect dialect, Properties properties, Duration patience) {
        this.connection = connection;
        this.properties = properties;
        this.patience = patience;
        readers = pool("state", CONNECTIONS, 1);
        writers = dialect == Dialect.SQLITE ? pool("state-writer", 1, 0) : readers;
    }

    /**
     * Connects.
     *
     * @param patience how long a transaction waits for others
     * @throws StateUnavailable if the database is not reached in time, or refuses the login
     */
    static ConnectionPool open(StateConnection connection, Dialect dialect, Duration patience) {
        var properties = properties(connection, dialect, patience);
        try (var first = connect(connection, properties)) {
            return new ConnectionPool(connection, dialect, properties, patience);
        } catch (SQLException | HikariPool.PoolInitializationException failed) {
            throw connection.unavailable(failed);
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

    private HikariDataSource pool(String name, int most, int idle) {
        var config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(connection.url());
        config.setDataSourceProperties(properties);
        config.setMaximumPoolSize(most);
        config.setMinimumIdle(idle);
        config.setInitializationFailTimeout(idle == 0 ? -1 : 1);
        config.setConnectionTimeout(Math.max(patience.toMillis(), 250));
        config.setValidationTimeout(Math.max(patience.toMillis() / 2, 250));
        return new HikariDataSource(config);
    }

    DataSource readers() {
        return readers;
    }

    DataSource writers() {
        return writers;
    }

    boolean isClosed() {
        return readers.isClosed();
    }

    /** Has every connection replaced before it is used again. */
    void evict() {
        readers.getHikariPoolMXBean().softEvictConnections();
        writers.getHikariPoolMXBean().softEvictConnections();
    }

    @Override
    public void close() {
        writers.close();
        readers.close();
    }
}
