package io.collectionsync.site;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.collectionsync.settings.ConfigMgr;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * Connections to the site database. A pool that cannot connect repeats the login until its time is over, which locks
 * the account of a wrong password and lets every mapping wait: so while the pool has no connection, one login is tried
 * without it, and a refusal holds for everybody for a moment. Thread-safe.
 */
public final class SiteDatabase extends AbstractDataSource implements AutoCloseable {

    private static final String BELIEVED_ALIVE = "com.zaxxer.hikari.aliveBypassWindowMs";
    private static final Logger DRIVER_LOG = Logger.getLogger("com.microsoft.sqlserver.jdbc");
    private static final Duration BELIEVED = Duration.ofSeconds(10);

    private final ConfigMgr settings;
    private final HikariDataSource pool;
    private final Properties login;
    private final SiteNames names;
    private volatile String name = "";
    private SQLException refusal;
    private long believedUntil = System.nanoTime();

    /** No connection can be had, and for a moment nobody asks again. */
    static final class Refusal extends SQLException {

        private static final long serialVersionUID = 1;

        private Refusal(SQLException cause) {
            super(cause.getMessage(), cause.getSQLState(), cause.getErrorCode(), cause);
        }
    }

    private SiteDatabase(ConfigMgr settings, HikariDataSource pool, Properties login) {
        this.settings = settings;
        this.pool = pool;
        this.login = login;
        this.names = new SiteNames(settings.reading().views());
    }

    /**
     * @param readers how many mappings read at once
     * @return connections of which the first is opened when one is asked for
     * @throws CollectionFault if the file of authorities cannot be used
     */
    public static SiteDatabase open(ConfigMgr settings, int readers) {
        var login = DriverProperties.of(settings);
        var config = new HikariConfig();
        config.setPoolName("site-database");
        config.setJdbcUrl(settings.url());
        config.setDataSourceProperties(login);
        config.setMaximumPoolSize(readers + 1);
        config.setMinimumIdle(0);
        config.setReadOnly(true);
        config.setConnectionTimeout(Math.max(1_000, settings.bounds().login().toMillis()));
        config.setValidationTimeout(
                Math.min(5_000, Math.max(500, settings.bounds().login().toMillis() / 2)));
        config.setInitializationFailTimeout(-1);
        if (DriverProperties.isSqlServer(settings.url())) {
            config.setConnectionInitSql(SiteCatalogue.SqlServer.ISOLATION);
            quiet();
        }
        return new SiteDatabase(settings, pool(config), login);
    }

    /** The driver warns of each attempt by itself; we tell what became of it, once. Whoever sets a level has it. */
    private static void quiet() {
        if (DRIVER_LOG.getLevel() == null) {
            DRIVER_LOG.setLevel(Level.SEVERE);
        }
    }

    /** A pool that proves each connection it lends, also one that was in use a moment ago: a failover is quick. */
    private static synchronized HikariDataSource pool(HikariConfig config) {
        System.setProperty(BELIEVED_ALIVE, "0");
        try {
            return new HikariDataSource(config);
        } finally {
            System.clearProperty(BELIEVED_ALIVE);
        }
    }

    /** @return the settings that it was opened with */
    ConfigMgr settings() {
        return settings;
    }

    SiteNames names() {
        return names;
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (pool.getHikariPoolMXBean().getTotalConnections() == 0) {
            knock();
        }
        var connection = pool.getConnection();
        name = connection.getCatalog();
        return names.wrap(connection);
    }

    /** @return the name of the database, such as {@code CM_PS1}; empty before the first connection */
    public String name() {
        return name;
    }

    /** One at a time: who waits meanwhile takes the answer that the first one got. */
    private synchronized void knock() throws SQLException {
        if (System.nanoTime() - believedUntil >= 0) {
            try (var first = firstConnection()) {
                refusal = null;
            } catch (SQLException refused) {
                refusal = refused;
            }
            believedUntil = System.nanoTime() + BELIEVED.toNanos();
        }
        if (refusal != null) {
            throw new Refusal(refusal);
        }
    }

    /** On a thread of its own, because not every driver bounds a login that a frozen server never answers. */
    private Connection firstConnection() throws SQLException {
        var answer = new CompletableFuture<Connection>()
                .orTimeout(settings.bounds().login().toMillis() + 1_000, TimeUnit.MILLISECONDS);
        var thread = new Thread(() -> login(answer), "site-database-login");
        thread.setDaemon(true);
        thread.start();
        try {
            return answer.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof TimeoutException) {
                throw new SQLTimeoutException(
                        "no answer to the login within "
                                + settings.bounds().login().toSeconds() + " s",
                        "08001",
                        new java.net.SocketTimeoutException("login"));
            }
            throw failed.getCause() instanceof SQLException refused ? refused : new SQLException(failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            answer.cancel(false);
            throw new SQLException("the runtime is stopping", "08001", stopped);
        }
    }

    /** A connection that comes when nobody waits any more is closed: it would stay open on the server. */
    private void login(CompletableFuture<Connection> answer) {
        try {
            var connection = DriverManager.getConnection(pool.getJdbcUrl(), login);
            if (!answer.complete(connection)) {
                connection.close();
            }
        } catch (Throwable refused) {
            // a library that the driver lacks is an Error: whoever waits is told at once
            answer.completeExceptionally(refused);
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
