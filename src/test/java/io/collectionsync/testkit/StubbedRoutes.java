package io.collectionsync.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.graph.GraphAnswer;
import io.collectionsync.graph.GraphCall;
import io.collectionsync.graph.GraphClient;
import io.collectionsync.graph.GraphFault;
import io.collectionsync.graph.HttpConnections;
import io.collectionsync.graph.SignIn;
import io.collectionsync.graph.read.Resolver;
import io.collectionsync.graph.throttle.TenantThrottle;
import io.collectionsync.membership.ForeignMembers;
import io.collectionsync.membership.Limits;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.MappingReport;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.RunReport;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.reconcile.Directory;
import io.collectionsync.run.Reports;
import io.collectionsync.run.RunSchedule;
import io.collectionsync.runtime.SiteRows;
import io.collectionsync.settings.Cloud;
import io.collectionsync.settings.Credential;
import io.collectionsync.settings.Tenant;
import io.collectionsync.site.Collections;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.AfterEach;

/** The real route files, with the real directory and collections, against a Graph on loopback and a site on H2. */
public abstract class StubbedRoutes extends CamelTestSupport {

    public static final UUID GROUP = UUID.fromString("22222222-2222-2222-2222-222222222222");
    private static final UUID TENANT_ID = UUID.fromString("11111111-1111-1111-1111-111111111111");
    private static final List<String> ROUTES = List.of(
            "error-handling",
            "run",
            "reconcile",
            "group-facts",
            "collection-members",
            "collection-rows",
            "resolve-members",
            "take-members",
            "find-devices",
            "find-lane",
            "group-members",
            "strangers",
            "other-writers",
            "apply-plan",
            "apply-lanes",
            "apply-lane",
            "second-look",
            "dead-letter",
            "graph-call",
            "graph-attempt");
    private static final Duration RETRY_DELAY = Duration.ofMillis(1);
    private static final TenantThrottle.Quota QUOTA =
            new TenantThrottle.Quota(100_000, Duration.ofSeconds(1), 100_000, Duration.ofSeconds(1), RETRY_DELAY);

    public final TenantThrottle gate = new TenantThrottle(QUOTA, Clock.systemUTC());
    public final StandIns.Ledger ledger = new StandIns.Ledger();
    public GraphStub graph;
    public SiteStub site;
    public volatile String tokenFault;
    public volatile boolean isLate;
    private final List<Mapping> mappings = new ArrayList<>();
    public final StandIns.Runs runs = new StandIns.Runs(mappings);
    private final ExecutorService workers = Executors.newFixedThreadPool(2);
    private final ExecutorService lanes = Executors.newFixedThreadPool(12);

    @Override
    protected void setupResources() throws Exception {
        super.setupResources();
        graph = new GraphStub();
        site = new SiteStub();
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        var tenant = new Tenant(
                "contoso",
                TENANT_ID,
                TENANT_ID,
                new Credential.ClientSecret("x"),
                Cloud.GLOBAL,
                URI.create("http://127.0.0.1"),
                URI.create("http://127.0.0.1"),
                Set.of("AzureAd"));
        var tenants = Map.of("contoso", tenant);
        var door = new GraphClient(
                Map.of("contoso", graph.root()), Map.of("contoso", gate), new NoSignIn(), new StandIns.OneProcess());
        registry.bind("https", https());
        registry.bind("door", door);
        registry.bind(
                "directory",
                new Directory(
                        tenants,
                        door,
                        new Resolver(new StandIns.NoMemory(), door, RETRY_DELAY),
                        RETRY_DELAY,
                        new LongRun(() -> isLate, () -> {})));
        registry.bind("collections", new Collections(tenants));
        registry.bind("siteDatabase", site.dataSource());
        registry.bind("siteRows", new SiteRows());
        registry.bind("ledger", ledger);
        registry.bind("runs", runs);
        registry.bind("rounds", new RunSchedule(List::of));
        registry.bind("reports", new Reports());
        registry.bind("mappingWorkers", workers);
        registry.bind("lanes", lanes);
    }

    /** With our own connections: the client that Camel makes by itself waits for Retry-After and repeats. */
    private static HttpComponent https() {
        var component = new HttpComponent();
        component.setHttpClientConfigurer(new HttpConnections(null, null, 24)::configure);
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

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() throws Exception {
                var resources = PluginHelper.getResourceLoader(getContext());
                for (String route : ROUTES) {
                    PluginHelper.getRoutesLoader(getContext())
                            .loadRoutes(resources.resolveResource("file:routes/" + route + ".camel.yaml"));
                }
            }
        };
    }

    @Override
    protected Properties useOverridePropertiesWithPropertiesComponent() {
        var properties = new Properties();
        properties.setProperty("home.folder", ".");
        properties.setProperty("graph.retry-delay", "1");
        return properties;
    }

    @AfterEach
    public void closeServers() {
        graph.close();
        site.close();
        workers.shutdownNow();
        lanes.shutdownNow();
    }

    public GraphAnswer call(GraphCall call) {
        return template.requestBody("direct:graph-call", call, GraphAnswer.class);
    }

    public RunReport run(RunRequest.Mode mode) {
        return template.requestBody("direct:run", new RunRequest(List.of(), mode, "command"), RunReport.class);
    }

    public static MappingReport only(RunReport report) {
        assertThat(report.mappings()).hasSize(1);
        return report.mappings().get(0);
    }

    public void mapping(String name, UUID group, String... collections) {
        mappings.add(new Mapping(
                name,
                group,
                List.of(collections),
                "contoso",
                ForeignMembers.REMOVE,
                MemberIds.none(),
                true,
                Limits.DEFAULT));
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
