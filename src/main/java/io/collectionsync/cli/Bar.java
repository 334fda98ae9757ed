package io.collectionsync.cli;

import io.collectionsync.reconcile.Progress;
import io.collectionsync.runtime.Logs;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A bar on a terminal while a command works for more than a few seconds; gone at its end. It has no colours, and draws
 * with nothing but a carriage return. While it stands, the log tells warnings alone.
 */
final class Bar implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(3);
    /** A terminal of 80 columns, the last of which would begin a new line. */
    private static final int WIDTH = 79;

    private static final int BLOCKS = 20;
    private static final int REDRAW_MILLIS = 500;

    private final String task;
    private final boolean unicode;
    private final Supplier<Progress.State> progress;
    private final PrintStream out;
    private final ScheduledExecutorService drawer;
    private boolean drawn;

    /**
     * @param out      standard error
     * @param patience how long a command may work without a bar
     */
    Bar(Terminal terminal, String task, Supplier<Progress.State> progress, PrintStream out, Duration patience) {
        this.task = task;
        this.unicode = terminal.isUnicode();
        this.progress = progress;
        this.out = out;
        drawer = Executors.newSingleThreadScheduledExecutor(work -> {
            var thread = new Thread(work, "progress");
            thread.setDaemon(true);
            return thread;
        });
        if (terminal.canRedraw()) {
            drawer.scheduleWithFixedDelay(this::draw, patience.toMillis(), REDRAW_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void draw() {
        if (!drawer.isShutdown()) {
            Logs.quiet(true);
            drawn = true;
            write(line(progress.get()));
        }
    }

    private void write(String line) {
        out.print(("\r%-" + WIDTH + "." + WIDTH + "s").formatted(line));
        out.flush();
    }

    private String line(Progress.State state) {
        String mappings = "%d/%d mappings".formatted(state.mappingsDone(), state.mappings())
                + (state.waiting() == 0 ? "" : ", " + state.waiting() + " wait for another run");
        // mappings that are read still will bring more changes
        long most = state.mappingsDone() == state.mappings() ? state.changes() : state.changes() * 99 / 100;
        return state.changes() == 0
                ? bar(state.mappingsDone(), state.mappings()) + mappings
                : bar(Math.min(state.changesDone(), most), state.changes())
                        + String.format(Locale.ROOT, "%,d/%,d changes, ", state.changesDone(), state.changes())
                        + mappings;
    }

    private String bar(long done, long all) {
        int percent = all == 0 ? 0 : (int) (100 * done / all);
        int full = percent * BLOCKS / 100;
        return "%s [%s%s] %d%% "
                .formatted(
                        task,
                        (unicode ? "\u2588" : "#").repeat(full),
                        (unicode ? "\u2591" : ".").repeat(BLOCKS - full),
                        percent);
    }

    /** Takes the bar away. */
    @Override
    public void close() {
        drawer.shutdownNow();
        synchronized (this) {
            if (drawn) {
                write("");
                out.print('\r');
                out.flush();
                Logs.quiet(false);
            }
        }
    }
}
