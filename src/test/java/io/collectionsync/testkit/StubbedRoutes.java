package io.collectionsync.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.graph.GraphAnswer;
import io.collectionsync.graph.GraphCall;
import io.collectionsync.graph.GraphClient;
import io.collectionsync.graph.GraphFault;
import io.collectionsync.graph.HttpConnections;
import io.collectionsync.graph.SignIn;
import io.collectionsync.graph.auth.BearerTokens;
import io.collectionsync.graph.read.Resolver;
import io.collectionsync.graph.throttle.TenantThrottle;
import io.collectionsync.graph.work.GraphWorkers;
import io.collectionsync.graph.write.ChangeQueues;
import io.collectionsync.graph.write.Rights;
import io.collectionsync.logging.LogRun;
import io.collectionsync.membership.DirectoryDevice;
import io.collectionsync.membership.Failure;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.MappingReport;
import io.collectionsync.membership.Outcome;
import io.collectionsync.membership.RunReport;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.membership.Trigger;
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
import io.collectionsync.run.RunSchedule;
import io.collectionsync.run.RunService;
import io.collectionsync.runtime.SiteRows;
import io.collectionsync.settings.Configuration;
import io.collectionsync.settings.Mappings;
import io.collectionsync.settings.Settings;
import io.collectionsync.settings.SiteBounds;
import io.collectionsync.site.CollectionReaders;
import io.collectionsync.state.Approvals;
import io.collectionsync.state.ChangeRow;
import io.collectionsync.state.Changes;
import io.collectionsync.state.Drifts;
import io.collectionsync.state.KnownDevices;
import io.collectionsync.state.KnownMappings;
import io.collectionsync.state.Leases;
import io.collectionsync.state.MappingStates;
import io.collectionsync.state.Notices;
import io.collectionsync.state.Pauses;
import io.collectionsync.state.RemovalWindows;
import io.collectionsync.state.Runs;
import io.collectionsync.state.ShownPlans;
import io.collectionsync.state.TenantRemovals;
import io.collectionsync.state.UnrecordedChanges;
import io.collectionsync.state.db.StateDatabase;
import io.collectionsync.state.deadletter.DeadLetterFilter;
import io.collectionsync.state.deadletter.DeadLetterPolicy;
import io.collectionsync.state.deadletter.DeadLetters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.test.junit5.CamelContextConfiguration;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real route files and steps on a state database of their own, against a Graph on loopback that takes scripted
 * answers and a site on H2.
 */
public abstract class StubbedRoutes extends CamelTestSupport {

    public static final UUID GROUP = UUID.fromString("22222222-2222-2222-2222-222222222222");
    private static final UUID TENANT_ID = UUID.fromString("11111111-1111-1111-1111-111111111111");
    private static final Set<String> LEFT_OUT = Set.of("schedule", "replay", "notify");
    private static final Duration RETRY_DELAY = Duration.ofMillis(1);
    private static final Duration LEASE_WAIT = Duration.ofSeconds(1);
    private static final TenantThrottle.Quota QUOTA =
            new TenantThrottle.Quota(100_000, Duration.ofSeconds(1), 100_000, Duration.ofSeconds(1), RETRY_DELAY);
    private static final String SETTINGS =
            """
            configmgr.url = jdbc:h2:mem:unused
            tenant.contoso.id = %s
            tenant.contoso.client-id = %s
            tenant.contoso.client-secret = x
            guard.first-run = limits
            """
                    .formatted(TENANT_ID, TENANT_ID);

    public final TenantThrottle throttle = new TenantThrottle(QUOTA, Clock.systemUTC());
    /** How often it was asked whether a change may be sent. */
    public final AtomicInteger permitsAsked = new AtomicInteger();
    /** What happens when that is asked. */
    public volatile Runnable onPermit = () -> {};

    public GraphStub graph;
    public SiteStub site;
    public StateDatabase state;
    public Leases leases;
    public volatile String tokenFault;
    public volatile boolean isLate;

    @TempDir
    public Path home;

    /** A file of mappings cannot be empty. */
    private final StringBuilder mappings = new StringBuilder("mappings:\n"
            + "  - {name: none, group: 99999999-9999-9999-9999-999999999999, collections: [X], enabled: false}\n");

    private final ExecutorService workers = new LogRun.Pool(2, "mapping");
    private final ExecutorService graphWorkers = new LogRun.Pool(16, "graph");
    private Mappings current;

    @Override
    protected void setupResources() throws Exception {
        super.setupResources();
        graph = new GraphStub();
        site = new SiteStub();
        Files.createDirectories(home.resolve("config"));
        Files.writeString(home.resolve("config/application.properties"), SETTINGS);
        Files.writeString(home.resolve("config/mappings.yaml"), mappings);
        state = StateDatabase.openEmbedded(home.resolve("data"));
        leases = new Leases(state);
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        var configuration = Configuration.load(home, Map.of());
        var settings = configuration.settings();
        var clock = Clock.systemUTC();
        var progress = new Progress(clock);
        var client = new GraphClient(
                Map.of("contoso", graph.root()),
                Map.of("contoso", throttle),
                new NoSignIn(),
                new StandIns.OneProcess());
        current = new Mappings(configuration, Map.of(), () -> {});
        var release = new PlanRelease(
                settings, new ShownPlans(state), new TenantRemovals(state), new Pauses(state, settings.tenantIds()));
        var plans = plans(settings, clock, release);
        var notices = new Notices(state, false, RETRY_DELAY);
        var end = new MappingEnd(leases, new MappingStates(state), plans, release, notices, progress);
        var record = new ChangeRecord(
                new Changes(state),
                new DeadLetters(state, DeadLetterPolicy.DEFAULT),
                new KnownDevices(state, Clock.systemUTC()),
                settings.tenants(),
                plans,
                progress);
        var steps = new ReconcileSteps(
                leases, plans, release, record, end, progress, new Approvals(state), LEASE_WAIT, this::watch);
        var resolver = new Resolver(new NoMemory(), client, RETRY_DELAY);
        var rights = new Rights(new NoSignIn());
        registry.bind("https", https(client));
        registry.bind("graph", client);
        registry.bind("work", new GraphWorkers());
        registry.bind("reconcile", steps);
        registry.bind("group", new GroupSteps(settings.tenants(), rights, resolver, plans, facts -> {}));
        registry.bind(
                "collections",
                new CollectionSteps(
                        settings.tenants(),
                        new CollectionReaders(settings.tenants()),
                        resolver,
                        SiteBounds.DEFAULT.untilRows()));
        var unrecorded = new UnrecordedChanges(UnrecordedChanges.folder(settings), new Changes(state));
        registry.bind("changes", changes(plans, release, record, unrecorded, client, rights, progress));
        registry.bind("siteDatabase", site.dataSource());
        registry.bind("siteRows", new SiteRows());
        registry.bind("runs", new RunService(current, new Runs(state), unrecorded, () -> {}, true, clock, progress));
        registry.bind("schedule", new RunSchedule(List::of, steps));
        registry.bind("mappingWorkers", workers);
        registry.bind("graphWorkers", graphWorkers);
    }

    private PlanBuilder plans(Settings settings, Clock clock, PlanRelease release) {
        return new PlanBuilder(
                settings,
                new Changes(state),
                new KnownDevices(state, Clock.systemUTC()),
                new MappingStates(state),
                new DeadLetters(state, DeadLetterPolicy.DEFAULT),
                new Drifts(state),
                new RemovalRecords(new KnownMappings(state), new RemovalWindows(state), () -> "CM_PS1", clock),
                release);
    }

    private ChangeSteps changes(
            PlanBuilder plans,
            PlanRelease release,
            ChangeRecord record,
            UnrecordedChanges unrecorded,
            GraphClient client,
            Rights rights,
            Progress progress) {
        var queues = new ChangeQueues(client, rights, RETRY_DELAY, new LongRun(() -> isLate, () -> {}));
        return new ChangeSteps(queues, plans, release, record, unrecorded, leases, progress);
    }

    private Mappings.Watch watch(Mapping mapping) {
        var watch = current.watch(mapping);
        return () -> {
            permitsAsked.incrementAndGet();
            onPermit.run();
            return watch.change();
        };
    }

    /** With our own connections: the client that Camel makes by itself waits for Retry-After and repeats. */
    private static HttpComponent https(GraphClient client) {
        var component = new HttpComponent();
        component.setHttpClientConfigurer((HttpClientConfigurer) builder -> new HttpConnections(null, null, 24)
                .configure(builder)
                .addRequestInterceptorLast(new BearerTokens(client, tenant -> "Bearer none")));
        return component;
    }

    /** The stub asks for no token. */
    private final class NoSignIn implements SignIn {

        @Override
        public int ensure(String tenant) {
            if (tokenFault != null) {
                throw new GraphFault(tokenFault);
            }
            return 1;
        }

        @Override
        public boolean renew(String tenant, int refused) {
            return true;
        }

        @Override
        public Optional<Set<String>> granted(String tenant, Predicate<Set<String>> enough) {
            return Optional.empty();
        }
    }

    /** Every device is asked for. */
    private static final class NoMemory implements Resolver.Memory {

        @Override
        public Map<UUID, DirectoryDevice> find(UUID tenantId, Collection<UUID> deviceIds) {
            return Map.of();
        }

        @Override
        public void save(UUID tenantId, List<DirectoryDevice> devices) {
            // nothing is remembered
        }
    }

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() throws Exception {
                var loader = PluginHelper.getResourceLoader(getContext());
                try (var files = Files.list(Path.of("routes"))) {
                    var resources = files.filter(StubbedRoutes::isLoaded)
                            .map(file -> loader.resolveResource("file:" + file))
                            .toList();
                    PluginHelper.getRoutesLoader(getContext()).loadRoutes(resources);
                }
            }
        };
    }

    private static boolean isLoaded(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".camel.yaml") && !LEFT_OUT.contains(name.replace(".camel.yaml", ""));
    }

    @Override
    public void configureContext(CamelContextConfiguration configuration) {
        super.configureContext(configuration);
        var properties = new Properties();
        properties.setProperty("home.folder", ".");
        properties.setProperty("graph.retry-delay", "1");
        configuration.withUseOverridePropertiesWithPropertiesComponent(properties);
    }

    @AfterEach
    public void closeServers() {
        graph.close();
        site.close();
        workers.shutdownNow();
        graphWorkers.shutdownNow();
        state.close();
    }

    public GraphAnswer call(GraphCall call) {
        return template.requestBody("direct:graph-call", call, GraphAnswer.class);
    }

    public RunReport run(RunRequest.Mode mode) {
        return template.requestBody("direct:run", new RunRequest(List.of(), mode, Trigger.COMMAND), RunReport.class);
    }

    public static MappingReport only(RunReport report) {
        assertThat(report.mappings()).hasSize(1);
        return report.mappings().get(0);
    }

    /** @return the failures of a run's mappings, by their kind */
    public static List<Failure.Kind> failures(RunReport report) {
        return report.mappings().stream()
                .filter(mapping -> mapping.failure() != null)
                .map(mapping -> mapping.failure().kind())
                .toList();
    }

    /** @return what the history has of a run */
    public List<Outcome> recorded(RunReport report) {
        return new Changes(state)
                .ofRun(report.run().id()).stream().map(ChangeRow::outcome).toList();
    }

    /** @return how many changes wait as dead letters */
    public int parked() {
        return new DeadLetters(state, DeadLetterPolicy.DEFAULT)
                .list(DeadLetterFilter.ALL)
                .size();
    }

    public void mapping(String name, UUID group, String... collections) throws Exception {
        mappings.append("  - {name: %s, group: %s, collections: [%s]}%n"
                .formatted(name, group, String.join(", ", collections)));
        Files.writeString(home.resolve("config/mappings.yaml"), mappings);
    }

    public List<UUID> devices(String collection, int first, int count) throws Exception {
        return devices(collection, first, count, count);
    }

    /** @return the object ids of {@code count} devices that the site and Entra know */
    public List<UUID> devices(String collection, int first, int count, int memberCount) throws Exception {
        site.collection(collection, memberCount);
        var objects = new ArrayList<UUID>();
        for (int i = 0; i < count; i++) {
            var deviceId = UUID.randomUUID();
            objects.add(UUID.randomUUID());
            site.device(collection, first + i, deviceId, TENANT_ID);
            graph.device(deviceId, objects.get(i));
        }
        return objects;
    }
}
