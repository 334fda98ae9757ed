package io.collectionsync.reload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts saved edits of the routes folder into the running context, without a restart.
 *
 * <p>The folder is looked at by content. An edit is taken up when two looks in a row saw the same; it is judged with
 * all files together, and swapped in when no run is in progress. A broken edit changes nothing but {@link #fault()}.
 */
public final class RouteFolder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RouteFolder.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    /** While an edit waits: the time between two runs may be short. */
    private static final int LOOKS_WHILE_PENDING = 10;
    /** A file that could not be read may be readable now, and a fault so gone, without another edit. */
    private static final Duration JUDGE_AGAIN = Duration.ofMinutes(1);

    private static final Duration LAST_SWAP = Duration.ofSeconds(25);
    /** Every run goes through this route. */
    private static final String RUN = "run";

    private final CamelContext live;
    private final Path folder;
    private final Set<String> needed;
    private final Duration interval;
    private final Swap swap;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread = new Thread(this::watch, "route-folder");

    private RouteFiles accepted;
    private Draft acceptedDraft;
    private Look last;
    private Look judged;
    private Draft draft;
    private long judgedAt;
    private boolean swapFailed;
    private String logged;

    private volatile String fault;
    private volatile Instant lastReload;
    private volatile long reloads;
    private volatile boolean pending;

    /**
     * @param live   has loaded the folder, or is about to
     * @param folder {@code routes} of the home
     * @param needed ids of the routes that Java sends messages to; they may be edited and not taken away
     * @throws UncheckedIOException if the folder cannot be read
     */
    public RouteFolder(CamelContext live, Path folder, Set<String> needed) {
        this(live, folder, needed, LOOK);
    }

    RouteFolder(CamelContext live, Path folder, Set<String> needed, Duration interval) {
        this.live = live;
        this.folder = folder.toAbsolutePath();
        this.needed = new TreeSet<>(needed);
        this.needed.add(RUN);
        this.interval = interval;
        this.swap = new Swap(live, RUN, "file:" + this.folder + "/");
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
     * @param needed   as above
     * @param rehearse whether to build the routes too, which a live context that took them has done already
     * @return what is wrong, each with file, line and reason; empty if nothing is
     */
    public static List<String> faults(CamelContext live, Path folder, Set<String> needed, boolean rehearse) {
        try {
            var files = RouteFiles.read(folder);
            var draft = new Draft(live, files, needed);
            var faults = draft.faults().isEmpty() && rehearse ? Rehearsal.faults(live, files, draft) : draft.faults();
            return faults.stream().map(Fault::toString).toList();
        } catch (IOException e) {
            return List.of("the folder cannot be read: " + e);
        }
    }

    /** Begins to watch. Call it once the live context runs. */
    public void start() {
        thread.start();
    }

    /** What is wrong with the folder as it is saved now, each fault with file, line and reason; null if nothing is. */
    public String fault() {
        return fault;
    }

    /** When an edit last took effect; null if none did yet. */
    public Instant lastReload() {
        return lastReload;
    }

    /** How many edits took effect since the start. */
    public long reloads() {
        return reloads;
    }

    /** Whether a good edit waits for the end of a run. */
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
            LOG.debug("routes - cannot be judged", e);
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
        draft = new Draft(live, seen.files(), needed);
        acceptedDraft = acceptedDraft == null ? new Draft(live, accepted, needed) : acceptedDraft;
        var faults = draft.faults();
        // what the start took needs no rehearsal
        if (faults.isEmpty() && !(first && seen.files().equals(accepted))) {
            faults = Rehearsal.faults(live, seen.files(), draft);
        }
        if (!faults.isEmpty()) {
            refuse(faults.stream().map(Fault::toString).collect(Collectors.joining("; ")));
        } else if (fault != null) {
            fault = null;
            LOG.info("routes - nothing is wrong any more");
        }
    }

    private void refuse(String reason) {
        fault = reason;
        if (!reason.equals(logged)) {
            logged = reason;
            LOG.error("routes - edit refused, the old routes go on: {}", reason);
        }
    }

    private void takeUp(RouteFiles edit) {
        var touched = Swap.touched(accepted, acceptedDraft, edit, draft);
        try {
            if (swap.isBusy(touched)) {
                await(touched);
                return;
            }
            var gate = swap.shut(touched);
            if (gate == null) {
                await(touched);
                return;
            }
            try {
                replace(edit, touched);
            } finally {
                gate.open(live.getRoutes());
            }
        } catch (Exception e) {
            swapFailed = true;
            refuse("The edit of " + String.join(", ", touched) + " could not be put in: " + e);
        }
        pending = false;
    }

    private void await(SortedSet<String> touched) {
        if (!pending) {
            LOG.info("routes - the edit waits for the end of the run in progress: {}", String.join(", ", touched));
        }
        pending = true;
    }

    private void replace(RouteFiles edit, SortedSet<String> touched) throws Exception {
        try {
            swap.replace(touched, edit, draft);
        } catch (Exception e) {
            // not so the queries: Camel reads them from their files
            LOG.error(
                    "routes - the edit failed on its way in, old routes are put back: {}; queries stay as saved: {}",
                    touched,
                    accepted.changedQueries(edit),
                    e);
            putBack(touched, e);
            throw e;
        }
        var files = new TreeSet<>(accepted.changedRoutes(edit));
        accepted.changedQueries(edit).forEach(sql -> files.add("sql/" + sql));
        accepted = edit;
        acceptedDraft = draft;
        lastReload = Instant.now();
        reloads++;
        LOG.info(
                "routes - edit in effect: {} (routes built anew: {})",
                String.join(", ", files),
                touched.stream().map(RouteFiles::idOf).collect(Collectors.joining(", ")));
    }

    private void putBack(SortedSet<String> touched, Exception cause) {
        try {
            swap.replace(touched, accepted, acceptedDraft);
        } catch (Exception e) {
            LOG.error("routes - the old routes could not be put back either, save the folder again or restart", e);
            cause.addSuppressed(e);
        }
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
