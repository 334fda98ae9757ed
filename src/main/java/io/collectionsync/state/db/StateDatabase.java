package io.collectionsync.state.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.collectionsync.state.Heartbeat;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Clock;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.h2.api.ErrorCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** An open state database with its schema in place. Thread-safe; close it once, after everything built on it. */
public final class StateDatabase implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StateDatabase.class);
    private static final int CONNECTIONS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(250);
    private static final int ATTEMPTS = 10;

    private final StateConnection settings;
    private final HikariDataSource pool;
    private final TransactionTemplate transactions;
    private final Sql sql;
    private final WriteTurn turn;
    private final Clock clock;
    private final Heartbeat heartbeat;

    private StateDatabase(
            StateConnection settings,
            Dialect dialect,
            HikariDataSource pool,
            WriteTurn turn,
            Clock clock,
            Heartbeat heartbeat) {
        this.heartbeat = heartbeat;
        this.turn = turn;
        this.settings = settings;
        this.pool = pool;
        this.clock = clock;
        this.transactions = new TransactionTemplate(new JdbcTransactionManager(pool));
        this.sql = new Sql(new JdbcTemplate(pool), dialect, turn);
    }

    /**
     * Connects, and brings the schema to this version.
     *
     * @param settings where it is
     * @return the database, ready
     * @throws StateUnavailable if it is not reached within about ten seconds, refuses the login, was migrated by a
     *                          newer version, or the URL names a database that is not supported
     */
    public static StateDatabase open(StateConnection settings) {
        return open(settings, Clock.systemUTC(), Heartbeat.INTERVAL);
    }

    /**
     * Opens the embedded database of a data folder, which several processes may do at once; folder, database and an
     * owner-only password file are created at the first time.
     *
     * @param dataFolder the folder
     * @return the database, ready
     * @throws StateUnavailable as {@link #open(StateConnection)} does, and if the folder cannot be written
     */
    public static StateDatabase openEmbedded(Path dataFolder) {
        return open(EmbeddedDatabase.in(dataFolder));
    }

    /**
     * @param dataFolder the folder that holds the database's files
     * @return the URL under which several processes can use it at once, each commit written at once
     * @throws StateUnavailable if the path holds a semicolon, which no H2 URL can express
     */
    public static String embeddedUrl(Path dataFolder) {
        return EmbeddedDatabase.url(dataFolder);
    }

    public static StateDatabase open(StateConnection settings, Clock clock, Duration heartbeat) {
        var dialect = Dialect.of(settings);
        if (dialect == Dialect.H2) {
            EmbeddedDatabase.requireLoopback();
        }
        var properties = properties(settings, dialect);
        try (var first = connect(settings, properties)) {
            var pool = pool(settings, properties);
            try {
                var turn = WriteTurn.of(settings, dialect, PATIENCE);
                Schema.migrate(settings, dialect, pool, turn);
                return new StateDatabase(settings, dialect, pool, turn, clock, new Heartbeat(heartbeat));
            } catch (RuntimeException failed) {
                pool.close();
                throw failed;
            }
        } catch (SQLException closing) {
            throw unavailable(settings, closing);
        }
    }

    /**
     * The first connection is made without the pool, which would repeat a refused login until its time is over. Only
     * what passes by itself is waited for: another process that is about to serve the embedded database.
     */
    private static Connection connect(StateConnection settings, Properties properties) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return DriverManager.getConnection(settings.url(), properties);
            } catch (SQLException refused) {
                if (refused.getErrorCode() != ErrorCode.DATABASE_ALREADY_OPEN_1 || System.nanoTime() > end) {
                    throw unavailable(settings, refused);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            }
        }
    }

    private static Properties properties(StateConnection settings, Dialect dialect) {
        var properties = new Properties();
        properties.putAll(dialect.driverProperties(settings.url()));
        if (settings.username() != null) {
            properties.put("user", settings.username());
        }
        if (settings.password() != null) {
            properties.put("password", settings.password());
        }
        return properties;
    }

    private static HikariDataSource pool(StateConnection settings, Properties properties) {
        var config = new HikariConfig();
        config.setPoolName("state");
        config.setJdbcUrl(settings.url());
        config.setDataSourceProperties(properties);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(PATIENCE.toMillis());
        config.setValidationTimeout(PATIENCE.toMillis() / 2);
        config.setExceptionOverride(new LostConnections());
        return new HikariDataSource(config);
    }

    public Clock clock() {
        return clock;
    }

    public Heartbeat heartbeat() {
        return heartbeat;
    }

    /**
     * Runs {@code work} in one transaction, again where that is safe: a failure before the commit left nothing behind.
     * A commit that fails is not repeated, for it may have happened, unless H2 says that it had closed before.
     *
     * @throws StateUnavailable if it does not succeed
     */
    public <T> T inTransaction(Function<Sql, T> work) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (int attempt = 1; ; attempt++) {
            var tried = new Try<>(work);
            try {
                return once(tried);
            } catch (DataAccessException | TransactionException failed) {
                var cause = tried.failure == null ? failed : tried.failure;
                boolean undone = !tried.committing || LostConnections.isClosed(cause);
                if (!undone || pool.isClosed() || !mayPass(cause, attempt) || System.nanoTime() > deadline) {
                    throw unavailable(settings, cause);
                }
                LOG.debug("state - transaction repeated: {}", reason(cause));
                beforeNextAttempt(cause, attempt);
            }
        }
    }

    private <T> T once(Try<T> tried) {
        try {
            return transactions.execute(status -> tried.run(sql));
        } finally {
            if (!TransactionSynchronizationManager.isActualTransactionActive()) {
                turn.giveBack();
            }
        }
    }

    /** One attempt at a transaction; keeps the failure that the roll-back of a lost connection would hide. */
    private static final class Try<T> {

        private final Function<Sql, T> work;
        private boolean committing;
        private RuntimeException failure;

        Try(Function<Sql, T> work) {
            this.work = work;
        }

        T run(Sql sql) {
            try {
                T result = work.apply(sql);
                committing = true;
                return result;
            } catch (RuntimeException failed) {
                failure = failed;
                throw failed;
            }
        }
    }

    private void beforeNextAttempt(RuntimeException failed, int attempt) {
        if (isLostConnection(failed)) {
            pool.getHikariPoolMXBean().softEvictConnections();
        }
        long most = Math.min(10_000_000L * attempt, LONGEST_PAUSE.toNanos());
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(most / 10, most));
    }

    private static boolean mayPass(RuntimeException failed, int attempt) {
        boolean conflict = failed instanceof TransientDataAccessException || failed instanceof DuplicateKeyException;
        return isLostConnection(failed) || conflict && attempt < ATTEMPTS;
    }

    /** A pool that waited its time for a connection is not asked again. */
    private static boolean isLostConnection(RuntimeException failed) {
        return LostConnections.isClosed(failed)
                || failed instanceof DataAccessResourceFailureException
                || failed instanceof RecoverableDataAccessException
                || failed instanceof CannotCreateTransactionException
                        && !(failed.getCause() instanceof SQLTransientConnectionException);
    }

    static StateUnavailable unavailable(StateConnection settings, Exception failed) {
        String raw = reason(failed);
        String safe = Secrets.masked(raw);
        String message = "State database " + settings.safeUrl() + ": " + safe;
        return safe.equals(raw) ? new StateUnavailable(message, failed) : new StateUnavailable(message);
    }

    private static String reason(Exception failed) {
        var root = NestedExceptionUtils.getMostSpecificCause(failed);
        return root.getMessage() == null
                ? root.getClass().getSimpleName()
                : root.getMessage()
                        .lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .findFirst()
                        .orElse("");
    }

    /** Stops the heartbeat and closes every connection. */
    @Override
    public void close() {
        heartbeat.close();
        pool.close();
    }
}
