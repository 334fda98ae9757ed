package io.collectionsync;

import io.collectionsync.collection.Collections;
import io.collectionsync.collection.SiteDatabase;
import io.collectionsync.directory.BearerTokens;
import io.collectionsync.directory.Directory;
import io.collectionsync.directory.Gate;
import io.collectionsync.directory.GraphDoor;
import io.collectionsync.directory.HttpConnections;
import io.collectionsync.directory.PendingChanges;
import io.collectionsync.directory.Resolver;
import io.collectionsync.directory.SharedPauses;
import io.collectionsync.directory.Tokens;
import io.collectionsync.membership.DirectoryDevice;
import io.collectionsync.record.Changes;
import io.collectionsync.record.DeadLetterPolicy;
import io.collectionsync.record.DeadLetters;
import io.collectionsync.record.Drifts;
import io.collectionsync.record.KnownDevices;
import io.collectionsync.record.KnownNames;
import io.collectionsync.record.Leases;
import io.collectionsync.record.MappingStates;
import io.collectionsync.record.Notices;
import io.collectionsync.record.Pauses;
import io.collectionsync.record.Runs;
import io.collectionsync.record.ShownPlans;
import io.collectionsync.record.StateDatabase;
import io.collectionsync.record.StateSettings;
import io.collectionsync.record.StateUnavailable;
import io.collectionsync.record.TenantRemovals;
import io.collectionsync.record.Throttles;
import io.collectionsync.settings.Configuration;
import io.collectionsync.settings.GraphLimits;
import io.collectionsync.settings.Settings;
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
final class Wiring implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Wiring.class);
    private static final Duration PRUNING = Duration.ofHours(1);
    /** How long Graph's word on a device is believed before it is asked again. */
    private static final Duration DEVICE_MEMORY = Duration.ofHours(24);

    final Settings settings;
    final Clock clock;
    final StateDatabase state;
    final SiteDatabase site;
    final HttpConnections connections;
    final Tokens tokens;
    final Map<String, Gate> gates = new TreeMap<>();
    final GraphDoor door;
    final Mappings mappings;
    final Rounds rounds;
    final Runs runs;
    final MappingStates states;
    final DeadLetters deadLetters;
    final Leases leases;
    final Changes changes;
    final ShownPlans shownPlans;
    final Pauses pauses;
    final Notices notices;
    private final Webhooks webhooks;
    final RunBook book;
    final Progress progress;
    final ExecutorService workers;
    final ExecutorService lanes;
    private final KnownDevices knownDevices;
    private final KnownNames names;
    private final AtomicReference<Instant> pruned = new AtomicReference<>(Instant.EPOCH);

    Wiring(Configuration configuration, Map<String, String> environment, Clock clock) {
        this.clock = clock;
        progress = new Progress(clock);
        settings = configuration.settings();
        state = openState(settings);
        // each tenant has its share of everything, so that one that hangs leaves the others theirs
        int mappingsAtOnce = Rounds.LANES * settings.tenants().size();
        // each mapping has its lanes, and what it asks for by itself
        int callsAtOnce = mappingsAtOnce * PendingChanges.MOST_LANES;
        workers = new LogRun.Pool(mappingsAtOnce, "mapping");
        // beside its lanes a mapping has group-members and both sides of collection-members: none may wait for a thread
        lanes = new LogRun.Pool(callsAtOnce + 3 * mappingsAtOnce, "lane");
        site = SiteDatabase.open(settings.configMgr(), mappingsAtOnce);
        connections = new HttpConnections(settings.proxy(), settings.trustFile(), callsAtOnce + mappingsAtOnce);
        tokens = new Tokens(settings.tenants().values(), connections);
        settings.tenants().keySet().forEach(name -> gates.put(name,
                new Gate(quota(settings.graph()), clock)));
        door = new GraphDoor(roots(settings), gates, tokens, sharedPauses());
        mappings = new Mappings(configuration, environment);
        rounds = new Rounds(() -> mappings.named(List.of()));
        runs = new Runs(state);
        states = new MappingStates(state);
        deadLetters = new DeadLetters(state, DeadLetterPolicy.DEFAULT);
        knownDevices = new KnownDevices(state);
        names = new KnownNames(state);
        leases = new Leases(state);
        changes = new Changes(state);
        shownPlans = new ShownPlans(state);
        pauses = new Pauses(state);
        notices = new Notices(state, settings.webhook() != null, settings.graph().retryDelay().multipliedBy(40));
        webhooks = new Webhooks(settings.webhook(), notices);
        book = new RunBook(mappings, runs, settings.applyEnabled(), clock, progress);
        book.onFinish(any -> pruneBesideRuns());
    }

    private static Gate.Quota quota(GraphLimits graph) {
        return new Gate.Quota(graph.writeQuota(), graph.writeWindow(), graph.readQuota(), graph.readWindow(),
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
        main.bind("requests", new Requests(deadLetters, () -> mappings.named(List.of())));
        main.bind("ledger", new Ledger(leases, states, changes, deadLetters, knownDevices, settings.tenants(),
                new Planning(settings, clock, changes, knownDevices, states, deadLetters, shownPlans,
                        new TenantRemovals(state), pauses, new Drifts(state)), notices, progress));
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
        var directory = new Directory(settings.tenants(), door, new Resolver(memory(), door, retryDelay), retryDelay,
                clock);
        directory.onFacts(group -> names.save(KnownNames.Kind.GROUP, group.id().toString(), group.name()));
        return directory;
    }

    /** The HTTP component with our connections; tokens join inside the client. */
    private HttpComponent https() {
        var component = new HttpComponent();
        component.setHttpClientConfigurer((HttpClientConfigurer) builder -> connections.configure(builder)
                .addRequestInterceptorLast(new BearerTokens(tokens)).addRequestInterceptorLast(webhooks));
        return component;
    }

    private SharedPauses sharedPauses() {
        var throttles = new Throttles(state);
        return new SharedPauses() {
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
                return knownDevices.find(tenantId.toString(), deviceIds, clock.instant().minus(DEVICE_MEMORY));
            }

            @Override
            public void save(UUID tenantId, List<DirectoryDevice> devices) {
                knownDevices.saveLater(tenantId.toString(), devices);
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

    static StateDatabase openState(Settings settings) {
        var state = settings.state();
        return state.isEmbedded() ? StateDatabase.openEmbedded(settings.home().resolve("data"))
                : StateDatabase.open(new StateSettings(state.url(), state.username(), state.password()));
    }

    private static Map<String, String> roots(Settings settings) {
        var roots = new TreeMap<String, String>();
        settings.tenants().forEach((name, tenant) -> roots.put(name, tenant.graphUrl() + "/v1.0"));
        return roots;
    }

    @Override
    public void close() throws Exception {
        gates.values().forEach(Gate::close);
        workers.shutdown();
        lanes.shutdown();
        leases.close();
        tokens.close();
        site.close();
        knownDevices.close();
        state.close();
    }
}
