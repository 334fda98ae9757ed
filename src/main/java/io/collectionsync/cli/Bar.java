package io.collectionsync.cli;

import io.collectionsync.Logs;
import io.collectionsync.Progress;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * A bar on a terminal while a command works for more than a few seconds; gone at its end. It has no colours. While it
 * stands, the log tells warnings alone.
 */
final class Bar implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int WIDTH = 79;
    private static final int REDRAW_MILLIS = 500;

    private final String task;
    private final ProgressBarStyle style;
    private final Supplier<Progress.State> progress;
    private final PrintStream out;
    private final ScheduledExecutorService drawer;
    private ProgressBar bar;

    /**
     * @param out      standard error
     * @param patience how long a command may work without a bar
     */
    Bar(Terminal terminal, String task, Supplier<Progress.State> progress, PrintStream out, Duration patience) {
        this.task = task;
        this.style = terminal.isUnicode() ? ProgressBarStyle.UNICODE_BLOCK : ProgressBarStyle.ASCII;
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
        if (drawer.isShutdown()) {
            return;
        }
        if (bar == null) {
            Logs.quiet(true);
            bar = new ProgressBarBuilder().setTaskName(task).setStyle(style).setInitialMax(1).clearDisplayOnFinish()
                    .setConsumer(new ConsoleProgressBarConsumer(out, WIDTH)).setUpdateIntervalMillis(REDRAW_MILLIS)
                    .build();
        }
        var state = progress.get();
        boolean sending = state.changes() > 0;
        bar.maxHint(Math.max(1, sending ? state.changes() : state.mappings()));
        bar.stepTo(sending ? state.changesDone() : state.mappingsDone());
        bar.setExtraMessage(sending ? "changes, " + state.mappingsDone() + "/" + state.mappings() + " mappings"
                : "mappings");
        bar.refresh();
    }

    /** Takes the bar away. */
    @Override
    public void close() {
        drawer.shutdownNow();
        synchronized (this) {
            if (bar != null) {
                bar.close();
                Logs.quiet(false);
            }
        }
    }
}
