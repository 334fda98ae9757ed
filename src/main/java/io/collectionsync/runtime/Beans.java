package io.collectionsync.runtime;

import io.collectionsync.graph.GraphClient;
import io.collectionsync.graph.HttpConnections;
import io.collectionsync.graph.auth.BearerTokens;
import io.collectionsync.graph.auth.Tokens;
import io.collectionsync.graph.read.Resolver;
import io.collectionsync.graph.throttle.SharedThrottling;
import io.collectionsync.graph.throttle.TenantThrottle;
import io.collectionsync.graph.write.ChangeQueue;
import io.collectionsync.logging.LogRun;
import io.collectionsync.membership.DirectoryDevice;
import io.collectionsync.notify.Webhook;
import io.collectionsync.reconcile.Directory;
import io.collectionsync.reconcile.PlanBuilder;
import io.collectionsync.reconcile.Progress;
import io.collectionsync.reconcile.ReconcileSteps;
import io.collectionsync.run.ReplayRequests;
import io.collectionsync.run.Reports;
import io.collectionsync.run.RunSchedule;
import io.collectionsync.run.RunService;
import io.collectionsync.settings.Configuration;
import io.collectionsync.settings.GraphLimits;
import io.collectionsync.settings.Mappings;
import io.collectionsync.settings.Settings;
import io.collectionsync.site.Collections;
import io.collectionsync.site.SiteDatabase;
import io.collectionsync.state.Changes;
import io.collectionsync.state.Drifts;
import io.collectionsync.state.KnownDevices;
import io.collectionsync.state.KnownNames;
import io.collectionsync.state.Leases;
import io.collectionsync.state.MappingStates;
import io.collectionsync.state.Notices;
import io.collectionsync.state.Pauses;
import io.collectionsync.state.Runs;
import io.collectionsync.state.ShownPlans;
import io.collectionsync.state.TenantRemovals;
import io.collectionsync.state.Throttles;
import io.collectionsync.state.db.StateDatabase;
import io.collectionsync.state.db.StateUnavailable;
import io.collectionsync.state.deadletter.DeadLetterPolicy;
import io.collectionsync.state.deadletter.DeadLetters;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.main.Main;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every bean of the runtime, one line each, and their end in reverse order. */
public final class Beans implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Beans.class);
    private static final Duration PRUNING = Duration.ofHours(1);
    /** How long Graph's word on a device is believed before it is asked again. */
    private static final Duration DEVICE_MEMORY = Duration.ofHours(24);

    final Settings settings;
    final Clock clock;
    public final StateDatabase state;
    public final SiteDatabase site;
    final HttpConnections connections;
    public final Tokens tokens;
    public final Map<String, TenantThrottle> gates = new TreeMap<>();
    public final GraphClient door;
    public final Mappings mappings;
    final RunSchedule rounds;
    public final Runs runs;
    public final MappingStates states;
    public final DeadLetters deadLetters;
    public final Leases leases;
    final Changes changes;
    public final ShownPlans shownPlans;
    public final Pauses pauses;
    public final Notices notices;
    private final Webhook webhooks;
    public final RunService book;
    final Progress progress;
    public final ExecutorService workers;
    final ExecutorService lanes;
    private final KnownDevices knownDevices;
    private final KnownNames names;
    private final AtomicReference<Instant> pruned = new AtomicReference<>(Instant.EPOCH);

    Beans(Configuration configuration, Map<String, String> environment, Clock clock) {
        this.clock = clock;
        progress = new Progress(clock);
        settings = configuration.settings();
        state = StateDatabase.open(settings);
        // each tenant has its share of everything, so that one that hangs leaves the others theirs
        int mappingsAtOnce = RunSchedule.LANES * settings.tenants().size();
        // each mapping has its lanes, and what it asks for by itself
        int callsAtOnce = mappingsAtOnce * ChangeQueue.MOST_LANES;
        workers = new LogRun.Pool(mappingsAtOnce, "mapping");
        // beside its lanes a mapping has group-members and both sides of collection-members: none may wait for a thread
        lanes = new LogRun.Pool(callsAtOnce + 3 * mappingsAtOnce, "lane");
        site = SiteDatabase.open(settings.configMgr(), mappingsAtOnce);
        connections = new HttpConnections(settings.proxy(), settings.trustFile(), callsAtOnce + mappingsAtOnce);
        tokens = new Tokens(settings.tenants().values(), connections);
        settings.tenants()
                .keySet()
                .forEach(name -> gates.put(name, new TenantThrottle(quota(settings.graph()), clock)));
        door = new GraphClient(roots(settings), gates, tokens, sharedPauses());
        mappings = new Mappings(configuration, environment);
        rounds = new RunSchedule(() -> mappings.named(List.of()));
        runs = new Runs(state);
        states = new MappingStates(state);
        deadLetters = new DeadLetters(state, DeadLetterPolicy.DEFAULT);
        knownDevices = new KnownDevices(state);
        names = new KnownNames(state);
        leases = new Leases(state);
        changes = new Changes(state);
        shownPlans = new ShownPlans(state);
        pauses = new Pauses(state);
        notices = new Notices(
                state, settings.webhook() != null, settings.graph().retryDelay().multipliedBy(40));
        webhooks = new Webhook(settings.webhook(), notices);
        book = new RunService(mappings, runs, settings.applyEnabled(), clock, progress);
        book.onFinish(any -> pruneBesideRuns());
    }

    private static TenantThrottle.Quota quota(GraphLimits graph) {
        return new TenantThrottle.Quota(
                graph.writeQuota(),
                graph.writeWindow(),
                graph.readQuota(),
                graph.readWindow(),
                graph.retryDelay().multipliedBy(8));
    }

    void bind(Main main) {
        var retryDelay = settings.graph().retryDelay();
        main.bind("siteDatabase", site);
        main.bind("siteRows", new SiteRows());
        main.bind("mappingWorkers", workers);
        main.bind("lanes", lanes);
        main.bind("runs", book);
        main.bind("reports", new Reports());
        main.bind("rounds", rounds);
        main.bind("requests", new ReplayRequests(deadLetters, () -> mappings.named(List.of())));
        main.bind(
                "ledger",
                new ReconcileSteps(
                        leases,
                        states,
                        changes,
                        deadLetters,
                        knownDevices,
                        settings.tenants(),
                        new PlanBuilder(
                                settings,
                                clock,
                                changes,
                                knownDevices,
                                states,
                                deadLetters,
                                shownPlans,
                                new TenantRemovals(state),
                                pauses,
                                new Drifts(state)),
                        notices,
                        progress));
        main.bind("collections", collections());
        main.bind("directory", directory());
        main.bind("door", door);
        main.bind("webhook", webhooks);
        main.bind("https", https());
    }

    private Collections collections() {
        var collections = new Collections(settings.tenants(), site, clock);
        collections.onFacts((id, name) -> names.save(KnownNames.Kind.COLLECTION, id, name));
        return collections;
    }

    private Directory directory() {
        var retryDelay = settings.graph().retryDelay();
        var directory =
                new Directory(settings.tenants(), door, new Resolver(memory(), door, retryDelay), retryDelay, clock);
        directory.onFacts(group -> names.save(KnownNames.Kind.GROUP, group.id().toString(), group.name()));
        return directory;
    }

    /** The HTTP component with our connections; tokens join inside the client. */
    private HttpComponent https() {
        var component = new HttpComponent();
        component.setHttpClientConfigurer((HttpClientConfigurer) builder -> connections
                .configure(builder)
                .addRequestInterceptorLast(new BearerTokens(tokens))
                .addRequestInterceptorLast(webhooks));
        return component;
    }

    private SharedThrottling sharedPauses() {
        var throttles = new Throttles(state);
        return new SharedThrottling() {
            @Override
            public Duration left(String tenant) {
                return throttles.left(settings.tenants().get(tenant).id());
            }

            @Override
            public void extend(String tenant, Duration pause) {
                throttles.extend(settings.tenants().get(tenant).id(), pause);
            }
        };
    }

    private Resolver.Memory memory() {
        return new Resolver.Memory() {
            @Override
            public Map<UUID, DirectoryDevice> find(UUID tenantId, Collection<UUID> deviceIds) {
                return knownDevices.find(
                        tenantId.toString(), deviceIds, clock.instant().minus(DEVICE_MEMORY));
            }

            @Override
            public void save(UUID tenantId, List<DirectoryDevice> devices) {
                knownDevices.remember(tenantId.toString(), devices);
            }
        };
    }

    /** At most once an hour. */
    private void pruneBesideRuns() {
        var last = pruned.get();
        boolean due = last.plus(PRUNING).isBefore(clock.instant());
        if (due && !workers.isShutdown() && pruned.compareAndSet(last, clock.instant())) {
            workers.execute(this::prune);
        }
    }

    private void prune() {
        try {
            var before = clock.instant().minus(Duration.ofDays(settings.historyDays()));
            changes.prune(before);
            notices.prune(before);
        } catch (StateUnavailable later) {
            LOG.warn("history not pruned: {}", later.getMessage());
        }
    }

    private static Map<String, String> roots(Settings settings) {
        var roots = new TreeMap<String, String>();
        settings.tenants().forEach((name, tenant) -> roots.put(name, tenant.graphUrl() + "/v1.0"));
        return roots;
    }

    @Override
    public void close() throws Exception {
        gates.values().forEach(TenantThrottle::close);
        workers.shutdown();
        lanes.shutdown();
        leases.close();
        tokens.close();
        site.close();
        state.close();
    }
}
