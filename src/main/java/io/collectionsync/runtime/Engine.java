package io.collectionsync.runtime;

import io.collectionsync.graph.MissingStep;
import io.collectionsync.graph.read.GroupFacts;
import io.collectionsync.graph.throttle.TenantThrottle;
import io.collectionsync.graph.work.Inquiry;
import io.collectionsync.graph.write.GroupCreation;
import io.collectionsync.logging.LogRun;
import io.collectionsync.management.Management;
import io.collectionsync.management.Records;
import io.collectionsync.membership.Desired;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.Run;
import io.collectionsync.membership.RunReport;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.membership.Status;
import io.collectionsync.membership.Trigger;
import io.collectionsync.reconcile.Failures;
import io.collectionsync.reconcile.Progress;
import io.collectionsync.reconcile.Reconciliation;
import io.collectionsync.reload.NeededRoute;
import io.collectionsync.reload.RouteFolder;
import io.collectionsync.run.RunService;
import io.collectionsync.settings.Configuration;
import io.collectionsync.site.SiteProbe;
import io.collectionsync.state.ApprovalRefused;
import io.collectionsync.state.Pause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.main.Main;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running program: the routes of the home's folder with their beans. Commands and schedule go through the same
 * routes.
 */
public final class Engine implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    /** SIGTERM ends the process within 30 s (contract); the rest is for the pools. */
    private static final Duration LAST_BATCH = Duration.ofSeconds(20);

    private final Beans wiring;
    private final Main main = new Main();
    /** Null in a command that ends by itself: there is nothing to watch. */
    private Management management;

    private RouteFolder edits;
    private volatile boolean isClosed;

    private Engine(Beans wiring) {
        this.wiring = wiring;
    }

    /**
     * @param configuration proved settings and mappings
     * @param environment   as the settings were read with
     * @param scheduled     whether Quartz starts runs and replays, and the MBeans are registered
     * @throws io.collectionsync.state.db.StateUnavailable if the state database cannot be opened
     * @throws EngineFault if a route cannot be started, or the MBeans of another runtime are registered in this
     *                     process; one line with file and reason
     */
    public static Engine start(Configuration configuration, Map<String, String> environment, boolean scheduled) {
        return start(configuration, environment, scheduled, Clock.systemUTC());
    }

    /** @param clock what time it is; leases and shared waits go by the database's */
    public static Engine start(
            Configuration configuration, Map<String, String> environment, boolean scheduled, Clock clock) {
        var wiring = new Beans(configuration, environment, clock);
        var engine = new Engine(wiring);
        try {
            engine.wiring.runs.closeInterrupted();
            engine.wiring.warnOfClock();
            engine.configure(scheduled);
            engine.startRoutes();
        } catch (Exception e) {
            engine.close();
            throw e instanceof EngineFault fault
                    ? fault
                    : new EngineFault("The runtime cannot be started: " + EngineFault.reason(e), e);
        }
        if (scheduled) {
            SiteProbe.logAbout(wiring.site);
            engine.manage();
        }
        return engine;
    }

    /** @throws EngineFault with every fault of the files, also of those that Camel does not notice */
    private void startRoutes() throws Exception {
        try {
            main.init();
        } catch (Exception refused) {
            requireSound(true, refused);
            throw refused;
        }
        // before anything goes through them
        requireSound(false, null);
        try {
            main.start();
        } catch (Exception refused) {
            requireSound(true, refused);
            throw refused;
        }
    }

    private void requireSound(boolean rehearse, Exception refused) {
        var folder = wiring.settings.home().resolve("routes");
        var faults = context() == null ? List.<String>of() : RouteFolder.faults(context(), folder, rehearse);
        if (!faults.isEmpty()) {
            throw new EngineFault(
                    "The routes in " + folder + " cannot be started: " + String.join("; ", faults), refused);
        }
    }

    private void manage() {
        try {
            management = Management.start(
                    new EngineControl(this),
                    new Records(wiring.states, wiring.deadLetters, wiring.runs, wiring.pauses, wiring.notices),
                    wiring.clock);
            edits = new RouteFolder(context(), wiring.settings.home().resolve("routes"));
            management.publish("Routes", edits);
            edits.start();
            var http = wiring.settings.monitoring().httpPort();
            if (http != null) {
                management.listen(
                        http,
                        wiring.settings
                                .runs()
                                .schedule()
                                .gap(wiring.clock.instant())
                                .multipliedBy(2)
                                .plus(LAST_BATCH));
            }
        } catch (IllegalStateException | UncheckedIOException refused) {
            close();
            throw new EngineFault(refused.getMessage(), refused);
        }
    }

    private void configure(boolean scheduled) {
        var settings = wiring.settings;
        main.setDefaultPropertyPlaceholderLocation("false");
        settings.camel().forEach(main::addInitialProperty);
        main.addInitialProperty("home.folder", settings.home().toAbsolutePath().toString());
        main.addInitialProperty("schedule.enabled", String.valueOf(scheduled));
        main.addInitialProperty(
                "graph.retry-delay",
                String.valueOf(settings.graph().retryDelay().toMillis()));
        main.addInitialProperty("schedule.cron", settings.runs().schedule().cron());
        main.addInitialProperty("dead-letters.cron", settings.runs().schedule().deadLettersCron());
        main.configure().setName("collection-sync");
        // the MBeans of all steps are a third of a start, and a command is over before anybody looks
        main.configure().setJmxEnabled(scheduled);
        // the routes are those of the folder: Camel would look for more in every class of this package
        main.configure().setBasePackageScanEnabled(false);
        main.configure().setRoutesIncludePattern("file:" + settings.home().toAbsolutePath() + "/routes/*.camel.yaml");
        // Camel's own would hang a hook into the JVM's end that waits for the run, and lets it go on
        main.setShutdownStrategy(new SimpleMainShutdownStrategy());
        main.configure().setShutdownTimeout((int) LAST_BATCH.toSeconds());
        main.configure().setShutdownLogInflightExchangesOnTimeout(false);
        wiring.bind(main);
    }

    /**
     * Carries out one run through the route {@code run}.
     *
     * @return its report
     * @throws RuntimeException the cause, if the run as a whole could not be carried out
     */
    public RunReport run(RunRequest request) {
        return ask(NeededRoute.RUN, request, RunReport.class);
    }

    /**
     * Has a route answer a command.
     *
     * @throws RuntimeException the cause, if it could not
     */
    public <T> T ask(NeededRoute route, Object question, Class<T> answer) {
        try (var template = context().createProducerTemplate()) {
            return required(route, template.requestBody(route.uri(), question, answer));
        } catch (CamelExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            LogRun.end();
        }
    }

    /** Nothing is no answer: who takes it for "none" or "no" tells what nobody has found out. */
    private static <T> T required(NeededRoute route, T answer) {
        if (answer == null) {
            throw new IllegalStateException("The route " + route.id() + " gave no answer: undo the last edit of routes/"
                    + route.id() + ".camel.yaml");
        }
        return answer;
    }

    /**
     * Has a route look at one mapping, outside of any run.
     *
     * @return what it left
     * @throws IllegalStateException if it could not; one line with the fix
     */
    private Reconciliation look(Mapping mapping, NeededRoute route) {
        var run = new Run("look", RunRequest.Mode.PLAN, Trigger.COMMAND, wiring.clock.instant(), List.of(mapping));
        var reconciliation = new Reconciliation(run, mapping);
        try (var template = context().createProducerTemplate()) {
            var asked =
                    template.request(route.uri(), exchange -> exchange.setVariable("reconciliation", reconciliation));
            if (asked.getException() != null) {
                throw new IllegalStateException(
                        Failures.of(asked.getException()).text(), asked.getException());
            }
            return reconciliation;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @return the facts of a mapping's group, which exists and can be a target
     * @throws IllegalStateException if it cannot, or they cannot be told
     */
    public GroupFacts groupFacts(Mapping mapping) {
        return look(mapping, NeededRoute.GROUP_FACTS).target();
    }

    /**
     * @return the members that a mapping's collections ask for now; its group is not asked for
     * @throws IllegalStateException if they cannot be told
     */
    public Desired desired(Mapping mapping) {
        return look(mapping, NeededRoute.COLLECTION_MEMBERS).desired();
    }

    /**
     * Has Graph answer an inquiry.
     *
     * @return it, answered
     * @throws RuntimeException the cause, if it could not
     */
    public <T extends Inquiry> T inquire(T inquiry) {
        ask(NeededRoute.GRAPH_WORKER, inquiry, Object.class);
        inquiry.requireAnswered();
        return inquiry;
    }

    /**
     * @return the application permissions that a fresh token of {@code tenant} grants
     * @throws RuntimeException if no token can be had
     */
    public Set<String> grantedNow(String tenant) {
        wiring.tokens.renew(tenant);
        return wiring.tokens.roles(tenant);
    }

    /**
     * Makes an assigned security group that the application owns.
     *
     * @return its object id
     * @throws RuntimeException if Graph refuses, or nothing is to be written in the tenant
     */
    public UUID createGroup(String tenant, String name) {
        wiring.tokens.ensure(tenant);
        var creation = new GroupCreation(
                tenant,
                wiring.client.root(tenant),
                wiring.tokens.principal(tenant),
                name,
                () -> requireNoPause(tenant, name));
        return inquire(creation).id();
    }

    private void requireNoPause(String tenant, String group) {
        wiring.pauses.ofTenant(tenant).stream().findFirst().ifPresent(pause -> {
            throw new IllegalStateException("Paused " + pause.text() + ": group '" + group + "' is not made; "
                    + pause.subject().resume() + " ends it");
        });
    }

    /**
     * Releases held plans as they were shown, in one run over their mappings. The approval of each is over with the run,
     * however it ends; the report says how. A plan of which one removal more has come is not touched.
     *
     * @param hashes   at least eight digits of the hash that was shown with each plan
     * @param operator who approves
     * @throws io.collectionsync.state.ApprovalRefused with a line for each that cannot be approved; then nothing begins
     */
    public RunReport approve(Collection<String> hashes, String operator) {
        return run(wiring.approvalRequests.release(hashes, operator));
    }

    /**
     * Begins the run that releases a held plan as it was shown, and does not wait for its end.
     *
     * @param hash     at least eight digits of the hash that was shown with the plan
     * @param group    the group that it must be of
     * @param operator who approves
     * @return the run's id
     * @throws io.collectionsync.state.ApprovalRefused if no such plan can be approved
     * @throws RuntimeException the cause, if the run could not be put on record
     */
    String beginApproved(String hash, UUID group, String operator) {
        var request = wiring.approvalRequests.release(List.of(hash), operator);
        if (!request.approvals().get(0).group().equals(group)) {
            throw new ApprovalRefused("Plan " + hash + " is of another group");
        }
        var id = new CompletableFuture<String>();
        var thread = new Thread(() -> run(request, id), "approved-run");
        thread.setDaemon(true);
        thread.start();
        try {
            return id.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private void run(RunRequest request, CompletableFuture<String> id) {
        RunService.Begun begun = run -> id.complete(run.id());
        try (var template = context().createProducerTemplate()) {
            var asked = template.request(NeededRoute.RUN.uri(), exchange -> {
                exchange.setProperty(RunService.BEGUN, begun);
                exchange.getMessage().setBody(request);
            });
            var failed = asked.getException();
            if (failed != null
                    && !id.completeExceptionally(
                            new IllegalStateException(Failures.of(failed).text(), failed))) {
                LOG.atError().addKeyValue("error", Failures.of(failed).text()).log("approved run failed");
            }
        } catch (IOException | RuntimeException failed) {
            id.completeExceptionally(failed);
        } finally {
            id.completeExceptionally(new MissingStep("begin"));
            LogRun.end();
        }
    }

    /**
     * Takes a group back to what it was before a run, as it was shown, and pauses its mapping so that the next run does
     * not do it again. Nothing is taken back while somebody has paused it. The approval is over with the run, however it
     * ends.
     *
     * @param undone   id of the run
     * @param hash     at least eight digits of the hash that was shown with the way back
     * @param operator who approves
     * @throws io.collectionsync.state.ApprovalRefused if no such plan can be approved
     */
    public RunReport undo(String undone, String hash, String operator) {
        var request = wiring.approvalRequests.undo(undone, hash, operator);
        var mapping = wiring.mappings.named(request.names()).get(0);
        boolean isPausedNow = wiring.pauses.pause(Pause.Subject.undo(mapping), operator, "undo of run " + undone);
        var report = run(request);
        if (report.any(Status.HELD) && isPausedNow) {
            wiring.pauses.resume(Pause.Subject.undo(mapping));
        }
        return report;
    }

    /** Has {@code reader} called with the report of every run that ends. */
    public void onFinish(Consumer<RunReport> reader) {
        wiring.service.onFinish(reader);
    }

    /** @return how far this process is with its runs */
    public Progress.State progress() {
        return wiring.progress.state();
    }

    /** @return whether nobody has closed it, or begun to */
    public boolean isOpen() {
        return !isClosed;
    }

    public CamelContext context() {
        return main.getCamelContext();
    }

    public Beans wiring() {
        return wiring;
    }

    /** Ends the schedule, lets the batch in flight be answered, and closes every pool; once, whoever asks first. */
    @Override
    public synchronized void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        if (edits != null) {
            edits.close();
        }
        if (management != null) {
            management.close();
        }
        wiring.throttles.values().forEach(TenantThrottle::close);
        wiring.steps.stop();
        wiring.tokens.stop();
        try {
            main.stop();
            wiring.close();
        } catch (Exception e) {
            throw new IllegalStateException("The runtime did not stop cleanly", e);
        }
    }
}
