package io.collectionsync.cli;

import io.collectionsync.membership.MappingReport;
import io.collectionsync.membership.Outcomes;
import io.collectionsync.membership.RunReport;
import io.collectionsync.runtime.Engine;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ctrl+C or SIGTERM while a command is at work that ends by itself. The first one ends its engine as it ends the
 * service: the batch in flight is answered and recorded, nothing further is sent, and the command tells what was done.
 * The next one ends the process at once.
 */
final class StopRequest {

    private static final Logger LOG = LoggerFactory.getLogger(StopRequest.class);
    /** What comes closer together is one request: 'timeout' sends its signal to a process and to its group. */
    private static final Duration ONE_REQUEST = Duration.ofMillis(200);
    /** For the command to tell how it ended, when its engine has. */
    private static final Duration LAST_WORD = Duration.ofSeconds(5);

    private final List<Engine> engines = new CopyOnWriteArrayList<>();
    /** {@link System#nanoTime} of the first signal; 0 before. */
    private final AtomicLong made = new AtomicLong();

    /** Takes over the signals of this process. */
    void listen() {
        StopSignal.each(this::signalled);
    }

    /** @return {@code engine}, which a signal closes from now on */
    Engine guarded(Engine engine) {
        engines.add(engine);
        return engine;
    }

    boolean isMade() {
        return made.get() != 0;
    }

    private void signalled() {
        long now = System.nanoTime();
        if (!made.compareAndSet(0, now)) {
            if (now - made.get() > ONE_REQUEST.toNanos()) {
                Runtime.getRuntime().halt(ExitCode.STOPPED);
            }
            return;
        }
        var open = engines.stream().filter(Engine::isOpen).toList();
        open.forEach(StopRequest::close);
        try {
            TimeUnit.NANOSECONDS.sleep(open.isEmpty() ? 0 : LAST_WORD.toNanos());
        } catch (InterruptedException never) {
            Thread.currentThread().interrupt();
        }
        System.err.println(line());
        System.err.flush();
        Runtime.getRuntime().halt(ExitCode.STOPPED);
    }

    private static void close(Engine engine) {
        try {
            engine.close();
        } catch (RuntimeException unclean) {
            LOG.atWarn().addKeyValue("error", unclean.getMessage()).log("the runtime did not stop cleanly");
        }
    }

    /** @return the line of a command that has no report of its run */
    String line() {
        return engines.isEmpty()
                ? "Stopped before it was done"
                : "Stopped before it was done; 'collection-sync status' tells what was done by then";
    }

    /** @param then how it goes on @return the line of a run that was stopped */
    static String line(RunReport report, String then) {
        int all = report.mappings().stream()
                .map(MappingReport::plan)
                .filter(plan -> plan != null && !report.run().isPlanOnly())
                .mapToInt(plan -> plan.changes())
                .sum();
        int done = report.mappings().stream()
                .map(MappingReport::outcomes)
                .filter(Objects::nonNull)
                .mapToInt(Outcomes::done)
                .sum();
        return (all == 0
                        ? "Stopped before anything was sent"
                        : String.format(Locale.ROOT, "Stopped: %,d of %,d done", done, all))
                + "; " + then;
    }
}
