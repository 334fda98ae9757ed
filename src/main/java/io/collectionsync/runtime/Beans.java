package io.collectionsync.runtime;

import io.collectionsync.graph.GraphClient;
import io.collectionsync.graph.HttpConnections;
import io.collectionsync.graph.auth.Tokens;
import io.collectionsync.graph.read.GroupFacts;
import io.collectionsync.graph.read.Resolver;
import io.collectionsync.graph.throttle.TenantThrottle;
import io.collectionsync.graph.work.GraphWorkers;
import io.collectionsync.graph.work.SharedWork;
import io.collectionsync.graph.write.ChangeQueues;
import io.collectionsync.graph.write.Rights;
import io.collectionsync.logging.LogRun;
import io.collectionsync.notify.Webhook;
import io.collectionsync.reconcile.ChangeRecord;
import io.collectionsync.reconcile.ChangeSteps;
import io.collectionsync.reconcile.CollectionSteps;
import io.collectionsync.reconcile.GroupSteps;
import io.collectionsync.reconcile.MappingEnd;
import io.collectionsync.reconcile.PlanBuilder;
import io.collectionsync.reconcile.PlanRelease;
import io.collectionsync.reconcile.Progress;
import io.collectionsync.reconcile.ReconcileSteps;
import io.collectionsync.reconcile.RemovalRecords;
import io.collectionsync.run.ApprovalRequests;
import io.collectionsync.run.ReplayRequests;
import io.collectionsync.run.RunSchedule;
import io.collectionsync.run.RunService;
import io.collectionsync.settings.Configuration;
import io.collectionsync.settings.GraphLimits;
import io.collectionsync.settings.Mappings;
import io.collectionsync.settings.Settings;
import io.collectionsync.site.CollectionReaders;
import io.collectionsync.site.SiteDatabase;
import io.collectionsync.state.Approvals;
import io.collectionsync.state.Changes;
import io.collectionsync.state.Drifts;
import io.collectionsync.state.KnownDevices;
import io.collectionsync.state.KnownMappings;
import io.collectionsync.state.KnownNames;
import io.collectionsync.state.Leases;
import io.collectionsync.state.MappingStates;
import io.collectionsync.state.Notices;
import io.collectionsync.state.Pauses;
import io.collectionsync.state.RemovalWindows;
import io.collectionsync.state.Runs;
import io.collectionsync.state.ShownPlans;
import io.collectionsync.state.TenantRemovals;
import io.collectionsync.state.Throttles;
import io.collectionsync.state.UnrecordedChanges;
import io.collectionsync.state.db.StateDatabase;
import io.collectionsync.state.db.StateUnavailable;
import io.collectionsync.state.deadletter.DeadLetterPolicy;
import io.collectionsync.state.deadletter.DeadLetters;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
    /** Clocks of the nodes of a cluster differ by less. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

    final Settings settings;
    /** The wall clock: what is dated. */
    final Clock clock;
    /** How long a wait lasts. */
    private final Clock steady;
    /** How far back a window reaches that limits something. */
    private final Clock windows;
    /** How old something is that must not be too old. */
    private final Clock ageing;

    public final StateDatabase state;
    public final SiteDatabase site;
    final HttpConnections connections;
    public final Tokens tokens;
    public final Map<String, TenantThrottle> throttles = new TreeMap<>();
    public final GraphClient client;
    public final Mappings mappings;
    final RunSchedule schedule;
    public final Runs runs;
    public final MappingStates states;
    public final DeadLetters deadLetters;
    public final Leases leases;
    final Changes changes;
    private final UnrecordedChanges unrecorded;
    public final ShownPlans shownPlans;
    public final Pauses pauses;
    public final Notices notices;
    private final Webhook webhooks;
    public final RunService service;
    final Progress progress;
    public final ExecutorService workers;
    final ExecutorService graphWorkers;
    private final PlanBuilder plans;
    private final ChangeRecord record;
    final ReconcileSteps steps;
    final ApprovalRequests approvalRequests;
    private PlanRelease release;
    private final KnownDevices knownDevices;
    private final KnownNames names;
    private final KnownMappings known;
    private final AtomicReference<Instant> pruned = new AtomicReference<>(Instant.EPOCH);

    Beans(Configuration configuration, Map<String, String> environment, Clock clock) {
        this.clock = clock;
        steady = SteadyClock.of(clock);
        windows = SteadyClock.slower(clock);
        ageing = SteadyClock.following(clock);
        progress = new Progress(steady);
        settings = configuration.settings();
        state = StateDatabase.open(settings, clock);
        // each tenant has its share of everything, so that one that hangs leaves the others theirs
        int mappingsAtOnce = RunSchedule.WORKERS * settings.tenants().size();
        // each mapping has its workers, and what it asks for by itself
        int callsAtOnce = mappingsAtOnce * SharedWork.MOST_WORKERS;
        workers = new LogRun.Pool(mappingsAtOnce, "mapping");
        // beside its workers a mapping has both its sides, and both sides of collection-members: none may wait for a
        // thread
        graphWorkers = new LogRun.Pool(callsAtOnce + 4 * mappingsAtOnce, "graph");
        site = SiteDatabase.open(settings.configMgr(), mappingsAtOnce);
        connections = new HttpConnections(
                settings.network().proxy(), settings.network().trustFile(), callsAtOnce + mappingsAtOnce);
        tokens = new Tokens(settings.tenants().values(), connections);
        settings.tenants()
                .keySet()
                .forEach(name -> throttles.put(name, new TenantThrottle(quota(settings.graph()), steady)));
        client = new GraphClient(
                roots(settings), throttles, tokens, new SharedThrottles(new Throttles(state), settings.tenants()));
        mappings = new Mappings(configuration, environment);
        runs = new Runs(state);
        states = new MappingStates(state);
        deadLetters = new DeadLetters(state, DeadLetterPolicy.DEFAULT);
        knownDevices = new KnownDevices(state, ageing);
        names = new KnownNames(state);
        known = new KnownMappings(state);
        leases = new Leases(state);
        changes = new Changes(state);
        unrecorded = new UnrecordedChanges(UnrecordedChanges.folder(settings), changes);
        shownPlans = new ShownPlans(state);
        pauses = new Pauses(state, settings.tenantIds());
        notices = new Notices(
                state,
                settings.monitoring().webhook() != null,
                settings.graph().retryDelay().multipliedBy(40));
        webhooks = new Webhook(settings.monitoring().webhook(), notices);
        plans = plans();
        record = new ChangeRecord(changes, deadLetters, knownDevices, settings.tenants(), plans, progress);
        steps = steps();
        schedule = new RunSchedule(() -> mappings.named(List.of()), steps);
        approvalRequests = new ApprovalRequests(shownPlans, mappings::named, settings.applyEnabled());
        service = new RunService(mappings, runs, unrecorded, this::noteFile, settings.applyEnabled(), clock, progress);
        service.onFinish(any -> pruneBesideRuns());
    }

    private PlanBuilder plans() {
        release = new PlanRelease(settings, shownPlans, new TenantRemovals(state, windows), pauses);
        var records = new RemovalRecords(known, new RemovalWindows(state, windows), site::name, clock);
        return new PlanBuilder(
                settings, changes, knownDevices, states, deadLetters, new Drifts(state), records, release);
    }

    private ReconcileSteps steps() {
        var end = new MappingEnd(leases, states, plans, release, notices, progress);
        // half a minute with the default of 250 ms
        var leaseWait = settings.graph().retryDelay().multipliedBy(120);
        return new ReconcileSteps(
                leases, plans, release, record, end, progress, new Approvals(state), leaseWait, mappings::watch);
    }

    private void noteFile() {
        known.inFile(
                mappings.named(List.of()), name -> settings.tenants().get(name).id());
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
        var rights = new Rights(tokens);
        var retryDelay = settings.graph().retryDelay();
        var resolver =
                new Resolver(new DeviceMemory(knownDevices, settings.graph().deviceMemory()), client, retryDelay);
        main.bind("siteDatabase", site);
        main.bind("siteRows", new SiteRows());
        main.bind("mappingWorkers", workers);
        main.bind("graphWorkers", graphWorkers);
        main.bind("runs", service);
        main.bind("schedule", schedule);
        main.bind("replay", new ReplayRequests(deadLetters, () -> mappings.named(List.of())));
        main.bind("reconcile", steps);
        main.bind(
                "collections",
                new CollectionSteps(
                        settings.tenants(),
                        readers(),
                        resolver,
                        settings.configMgr().bounds().untilRows()));
        main.bind("group", new GroupSteps(settings.tenants(), rights, resolver, plans, this::saveName));
        main.bind("changes", changeSteps(rights, retryDelay));
        main.bind("work", new GraphWorkers());
        main.bind("graph", client);
        main.bind("webhook", webhooks);
        main.bind("https", https());
    }

    private ChangeSteps changeSteps(Rights rights, Duration retryDelay) {
        return new ChangeSteps(
                new ChangeQueues(client, rights, retryDelay, ageing),
                plans,
                release,
                record,
                unrecorded,
                leases,
                progress);
    }

    private CollectionReaders readers() {
        var readers = new CollectionReaders(settings.tenants(), site, ageing);
        readers.onFacts((id, name) -> names.save(KnownNames.Kind.COLLECTION, id, name));
        return readers;
    }

    private void saveName(GroupFacts group) {
        names.save(KnownNames.Kind.GROUP, group.id().toString(), group.name());
    }

    /** The HTTP component with our connections; tokens join inside the client. */
    private HttpComponent https() {
        var component = new HttpComponent();
        component.setHttpClientConfigurer((HttpClientConfigurer) builder -> connections
                .configure(builder)
                .addRequestInterceptorLast(tokens.onAdmitted(client))
                .addRequestInterceptorLast(webhooks));
        return component;
    }

    /** What is dated in the future is believed to be neither recent nor waiting. */
    void warnOfClock() {
        var now = clock.instant();
        runs.newest().filter(now.plus(CLOCKS_DIFFER)::isBefore).ifPresent(newest -> LOG.atWarn()
                .addKeyValue("newest-record", newest)
                .addKeyValue("now", now)
                .log("clock is behind the newest record, set the clock of this computer right"));
    }

    /** At most once an hour. */
    private void pruneBesideRuns() {
        var last = pruned.get();
        boolean due = last.plus(PRUNING).isBefore(steady.instant());
        if (due && !workers.isShutdown() && pruned.compareAndSet(last, steady.instant())) {
            workers.execute(this::prune);
        }
    }

    private void prune() {
        try {
            var before = windows.instant().minus(Duration.ofDays(settings.runs().historyDays()));
            changes.prune(before);
            notices.prune(before);
        } catch (StateUnavailable later) {
            LOG.atWarn().addKeyValue("error", later.getMessage()).log("history not pruned");
        }
    }

    private static Map<String, String> roots(Settings settings) {
        var roots = new TreeMap<String, String>();
        settings.tenants().forEach((name, tenant) -> roots.put(name, tenant.graphUrl() + "/v1.0"));
        return roots;
    }

    @Override
    public void close() throws Exception {
        throttles.values().forEach(TenantThrottle::close);
        workers.shutdown();
        graphWorkers.shutdown();
        leases.close();
        tokens.close();
        site.close();
        state.close();
    }
}
