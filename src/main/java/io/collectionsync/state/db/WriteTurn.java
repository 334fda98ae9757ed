package io.collectionsync.state.db;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.h2.engine.ConnectionInfo;

/**
 * One transaction at a time writes to an H2 database, over all threads and processes that share its file. H2 saves one
 * table after the other when a transaction commits: of another transaction that writes meanwhile it saves a part, and a
 * process that is killed before the next save leaves rows without their index, half a transaction, numbers that are
 * given twice, and rows for which writers wait for ever (measured with H2 2.3 to 2.5: after about one kill in ten where
 * seven threads write, never where one does; h2database issue 2080). A transaction takes its turn with its first
 * change, and gives it back when it has ended; one that only reads needs none. The lock of a file ends with its
 * process.
 */
final class WriteTurn {

    /** Of a database that saves a transaction whole or not at all. */
    static final WriteTurn NOT_NEEDED = new WriteTurn(null, null, null, Duration.ZERO);

    private static final Map<String, ReentrantLock> TURNS = new ConcurrentHashMap<>();
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(2);

    private final StateConnection settings;
    private final Path file;
    private final ReentrantLock turn;
    private final Duration patience;
    private FileChannel channel;

    private WriteTurn(StateConnection settings, Path file, ReentrantLock turn, Duration patience) {
        this.settings = settings;
        this.file = file;
        this.turn = turn;
        this.patience = patience;
    }

    /** @param patience how long a transaction waits for the others */
    static WriteTurn of(StateConnection settings, Dialect dialect, Duration patience) {
        if (dialect != Dialect.H2) {
            return NOT_NEEDED;
        }
        var database = new ConnectionInfo(settings.url(), new Properties(), null, null);
        boolean shared = database.isPersistent() && !database.isRemote();
        return new WriteTurn(
                settings,
                shared ? Path.of(database.getName() + ".write.lock") : null,
                TURNS.computeIfAbsent(database.getName(), name -> new ReentrantLock(true)),
                patience);
    }

    /**
     * Waits for the turn, unless this thread has it.
     *
     * @throws StateUnavailable if others write for longer than the patience, the file cannot be locked, or the thread
     *                          is interrupted
     */
    void take() {
        if (turn == null || turn.isHeldByCurrentThread()) {
            return;
        }
        long end = System.nanoTime() + patience.toNanos();
        boolean taken = false;
        try {
            taken = turn.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS) && (file == null || lockFile(end));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw failed("stopped while others were writing to it", stopping);
        } catch (IOException refused) {
            throw failed(file + " cannot be locked: " + refused.getMessage(), refused);
        } finally {
            if (!taken) {
                giveBack();
            }
        }
        if (!taken) {
            throw failed("others have been writing to it for " + patience.toSeconds() + " s", null);
        }
    }

    private boolean lockFile(long end) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        while (channel.tryLock() == null) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST_PAUSE / 10, LONGEST_PAUSE));
        }
        return true;
    }

    private StateUnavailable failed(String why, Exception cause) {
        return new StateUnavailable("State database " + settings.safeUrl() + ": " + why, cause);
    }

    /** Lets the next one write. Does nothing if this thread has not the turn. */
    void giveBack() {
        if (turn == null || !turn.isHeldByCurrentThread()) {
            return;
        }
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException failed) {
            throw failed(file + " cannot be unlocked: " + failed.getMessage(), failed);
        } finally {
            channel = null;
            turn.unlock();
        }
    }
}
