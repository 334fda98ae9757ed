package io.collectionsync.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.graph.GraphClient;
import io.collectionsync.graph.read.Resolver;
import io.collectionsync.graph.work.GraphWorkers;
import io.collectionsync.membership.Desired;
import io.collectionsync.membership.DirectoryDevice;
import io.collectionsync.membership.ForeignMembers;
import io.collectionsync.membership.Limits;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Run;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.membership.Sources;
import io.collectionsync.membership.Trigger;
import io.collectionsync.reconcile.CollectionSteps;
import io.collectionsync.reconcile.Reconciliation;
import io.collectionsync.runtime.SiteRows;
import io.collectionsync.settings.Cloud;
import io.collectionsync.settings.Credential;
import io.collectionsync.settings.Endpoints;
import io.collectionsync.settings.Tenant;
import io.collectionsync.site.CollectionReaders;
import io.collectionsync.testkit.PeakHeap;
import io.collectionsync.testkit.StandIns;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.tools.Server;
import org.junit.jupiter.api.Test;

/**
 * Reading a large site: 500,000 devices, 300 collections, through the real routes and by bare JDBC in the same process,
 * which has 512 MB; the database is in another one. The directory is a stand-in that knows every device. Run by
 * {@code mvn -Pbenchmark verify}; not part of the build: its name ends in no Test.
 */
class SiteReadingBenchmark {

    private static final int DEVICES = 500_000;
    private static final int COLLECTIONS = 300;
    private static final int ROUNDS = 4;
    private static final UUID TENANT = UUID.fromString("11111111-1111-1111-1111-111111111111");

    @Test
    void readingThroughTheRoutesBesideBareJdbc() throws Exception {
        String name =
                "mem:site;MODE=MSSQLServer;DATABASE_TO_UPPER=FALSE;CASE_INSENSITIVE_IDENTIFIERS=TRUE;IGNORECASE=TRUE";
        try (var connection = DriverManager.getConnection("jdbc:h2:" + name, "sa", "")) {
            fill(connection);
            var server = Server.createTcpServer("-tcpPort", "0", "-tcpDaemon").start();
            try {
                assertThat(reader("jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/" + name
                                + ";LAZY_QUERY_EXECUTION=1;SCHEMA=dbo"))
                        .isZero();
            } finally {
                server.stop();
            }
        }
    }

    /** Reads in a process with so little memory as a runtime may have. */
    private static int reader(String url) throws Exception {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SiteReadingBenchmark.class.getName(),
                        url)
                .redirectError(Path.of("target/site-reading.log").toFile())
                .start();
        try (var lines = process.inputReader()) {
            lines.lines().forEach(System.out::println);
        }
        return process.waitFor();
    }

    /** @param url of the site database */
    public static void main(String... url) throws Exception {
        var pool = JdbcConnectionPool.create(url[0], "sa", "");
        try (var context = new DefaultCamelContext();
                var connection = pool.getConnection()) {
            start(context, pool);
            System.out.println(
                    "\n| round | rows | bare JDBC, s per 100,000 rows | routes | ratio | bare JDBC, CPU s | routes"
                            + " | ratio | peak heap, MB |\n| --- | --: | --: | --: | --: | --: | --: | --: | --: |");
            var words = IntStream.range(0, COLLECTIONS)
                    .mapToObj(SiteReadingBenchmark::id)
                    .toList();
            for (int round = 1; round <= ROUNDS; round++) {
                measure(round, context, connection, words);
            }
        } finally {
            pool.dispose();
        }
    }

    private static void measure(int round, DefaultCamelContext context, Connection connection, List<String> words)
            throws Exception {
        long begin = System.nanoTime();
        long cpu = cpu();
        long rows = 0;
        for (var word : words) {
            rows += bare(connection, word);
        }
        double bare = (System.nanoTime() - begin) / 1e9;
        double bareCpu = (cpu() - cpu) / 1e9;
        System.gc();
        var heap = new PeakHeap();
        heap.start();
        begin = System.nanoTime();
        cpu = cpu();
        var desired = read(context, words);
        double routes = (System.nanoTime() - begin) / 1e9;
        double routesCpu = (cpu() - cpu) / 1e9;
        heap.interrupt();
        assertThat(desired.members().size()).isEqualTo(DEVICES);
        assertThat(desired.doubts()).isEmpty();
        System.out.printf(
                Locale.ROOT,
                "| %d | %,d | %.3f | %.3f | %.2f | %.3f | %.3f | %.2f | %d |%n",
                round,
                rows,
                bare * 1e5 / rows,
                routes * 1e5 / rows,
                routes / bare,
                bareCpu * 1e5 / rows,
                routesCpu * 1e5 / rows,
                routesCpu / bareCpu,
                heap.megabytes());
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static Desired read(DefaultCamelContext context, List<String> words) throws Exception {
        var mapping = new Mapping(
                "all",
                UUID.randomUUID(),
                new Sources(words),
                "contoso",
                ForeignMembers.REMOVE,
                MemberIds.none(),
                true,
                Limits.DEFAULT);
        try (var template = context.createProducerTemplate()) {
            var run = new Run("look", RunRequest.Mode.PLAN, Trigger.COMMAND, Instant.now(), List.of(mapping));
            var reconciliation = new Reconciliation(run, mapping);
            var answer = template.request(
                    "direct:collection-members", exchange -> exchange.setVariable("reconciliation", reconciliation));
            assertThat(answer.getException()).isNull();
            return reconciliation.desired();
        }
    }

    private static long bare(Connection connection, String word) throws Exception {
        var sql = Files.readString(Path.of("routes/sql/collection-members.sql")).replaceAll(":#\\$\\{.*}", "?");
        long rows = 0;
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, word);
            try (var row = statement.executeQuery()) {
                int columns = row.getMetaData().getColumnCount();
                while (row.next()) {
                    for (int i = 1; i <= columns; i++) {
                        row.getObject(i);
                    }
                    rows++;
                }
            }
        }
        return rows;
    }

    private static void start(DefaultCamelContext context, JdbcConnectionPool pool) throws Exception {
        var tenant = new Tenant(
                "contoso",
                TENANT,
                TENANT,
                new Credential.ClientSecret("x"),
                new Endpoints(Cloud.GLOBAL, URI.create("http://127.0.0.1"), URI.create("http://127.0.0.1")),
                Set.of("AzureAd"),
                true);
        context.disableJMX();
        context.getRegistry().bind("siteDatabase", pool);
        context.getRegistry().bind("siteRows", new SiteRows());
        var client = new GraphClient(Map.of("contoso", "http://127.0.0.1"), Map.of(), null, new StandIns.OneProcess());
        var tenants = Map.of("contoso", tenant);
        context.getRegistry()
                .bind(
                        "collections",
                        new CollectionSteps(
                                tenants,
                                new CollectionReaders(tenants),
                                new Resolver(new Memory(), client, Duration.ofSeconds(1)),
                                Duration.ofMinutes(1)));
        context.getRegistry().bind("work", new GraphWorkers());
        context.getRegistry()
                .bind("graphWorkers", context.getExecutorServiceManager().newFixedThreadPool(context, "graph", 6));
        context.getPropertiesComponent().addInitialProperty("home.folder", ".");
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:graph-call").log("every device is known");
            }
        });
        for (var route : List.of("collection-members", "collection-rows", "graph-worker", "record-outcomes")) {
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(PluginHelper.getResourceLoader(context)
                            .resolveResource("file:routes/" + route + ".camel.yaml"));
        }
        context.start();
    }

    /** Every device is known. */
    private static final class Memory implements Resolver.Memory {

        @Override
        public Map<UUID, DirectoryDevice> find(UUID tenantId, Collection<UUID> deviceIds) {
            return deviceIds.stream()
                    .collect(Collectors.toMap(
                            Function.identity(),
                            id -> new DirectoryDevice(
                                    id, new UUID(id.getLeastSignificantBits(), 7), "AzureAd", true, null)));
        }

        @Override
        public void save(UUID tenantId, List<DirectoryDevice> devices) {
            assertThat(devices).isEmpty();
        }
    }

    private static void fill(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA dbo");
            statement.execute("CREATE TABLE dbo.v_Collection (CollectionID varchar(8) PRIMARY KEY, Name varchar(255),"
                    + " CollectionType int, MemberCount int, CurrentStatus int)");
            statement.execute("CREATE TABLE dbo.v_R_System (ResourceID int PRIMARY KEY, AADDeviceID varchar(64),"
                    + " AADTenantID varchar(64), Client0 int, Obsolete0 int, Decommissioned0 int)");
            statement.execute("CREATE TABLE dbo.v_FullCollectionMembership (CollectionID varchar(8), ResourceID int,"
                    + " ResourceType int, Name varchar(255), PRIMARY KEY (CollectionID, ResourceID))");
            statement.execute("INSERT INTO dbo.v_R_System SELECT X, CAST(RANDOM_UUID() AS varchar(64)), '" + TENANT
                    + "', 1, 0, 0 FROM SYSTEM_RANGE(1, " + DEVICES + ")");
            for (int i = 0; i < COLLECTIONS; i++) {
                int size = i == 0 ? DEVICES : 100 * (i % 10) + i;
                statement.execute("INSERT INTO dbo.v_Collection VALUES ('" + id(i) + "', 'Collection " + i + "', 2, "
                        + size + ", 1)");
                statement.execute("INSERT INTO dbo.v_FullCollectionMembership SELECT '" + id(i)
                        + "', X, 5, 'PC-' || X FROM SYSTEM_RANGE(1, " + size + ")");
            }
        }
    }

    private static String id(int number) {
        return "PS1%05X".formatted(number);
    }
}
