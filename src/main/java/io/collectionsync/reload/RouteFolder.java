package io.collectionsync.reload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts saved edits of the routes folder into the running context, without a restart.
 *
 * <p>The folder is looked at by content. An edit is taken up when two looks in a row saw the same; it is judged with
 * all files together, and swapped in when no run is in progress. A broken edit changes nothing but {@link #getFault()}.
 */
public final class RouteFolder implements RoutesMXBean, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RouteFolder.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    /** While an edit waits: the time between two runs may be short. */
    private static final int LOOKS_WHILE_PENDING = 10;
    /** A file that could not be read may be readable now, and a fault so gone, without another edit. */
    private static final Duration JUDGE_AGAIN = Duration.ofMinutes(1);

    private static final Duration LAST_SWAP = Duration.ofSeconds(25);

    private final CamelContext live;
    private final Path folder;
    private final Set<NeededRoute> needed;
    private final Duration interval;
    private final Swap swap;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread = new Thread(this::watch, "route-folder");

    private RouteFiles accepted;
    private Look last;
    private Look judged;
    private long judgedAt;
    private boolean swapFailed;
    private String logged;

    private volatile String fault;
    private volatile Instant lastReload;
    private final AtomicLong reloads = new AtomicLong();
    private volatile boolean pending;

    /**
     * @param live   has loaded the folder, or is about to
     * @param folder {@code routes} of the home
     * @throws UncheckedIOException if the folder cannot be read
     */
    public RouteFolder(CamelContext live, Path folder) {
        this(live, folder, EnumSet.allOf(NeededRoute.class), LOOK);
    }

    RouteFolder(CamelContext live, Path folder, Set<NeededRoute> needed, Duration interval) {
        this.live = live;
        this.folder = folder.toAbsolutePath();
        this.needed = Set.copyOf(needed);
        this.interval = interval;
        this.swap = new Swap(live, NeededRoute.RUN.id(), "file:" + this.folder + "/");
        try {
            accepted = RouteFiles.read(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread.setDaemon(true);
    }

    /**
     * Judges a folder before anything goes through it.
     *
     * @param live     has the beans and properties; its routes do not matter
     * @param rehearse whether to build the routes too, to find what a live context did not take
     * @return what is wrong, each with file, line and reason; empty if nothing is
     */
    public static List<String> faults(CamelContext live, Path folder, boolean rehearse) {
        try {
            var files = RouteFiles.read(folder);
            return faults(live, files, EnumSet.allOf(NeededRoute.class), rehearse).stream()
                    .map(Fault::toString)
                    .toList();
        } catch (IOException e) {
            return List.of("the folder cannot be read: " + e);
        }
    }

    private static List<Fault> faults(CamelContext live, RouteFiles files, Set<NeededRoute> needed, boolean rehearse) {
        var faults = new ArrayList<>(
                RouteRules.faults(files, needed, bean -> live.getRegistry().lookupByName(bean) != null));
        if (rehearse) {
            var broken = faults.stream().map(Fault::file).collect(Collectors.toSet());
            var others = new TreeSet<>(files.routes().keySet());
            others.removeAll(broken);
            faults.addAll(Rehearsal.faults(live, files, others));
        }
        return faults;
    }

    /** Begins to watch. Call it once the live context runs. */
    public void start() {
        thread.start();
    }

    @Override
    public String getFault() {
        return fault;
    }

    @Override
    public String getLastReload() {
        return lastReload == null ? null : lastReload.toString();
    }

    @Override
    public long getReloads() {
        return reloads.get();
    }

    @Override
    public boolean isPending() {
        return pending;
    }

    /** Ends the watch; an edit that is just being put in is finished first. */
    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join(LAST_SWAP.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void watch() {
        try {
            do {
                look();
            } while (!stop.await(pause(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long pause() {
        return pending ? Math.max(1, interval.toMillis() / LOOKS_WHILE_PENDING) : interval.toMillis();
    }

    private void look() {
        try {
            var seen = Look.at(folder);
            var settled = seen.equals(last);
            last = seen;
            if (!settled) {
                return;
            }
            if (!seen.equals(judged) || isTimeToJudgeAgain()) {
                judge(seen);
            }
            if (fault == null && !seen.files().equals(accepted)) {
                takeUp(seen.files());
            }
        } catch (RuntimeException | LinkageError e) {
            refuse("The routes cannot be judged: " + e);
            LOG.debug("routes cannot be judged", e);
        }
    }

    private boolean isTimeToJudgeAgain() {
        return fault != null && !swapFailed && System.nanoTime() - judgedAt > JUDGE_AGAIN.toNanos();
    }

    private void judge(Look seen) {
        var first = judged == null;
        logged = seen.equals(judged) ? logged : null;
        judged = seen;
        judgedAt = System.nanoTime();
        pending = false;
        swapFailed = false;
        if (seen.files() == null) {
            refuse("The folder cannot be read: " + seen.trouble());
            return;
        }
        // what the start took needs no rehearsal
        var faults = faults(live, seen.files(), needed, !(first && seen.files().equals(accepted)));
        if (!faults.isEmpty()) {
            refuse(faults.stream().map(Fault::toString).collect(Collectors.joining("; ")));
        } else if (fault != null) {
            fault = null;
            LOG.info("routes are in order again");
        }
    }

    private void refuse(String reason) {
        if (!reason.equals(logged)) {
            logged = reason;
            LOG.atError().addKeyValue("error", reason).log("route edit refused, the old routes go on");
        }
        fault = reason;
    }

    private void takeUp(RouteFiles edit) {
        try {
            if (swap.put(accepted, edit)) {
                accept(edit);
            } else {
                await(edit);
            }
        } catch (Swap.Failed failed) {
            pending = false;
            swapFailed = true;
            refuse("The edit of " + names(edit) + " " + failed.getMessage()
                    // Camel reads them from their files
                    + (accepted.changedQueries(edit).isEmpty() ? "" : "; queries stay as saved"));
            LOG.debug("route edit failed", failed);
        }
    }

    private void await(RouteFiles edit) {
        if (!pending) {
            LOG.atInfo().addKeyValue("files", names(edit)).log("route edit waits for the end of the run in progress");
        }
        pending = true;
    }

    private void accept(RouteFiles edit) {
        LOG.atInfo()
                .addKeyValue("files", names(edit))
                .addKeyValue(
                        "routes",
                        Swap.touched(accepted, edit).stream()
                                .map(RouteFiles::idOf)
                                .collect(Collectors.joining(", ")))
                .log("route edit in effect");
        accepted = edit;
        lastReload = Instant.now();
        reloads.incrementAndGet();
        pending = false;
    }

    /** The files that the edit changes. */
    private String names(RouteFiles edit) {
        return Stream.concat(
                        accepted.changedRoutes(edit).stream(),
                        accepted.changedQueries(edit).stream().map(sql -> "sql/" + sql))
                .collect(Collectors.joining(", "));
    }

    /**
     * The folder at one look.
     *
     * @param files   null if it could not be read
     * @param trouble why not
     */
    private record Look(RouteFiles files, String trouble) {

        static Look at(Path folder) {
            try {
                return new Look(RouteFiles.read(folder), null);
            } catch (IOException e) {
                return new Look(null, e.toString());
            }
        }
    }
}
