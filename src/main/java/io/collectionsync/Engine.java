package io.collectionsync;

import io.collectionsync.directory.Gate;
import io.collectionsync.management.Management;
import io.collectionsync.membership.RunReport;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.settings.Configuration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.main.Main;

/**
 * The running program: the routes of the home's folder with their beans. Commands and schedule go through the same
 * routes.
 */
public final class Engine implements AutoCloseable {

    /** SIGTERM ends the process within 30 s (contract); the rest is for the pools. */
    private static final Duration LAST_BATCH = Duration.ofSeconds(20);

    private final Wiring wiring;
    private final Main main = new Main();
    /** Null in a command that ends by itself: there is nothing to watch. */
    private Management management;

    private Engine(Wiring wiring) {
        this.wiring = wiring;
    }

    /**
     * @param configuration proved settings and mappings
     * @param environment   as the settings were read with
     * @param scheduled     whether Quartz starts runs and replays, and the MBeans are registered
     * @throws io.collectionsync.record.StateUnavailable if the state database cannot be opened
     * @throws EngineFault if a route cannot be started, or the MBeans of another runtime are registered in this
     *                     process; one line with file and reason
     */
    public static Engine start(Configuration configuration, Map<String, String> environment, boolean scheduled) {
        var wiring = new Wiring(configuration, environment);
        var engine = new Engine(wiring);
        try {
            engine.wiring.runs.closeInterrupted();
            engine.configure(scheduled);
            engine.main.start();
        } catch (Exception e) {
            engine.close();
            throw new EngineFault("The routes cannot be started: " + EngineFault.reason(e), e);
        }
        if (scheduled) {
            engine.manage();
        }
        return engine;
    }

    private void manage() {
        try {
            management = Management.start(new EngineControl(this), wiring.states, wiring.deadLetters, wiring.runs,
                    wiring.clock);
        } catch (IllegalStateException refused) {
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
        main.addInitialProperty("graph.retry-delay", String.valueOf(settings.graph().retryDelay().toMillis()));
        main.addInitialProperty("schedule.cron", settings.schedule().cron());
        main.addInitialProperty("dead-letters.cron", settings.schedule().deadLettersCron());
        main.configure().setName("collection-sync");
        // the routes are those of the folder: Camel would look for more in every class of this package
        main.configure().setBasePackageScanEnabled(false);
        main.configure().setRoutesIncludePattern("file:" + settings.home().toAbsolutePath() + "/routes/*.camel.yaml");
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
        try (var template = context().createProducerTemplate()) {
            return template.requestBody("direct:run", request, RunReport.class);
        } catch (CamelExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has {@code reader} called with the report of every run that ends. */
    public void onFinish(Consumer<RunReport> reader) {
        wiring.book.onFinish(reader);
    }

    CamelContext context() {
        return main.getCamelContext();
    }

    Wiring wiring() {
        return wiring;
    }

    /** Ends the schedule, lets the batch in flight be answered, and closes every pool. */
    @Override
    public void close() {
        if (management != null) {
            management.close();
        }
        wiring.gates.values().forEach(Gate::close);
        try {
            main.stop();
            wiring.close();
        } catch (Exception e) {
            throw new IllegalStateException("The runtime did not stop cleanly", e);
        }
    }
}
