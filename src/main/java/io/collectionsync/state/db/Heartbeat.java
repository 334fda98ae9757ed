package io.collectionsync.state.db;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One daemon thread that shows other processes that this one lives. Starts with the first thing to keep alive. */
public final class Heartbeat implements AutoCloseable {

    public static final Duration INTERVAL = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

    private final List<Runnable> beats = new CopyOnWriteArrayList<>();
    private final Duration interval;
    private ScheduledExecutorService timer;

    Heartbeat(Duration interval) {
        this.interval = interval;
    }

    /** Has {@code beat} called at each interval until it is left out or the database is closed. */
    public synchronized void keep(Runnable beat) {
        beats.add(beat);
        if (timer == null) {
            timer = Executors.newSingleThreadScheduledExecutor(work -> {
                var thread = new Thread(work, "state-heartbeat");
                thread.setDaemon(true);
                return thread;
            });
            timer.scheduleWithFixedDelay(this::beat, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Calls {@code beat} no more. */
    public void leaveOut(Runnable beat) {
        beats.remove(beat);
    }

    /** Calls them all now, as the timer does. */
    public void beat() {
        for (var beat : beats) {
            try {
                beat.run();
            } catch (RuntimeException failed) {
                LOG.atWarn().addKeyValue("error", failed.getMessage()).log("heartbeat failed");
            }
        }
    }

    @Override
    public synchronized void close() {
        if (timer != null) {
            timer.shutdownNow();
        }
    }
}
