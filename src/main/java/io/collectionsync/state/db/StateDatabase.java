package io.collectionsync.state.db;

import io.collectionsync.settings.Settings;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.transaction.TransactionException;

/** An open state database with its schema in place. Thread-safe; close it once, after everything built on it. */
public final class StateDatabase implements AutoCloseable {

    private final StateConnection connection;
    private final Dialect dialect;
    /** Of the embedded database; a server has none. */
    private final Optional<StateFile> file;

    private final ConnectionPool pool;
    private final Transactions transactions;
    private final Identity identity;
    private final Clock clock;
    private final Heartbeat heartbeat;

    private StateDatabase(
            StateConnection connection,
            Dialect dialect,
            Optional<StateFile> file,
            ConnectionPool pool,
            Clock clock,
            Duration heartbeat,
            Duration patience) {
        this.connection = connection;
        this.dialect = dialect;
        this.file = file;
        this.pool = pool;
        this.clock = clock;
        Schema.migrate(connection, dialect, pool.readers());
        transactions = new Transactions(pool, dialect, patience);
        identity = answered(() -> Identity.of(transactions, clock));
        file.ifPresent(StateFile::prove);
        this.heartbeat = new Heartbeat(heartbeat);
    }

    /**
     * Opens the database of these settings.
     *
     * @throws StateUnavailable as {@link #open(StateConnection)} and {@link #openEmbedded(Path)} do
     */
    public static StateDatabase open(Settings settings) {
        return open(settings, Clock.systemUTC());
    }

    /**
     * The same with another clock for what is recorded.
     *
     * @throws StateUnavailable as {@link #open(Settings)} does
     */
    public static StateDatabase open(Settings settings, Clock clock) {
        return open(connection(settings), clock, Heartbeat.INTERVAL);
    }

    /**
     * @return the tool by which the server of these settings makes backups; empty for the embedded database, of which
     *     {@link #backup} makes one
     * @throws StateUnavailable if the URL names a database that is not supported
     */
    public static Optional<String> serverTool(Settings settings) {
        return Optional.ofNullable(Dialect.of(connection(settings)).backupTool());
    }

    /** @return whether the embedded database of these settings has been made */
    public static boolean isMade(Settings settings) {
        return Files.exists(connection(settings).file());
    }

    private static StateConnection connection(Settings settings) {
        var state = settings.state();
        return state.isEmbedded()
                ? StateConnection.embedded(settings.home().resolve("data"))
                : new StateConnection(state.url(), state.username(), state.password());
    }

    /**
     * Opens the embedded database of a data folder, which several processes may do at once; folder and file are created
     * at the first time, the owner's alone.
     *
     * @param dataFolder the folder
     * @return the database, ready
     * @throws StateUnavailable as {@link #open(StateConnection)} does, and if the folder cannot be written or lies on a
     *                          network file system
     */
    public static StateDatabase openEmbedded(Path dataFolder) {
        return open(StateConnection.embedded(dataFolder));
    }

    /**
     * Connects, and brings the schema to this version.
     *
     * @param connection where it is
     * @return the database, ready
     * @throws StateUnavailable if it is not reached within about ten seconds, refuses the login, was migrated by a
     *                          newer version, or the URL names a database that is not supported
     */
    public static StateDatabase open(StateConnection connection) {
        return open(connection, Clock.systemUTC(), Heartbeat.INTERVAL);
    }

    /**
     * The same with another clock for what is recorded, and another heartbeat.
     *
     * @throws StateUnavailable as {@link #open(StateConnection)} does
     */
    public static StateDatabase open(StateConnection connection, Clock clock, Duration heartbeat) {
        return open(connection, clock, heartbeat, Transactions.PATIENCE);
    }

    /** @param patience how long a transaction may take with all its repetitions, and how long it waits for others */
    static StateDatabase open(StateConnection connection, Clock clock, Duration heartbeat, Duration patience) {
        var dialect = Dialect.of(connection);
        var file = dialect == Dialect.SQLITE ? Optional.of(embedded(connection)) : Optional.<StateFile>empty();
        var pool = ConnectionPool.open(connection, dialect, patience);
        try {
            return new StateDatabase(connection, dialect, file, pool, clock, heartbeat, patience);
        } catch (RuntimeException failed) {
            pool.close();
            throw failed;
        }
    }

    private static StateFile embedded(StateConnection connection) {
        NativeLibrary.load(connection);
        return StateFile.prepare(connection);
    }

    /** @return the clock by which records are dated; whether a process lives is judged by {@link #now} alone */
    public Clock clock() {
        return clock;
    }

    /** @return the SQL expression for the database's present time: the one clock that all processes share */
    public String now() {
        return dialect.now();
    }

    /** @return what stands behind {@code order by} to get so many rows at most, with one mark for the number */
    public String limit() {
        return dialect.limit();
    }

    /** @return the id of this database; a restored copy has one of its own */
    public UUID id() {
        return identity.state();
    }

    public Heartbeat heartbeat() {
        return heartbeat;
    }

    /** @return when the backup was made of which this is the restored copy; empty unless it is one */
    public Optional<Instant> restoredOf() {
        return read(Identity::find).map(Identity::restoredOf);
    }

    /**
     * Runs {@code work}, which changes nothing, in one transaction: all that it reads is of one moment. Keep it short.
     *
     * @throws StateUnavailable if it does not succeed, or the embedded database's file was replaced
     */
    public <T> T read(Function<JdbcOperations, T> work) {
        return answered(() -> transactions.read(jdbc -> {
            file.ifPresent(StateFile::prove);
            return work.apply(jdbc);
        }));
    }

    /**
     * Runs {@code work} in one transaction, again where that is safe: a failure before the commit left nothing behind,
     * and a commit that fails is not repeated, for it may have happened. What is committed was written to the state of
     * this home: an embedded database that was replaced meanwhile takes nothing more.
     *
     * @throws StateUnavailable if it does not succeed, or the embedded database was replaced
     */
    public <T> T write(Function<JdbcOperations, T> work) {
        return answered(() -> transactions.write(jdbc -> {
            file.ifPresent(opened -> prove(opened, jdbc));
            return work.apply(jdbc);
        }));
    }

    private void prove(StateFile opened, JdbcOperations jdbc) {
        opened.prove();
        if (!identity.isIn(jdbc)) {
            throw opened.replaced();
        }
    }

    /**
     * Copies the embedded database to a new file, the owner's alone, while others use it. Wherever the copy is put, it
     * is known as a restored one by {@link #restoredOf}.
     *
     * @throws FileAlreadyExistsException if {@code target} exists
     * @throws StateUnavailable           if the database cannot be read, the copy not be written, or it is a server's
     */
    public void backup(Path target) throws FileAlreadyExistsException {
        if (dialect.backupTool() != null) {
            throw connection.unavailable("only a state file is copied; use the server's " + dialect.backupTool());
        }
        new Backup(connection, pool.readers()).write(target, clock.instant());
    }

    private <T> T answered(Supplier<T> work) {
        try {
            return work.get();
        } catch (DataAccessException | TransactionException | UnknownCommit failed) {
            throw file.filter(opened -> !opened.isOpened())
                    .map(StateFile::replaced)
                    .orElseGet(() -> connection.unavailable(failed));
        }
    }

    /** Stops the heartbeat and closes every connection. */
    @Override
    public void close() {
        heartbeat.close();
        pool.close();
    }
}
