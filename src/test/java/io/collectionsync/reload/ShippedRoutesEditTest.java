package io.collectionsync.reload;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.apache.camel.ServiceStatus;
import org.apache.camel.component.http.HttpComponent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Edits of the routes as shipped, with stand-ins for their beans. */
class ShippedRoutesEditTest {

    private static final Path SHIPPED = Path.of("routes");

    @TempDir
    private Path folder;
    private Home home;
    private final Ledger ledger = new Ledger();
    private final HttpComponent https = new HttpComponent();
    private final ExecutorService workers = Executors.newFixedThreadPool(2);
    private HikariDataSource site;

    @BeforeEach
    void start() throws Exception {
        copy();
        site = site();
        home = new Home(folder)
                .bind("runs", new Runs()).bind("reports", new Reports()).bind("requests", new Requests())
                .bind("ledger", ledger).bind("collections", new Collections()).bind("directory", new Directory())
                .bind("door", new Door()).bind("siteDatabase", site).bind("mappingWorkers", workers).bind("lanes", workers)
                .bind("https", https).start();
    }

    private void copy() throws IOException {
        Files.createDirectories(folder.resolve("routes/sql"));
        try (var files = Files.walk(SHIPPED)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, folder.resolve("routes").resolve(SHIPPED.relativize(file)));
            }
        }
    }

    private static HikariDataSource site() throws Exception {
        var config = new HikariConfig();
        config.setJdbcUrl("jdbc:h2:mem:shipped;MODE=MSSQLServer");
        config.setMaximumPoolSize(2);
        var site = new HikariDataSource(config);
        try (var connection = site.getConnection(); var statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA IF NOT EXISTS dbo");
            statement.execute("CREATE TABLE dbo.v_Collection(CollectionID varchar(8), Name varchar(50),"
                    + " CollectionType int, MemberCount int, CurrentStatus int)");
            statement.execute("INSERT INTO dbo.v_Collection VALUES ('PS1', 'Pilots', 2, 0, 1)");
            statement.execute("CREATE TABLE dbo.v_FullCollectionMembership(ResourceID int, Name varchar(50),"
                    + " CollectionID varchar(8))");
            statement.execute("CREATE TABLE dbo.v_R_System(ResourceID int, AADDeviceID varchar(50),"
                    + " AADTenantID varchar(50), Obsolete0 int, Decommissioned0 int)");
        }
        return site;
    }

    @AfterEach
    void stop() {
        home.close();
        workers.shutdownNow();
        site.close();
    }

    @Test
    void theShippedRoutesBreakNoRuleAndCanAllBeSavedAtOnce() throws IOException {
        try (var files = Files.newDirectoryStream(folder.resolve("routes"), "*.camel.yaml")) {
            files.forEach(file -> home.edit(file.getFileName().toString(), text -> "# seen\n" + text));
        }

        Home.soon(() -> assertThat(home.routes.reloads()).isPositive());
        assertThat(home.routes.fault()).isNull();
        assertThat(home.live.getRoutes()).hasSize(12);
        assertThat(run()).isEqualTo(Set.of("planned a", "planned b"));
        assertThat(home.errors()).isEmpty();
    }

    @Test
    void whatTheRoutesShareOutlivesRehearsalAndSwap() throws Exception {
        home.replace("error-handling.camel.yaml", "maximumRedeliveries: 4", "maximumRedeliveries: 3");
        Home.soon(() -> assertThat(home.routes.reloads()).isEqualTo(1));
        home.replace("graph-attempt.camel.yaml", "throwExceptionOnFailure: false", "throwExceptionOnFailure: maybe");
        Home.soon(() -> assertThat(home.routes.fault()).contains("graph-attempt.camel.yaml line 5", "maybe"));

        assertThat(https.getCamelContext()).isSameAs(home.live);
        assertThat(https.getStatus()).isEqualTo(ServiceStatus.Started);
        assertThat(home.live.getComponent("https")).isSameAs(https);
        assertThat(site.isClosed()).isFalse();
        assertThat(workers.isShutdown()).isFalse();
        assertThat(run()).isEqualTo(Set.of("planned a", "planned b"));
    }

    @Test
    void editedErrorHandlingReportsAFailingMapping() {
        ledger.broken = true;
        assertThat(run()).isEqualTo(Set.of("failed a", "failed b"));

        home.replace("error-handling.camel.yaml", "method: failed(", "method: failedAnew(");

        Home.soon(() -> assertThat(run()).isEqualTo(Set.of("failed anew a", "failed anew b")));
    }

    @Test
    void anEditedQueryReachesTheSiteDatabase() {
        assertThat(desired()).isEqualTo("Pilots");

        home.replace("sql/collection.sql", "Name,", "'Renamed' AS Name,");

        Home.soon(() -> assertThat(desired()).isEqualTo("Renamed"));
        assertThat(home.routes.fault()).isNull();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"reconcile, run.camel.yaml", "apply-plan, reconcile.camel.yaml",
        "graph-attempt, graph-call.camel.yaml"})
    void noRouteThatARunReachesCanBeTakenAway(String route, String where) {
        home.delete(route + ".camel.yaml");

        Home.soon(() -> assertThat(home.routes.fault()).contains(where + " line ", "no route of the folder consumes direct:" + route));
        assertThat(home.live.getRoute(route)).isNotNull();
    }

    private Object run() {
        return home.template.requestBody("direct:run", "?");
    }

    private Object desired() {
        return home.template.request("direct:collection-members",
                exchange -> exchange.setProperty("mapping", new Mapping("a", List.of("PS1")))).getMessage().getBody();
    }

    /** A mapping. */
    public record Mapping(String name, List<String> collections) {
    }

    /** A run that only plans. */
    public record Run(List<Mapping> mappings, boolean planOnly) {
    }

    /** Stand-in. */
    public static final class Runs {
        public Run begin(Object request) {
            return new Run(List.of(new Mapping("a", List.of()), new Mapping("b", List.of())), true);
        }

        public Object finish(Run run, Object reports) {
            return reports;
        }
    }

    /** Stand-in. */
    public static final class Reports implements AggregationStrategy {
        @Override
        @SuppressWarnings("unchecked")
        public Exchange aggregate(Exchange gathered, Exchange mapping) {
            var all = new TreeSet<String>(gathered == null ? Set.of() : gathered.getMessage().getBody(Set.class));
            all.add(mapping.getMessage().getBody(String.class));
            mapping.getMessage().setBody(all);
            return mapping;
        }
    }

    /** Stand-in. */
    public static final class Requests {
        public Object scheduled() {
            return "scheduled";
        }

        public Object replay() {
            return null;
        }
    }

    /** Stand-in. */
    public static final class Ledger {
        private volatile boolean broken;

        public Object open(Object run, Mapping mapping) {
            if (broken) {
                throw new IllegalStateException("on purpose");
            }
            return mapping;
        }

        public Object plan(Object run, Mapping mapping, Object desired, Object actual) {
            return mapping;
        }

        public Object planned(Object run, Mapping plan) {
            return "planned " + plan.name();
        }

        public Object applied(Object run, Mapping plan, Object outcomes) {
            return "applied " + plan.name();
        }

        public Object failed(Object run, Mapping mapping, Object plan, Object pending, Exception why) {
            return "failed " + mapping.name();
        }

        public Object failedAnew(Object run, Mapping mapping, Object plan, Object pending, Exception why) {
            return "failed anew " + mapping.name();
        }

        public void requireLease(Object mapping) {
        }

        public Object record(Object run, Object mapping, Object desired, Object actual, Object outcomes) {
            return outcomes;
        }

        public Object park(Object run, Object mapping, Object outcomes) {
            return outcomes;
        }
    }

    /** Stand-in. */
    public static final class Collections {
        public Gathering gather(Mapping mapping) {
            return new Gathering();
        }
    }

    /** Remembers the name of the collection. */
    public static final class Gathering {
        private String collection;
        private boolean open;
        private Object name = "nobody";

        public void begin(String id) {
            collection = id;
            open = true;
        }

        public boolean isOpen() {
            return open;
        }

        public void startRead(List<Map<String, Object>> rows) {
            name = rows.get(0).get("NAME");
        }

        public String getCollection() {
            return collection;
        }

        public void endRead() {
            open = false;
        }

        public Object desired() {
            return name;
        }

        public Object sift(Object rows) {
            return rows;
        }

        public void take(Object resources, Object resolution) {
        }
    }

    /** Stand-in. */
    public static final class Directory {
        public Call askForGroup(Object mapping) {
            return new Call("GET", "contoso", null);
        }

        public Object requireTarget(Object mapping, Object answer) {
            return mapping;
        }

        public Pages listMembers(Object mapping) {
            return new Pages(false);
        }

        public Object pending(Object plan) {
            return plan;
        }

        public Object resolve(Object mapping, Object resources) {
            return resources;
        }

        public Object resolved(Object mapping, Object resolution) {
            return resolution;
        }

        public Object answer(Object headers, Object body) {
            return body;
        }

        public Object silence(Exception why) {
            return "silence";
        }
    }

    /** A call to Graph. */
    public record Call(String method, String tenant, String body) {
    }

    /** No page at all. */
    public record Pages(boolean open) {
        public Object actual() {
            return List.of();
        }
    }

    /** Where it sends a call, nobody listens. */
    public static final class Door {
        public Object admit(Object call) {
            return "https://127.0.0.1:1/";
        }

        public Object judge(Object call, Object answer) {
            return answer;
        }
    }
}
