package io.collectionsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.collectionsync.collection.Collections;
import io.collectionsync.directory.Directory;
import io.collectionsync.directory.DirectoryFault;
import io.collectionsync.directory.Gate;
import io.collectionsync.directory.GraphAnswer;
import io.collectionsync.directory.GraphCall;
import io.collectionsync.directory.GraphDoor;
import io.collectionsync.directory.Resolver;
import io.collectionsync.directory.SignIn;
import io.collectionsync.membership.ForeignMembers;
import io.collectionsync.membership.HoldReason;
import io.collectionsync.membership.Limits;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.MappingReport;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.RunReport;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.membership.Status;
import io.collectionsync.settings.Cloud;
import io.collectionsync.settings.Credential;
import io.collectionsync.settings.Tenant;
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
import org.apache.camel.spi.Registry;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The real route files, with the real directory and collections, against a Graph on loopback and a site on H2. */
class ReconcileRoutesTest extends CamelTestSupport {

    private static final UUID TENANT_ID = UUID.fromString("11111111-1111-1111-1111-111111111111");
    private static final UUID GROUP = UUID.fromString("22222222-2222-2222-2222-222222222222");
    private static final UUID OTHER_GROUP = UUID.fromString("33333333-3333-3333-3333-333333333333");
    private static final List<String> ROUTES = List.of("error-handling", "run", "reconcile", "group-facts",
            "collection-members", "collection-rows", "resolve-members", "take-members", "find-devices",
            "find-lane", "group-members", "strangers", "other-writers", "apply-plan", "apply-lane", "dead-letter",
            "graph-call", "graph-attempt");

    private final List<Mapping> mappings = new ArrayList<>();
    private final StandIns.Ledger ledger = new StandIns.Ledger();
    private final StandIns.Runs runs = new StandIns.Runs(mappings);
    private static final Duration RETRY_DELAY = Duration.ofMillis(1);
    private static final Gate.Quota QUOTA = new Gate.Quota(100_000, Duration.ofSeconds(1), 100_000,
            Duration.ofSeconds(1), RETRY_DELAY);

    private final ExecutorService workers = Executors.newFixedThreadPool(2);
    private final ExecutorService lanes = Executors.newFixedThreadPool(12);
    private volatile String tokenFault;
    private final GraphStub graph;
    private final SiteStub site;

    ReconcileRoutesTest() throws Exception {
        graph = new GraphStub();
        site = new SiteStub();
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        var tenant = new Tenant("contoso", TENANT_ID, TENANT_ID, new Credential.ClientSecret("x"), Cloud.GLOBAL,
                URI.create("http://127.0.0.1"), URI.create("http://127.0.0.1"), Set.of("AzureAd"));
        var tenants = Map.of("contoso", tenant);
        var door = new GraphDoor(Map.of("contoso", graph.root()),
                Map.of("contoso", new Gate(QUOTA, Clock.systemUTC())), new NoSignIn());
        registry.bind("door", door);
        registry.bind("directory", new Directory(tenants, door,
                new Resolver(new StandIns.NoMemory(), door, RETRY_DELAY), RETRY_DELAY));
        registry.bind("collections", new Collections(tenants));
        registry.bind("siteDatabase", site.dataSource());
        registry.bind("siteRows", new SiteRows());
        registry.bind("ledger", ledger);
        registry.bind("runs", runs);
        registry.bind("rounds", new Rounds(List::of));
        registry.bind("reports", new Reports());
        registry.bind("mappingWorkers", workers);
        registry.bind("lanes", lanes);
    }

    /** The stub asks for no token. */
    private final class NoSignIn implements SignIn {

        @Override
        public void ensure(String tenant) {
            if (tokenFault != null) {
                throw new DirectoryFault(tokenFault);
            }
        }

        @Override
        public boolean renew(String tenant) {
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
    void closeServers() {
        graph.close();
        site.close();
        workers.shutdownNow();
        lanes.shutdownNow();
    }

    @Test
    void aGroupBecomesEqualToItsCollection() throws Exception {
        var wanted = devices("PS100001", 100, 45);
        var stranger = UUID.randomUUID();
        var kept = wanted.get(3);
        graph.group(GROUP, stranger, kept, wanted.get(7), wanted.get(9), wanted.get(11));
        mapping("ring", GROUP, "PS100001");

        var report = run(RunRequest.Mode.APPLY);

        assertThat(graph.groups.get(GROUP)).containsExactlyInAnyOrderElementsOf(wanted);
        assertThat(only(report).status()).isEqualTo(Status.SUCCESS);
        assertThat(only(report).outcomes().applied()).isEqualTo(42);
        assertThat(ledger.recorded).hasSize(42);
        assertThat(ledger.parked).isEmpty();
        assertThat(ledger.failures).isEmpty();
        assertThat(site.openConnections()).isZero();
    }

    @Test
    void aPlanWritesNothing() throws Exception {
        var wanted = devices("PS100001", 100, 3);
        graph.group(GROUP);
        mapping("ring", GROUP, "PS100001");

        var report = run(RunRequest.Mode.PLAN);

        assertThat(only(report).plan().additions()).isEqualTo(MemberIds.of(wanted));
        assertThat(only(report).status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(graph.groups.get(GROUP)).isEmpty();
    }

    @Test
    void theUnionOfSeveralCollectionsIsWanted() throws Exception {
        var wanted = new ArrayList<>(devices("PS100001", 100, 3));
        wanted.addAll(devices("PS100002", 200, 3));
        graph.group(GROUP);
        mapping("ring", GROUP, "PS100001", "PS100002");

        run(RunRequest.Mode.APPLY);

        assertThat(graph.groups.get(GROUP)).containsExactlyInAnyOrderElementsOf(wanted);
    }

    @Test
    void aCollectionWhoseCountDisagreesIsReadTwiceAndHoldsRemovals() throws Exception {
        devices("PS100001", 100, 3, 5);
        var present = UUID.randomUUID();
        graph.group(GROUP, present);
        mapping("ring", GROUP, "PS100001");

        var report = run(RunRequest.Mode.APPLY);

        assertThat(only(report).status()).isEqualTo(Status.HELD);
        assertThat(only(report).plan().reasons()).extracting(HoldReason::word)
                .containsExactly(HoldReason.Word.MEMBER_COUNT);
        assertThat(graph.groups.get(GROUP)).contains(present).hasSize(4);
        assertThat(graph.requestsWith("/devices")).isEqualTo(2);
    }

    @Test
    void aCallThatFailsTwiceAndThenSucceedsGivesTheAnswer() {
        graph.group(GROUP);
        graph.answerOnce("GET /v1.0/groups", 503, "", Map.of("Retry-After", "0"));
        graph.answerOnce("GET /v1.0/groups", 503, "<html>Service Unavailable</html>", Map.of("retry-after", "0"));

        var answer = call(GraphCall.groupFacts("contoso", GROUP));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("displayName").asText()).isEqualTo("Ring");
        assertThat(graph.requests).hasSize(3);
    }

    @Test
    void aCallThatAlwaysFailsGivesItsLastAnswerToTheCallerWhichGoesOn() throws Exception {
        devices("PS100001", 100, 1);
        graph.group(GROUP);
        mapping("ring", GROUP, "PS100001");
        for (int i = 1; i <= 5; i++) {
            graph.answerOnce("GET /v1.0/groups", 500, "{\"error\":{\"code\":\"try-" + i + "\",\"message\":\"\"}}", Map.of());
        }

        var answer = call(GraphCall.groupFacts("contoso", GROUP));
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.error().code()).isEqualTo("try-5");
        assertThat(graph.requests).hasSize(5);

        var report = run(RunRequest.Mode.APPLY);
        assertThat(only(report).status()).isEqualTo(Status.SUCCESS);
    }

    @Test
    void aCallCarriesAClientRequestIdAndNothingOfCamels() {
        graph.group(GROUP);
        call(GraphCall.groupFacts("contoso", GROUP));

        assertThat(graph.headers.get(0)).containsKey("client-request-id");
        assertThat(graph.headers.get(0).keySet()).noneMatch(name -> name.startsWith("camel"));
    }

    @Test
    void aRefusedTokenIsRenewedOnceForACall() {
        graph.group(GROUP);
        graph.answerOnce("GET /v1.0/groups", 401, "", Map.of());
        assertThat(call(GraphCall.groupFacts("contoso", GROUP)).status()).isEqualTo(200);
        for (int i = 0; i < 5; i++) {
            graph.answerOnce("GET /v1.0/groups", 401, "", Map.of());
        }

        assertThat(call(GraphCall.groupFacts("contoso", GROUP)).status()).isEqualTo(401);
        assertThat(graph.requests).hasSize(4);
    }

    @Test
    void severalRetryAfterHeadersAreAllHeeded() {
        graph.group(GROUP);
        graph.answerOnce("GET /v1.0/groups", 429, "", Map.of("Retry-After", "0, 1"));
        long begin = System.nanoTime();

        assertThat(call(GraphCall.groupFacts("contoso", GROUP)).status()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aRefusedConnectionIsStatusZero() throws Exception {
        graph.close();
        var answer = call(GraphCall.groupFacts("contoso", GROUP));

        assertThat(answer.status()).isZero();
        assertThat(answer.failure()).startsWith("no connection");
    }

    @Test
    void anAnswerThatBreaksOffIsStatusZero() throws Exception {
        graph.group(GROUP);
        for (int i = 0; i < 5; i++) {
            graph.answerOnce("GET /v1.0/groups", GraphStub.BREAKS_OFF, "{\"id\":", Map.of());
        }

        var answer = call(GraphCall.groupFacts("contoso", GROUP));

        assertThat(answer.status()).isZero();
    }

    @Test
    void aNextLinkIsFollowedExactlyAsGraphGaveIt() throws Exception {
        devices("PS100001", 100, 1);
        graph.group(GROUP, UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID());
        mapping("ring", GROUP, "PS100001");

        run(RunRequest.Mode.PLAN);

        assertThat(graph.requestsWith("$select=id&$top=999&$skiptoken=X%272%27%2b+a")).isEqualTo(1);
    }

    @Test
    void aMappingThatFailsIsReportedAndTheOthersGoOn() throws Exception {
        var wanted = devices("PS100001", 100, 2);
        graph.group(GROUP);
        mapping("gone", OTHER_GROUP, "PS100001");
        mapping("leased", OTHER_GROUP, "PS100001");
        mapping("missing", GROUP, "PS1NOPE");
        mapping("ring", GROUP, "PS100001");

        var report = run(RunRequest.Mode.APPLY);

        assertThat(report.mappings()).extracting(found -> found.mapping().name(), MappingReport::status)
                .containsExactly(tuple("gone", Status.FAILED), tuple("leased", Status.FAILED),
                        tuple("missing", Status.FAILED), tuple("ring", Status.SUCCESS));
        assertThat(report.status()).isEqualTo(Status.PARTIAL_SUCCESS);
        assertThat(ledger.failures).extracting(StandIns.Ledger.Failure::mapping)
                .containsExactlyInAnyOrder("gone", "leased", "missing");
        assertThat(ledger.failures).extracting(failure -> FailureLine.of(failure.cause()))
                .anyMatch(line -> line.startsWith("Group " + OTHER_GROUP + " does not exist in this tenant"))
                .anyMatch(line -> line.startsWith("Collection PS1NOPE does not exist"));
        assertThat(graph.groups.get(GROUP)).containsExactlyInAnyOrderElementsOf(wanted);
    }

    @Test
    void rowsThatBreakOffInMidStreamFailTheMappingAndAreNeverDesired() throws Exception {
        devices("PS100001", 100, 9);
        var present = UUID.randomUUID();
        graph.group(GROUP, present);
        mapping("ring", GROUP, "PS100001");
        site.breakAfter(6);

        var report = run(RunRequest.Mode.APPLY);

        assertThat(only(report).status()).isEqualTo(Status.FAILED);
        assertThat(ledger.desired).isEmpty();
        assertThat(ledger.failures).hasSize(1);
        assertThat(ledger.failures.get(0).cause()).hasStackTraceContaining("incomplete response");
        assertThat(graph.groups.get(GROUP)).containsExactly(present);
        assertThat(site.openConnections()).isZero();
    }

    @Test
    void aChunkThatCannotBeResolvedFailsTheMappingAndIsNeverDesired() throws Exception {
        devices("PS100001", 100, 9);
        var present = UUID.randomUUID();
        graph.group(GROUP, present);
        mapping("ring", GROUP, "PS100001");
        graph.answerOnce("/devices", 403, "{\"error\":{\"code\":\"Authorization_RequestDenied\",\"message\":\"No.\"}}",
                Map.of());

        var report = run(RunRequest.Mode.APPLY);

        assertThat(only(report).status()).isEqualTo(Status.FAILED);
        assertThat(only(report).error()).contains("Authorization_RequestDenied");
        assertThat(ledger.desired).isEmpty();
        assertThat(ledger.failures).hasSize(1);
        assertThat(graph.groups.get(GROUP)).containsExactly(present);
        assertThat(site.openConnections()).isZero();
    }

    @Test
    void aListingThatBreaksOffFailsTheMapping() throws Exception {
        devices("PS100001", 100, 1);
        graph.group(GROUP, UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID());
        mapping("ring", GROUP, "PS100001");
        graph.answerOnce("skiptoken", 400, "{\"error\":{\"code\":\"BadRequest\",\"message\":\"\"}}", Map.of());

        var report = run(RunRequest.Mode.APPLY);

        assertThat(only(report).status()).isEqualTo(Status.FAILED);
        assertThat(ledger.desired).isEmpty();
        assertThat(graph.groups.get(GROUP)).hasSize(3);
    }

    @Test
    void whatIsOnItsWayWhenTheApplyingBreaksOffIsTold() throws Exception {
        devices("PS100001", 100, 1);
        graph.group(GROUP);
        mapping("unrecorded", GROUP, "PS100001");

        var report = run(RunRequest.Mode.APPLY);

        assertThat(only(report).status()).isEqualTo(Status.FAILED);
        assertThat(ledger.failures.get(0).plan().additions().size()).isEqualTo(1);
        assertThat(ledger.failures.get(0).pending().outcomes().applied()).isEqualTo(1);
    }

    @Test
    void aBatchThatNobodyAnswersIsSentAgainAndWhatWasAppliedIsAlreadySo() throws Exception {
        var wanted = devices("PS100001", 100, 2);
        graph.group(GROUP);
        mapping("ring", GROUP, "PS100001");
        graph.answerOnce("PATCH", GraphStub.APPLIES_AND_CUTS, "", Map.of());

        var report = run(RunRequest.Mode.APPLY);

        assertThat(graph.groups.get(GROUP)).containsExactlyInAnyOrderElementsOf(wanted);
        assertThat(only(report).status()).isEqualTo(Status.SUCCESS);
        assertThat(only(report).outcomes().alreadySo()).isEqualTo(2);
    }

    @Test
    void aRefusedTokenFailsTheMappingOnceWithItsLine() throws Exception {
        devices("PS100001", 100, 1);
        graph.group(GROUP);
        mapping("ring", GROUP, "PS100001");
        tokenFault = "Token of tenant contoso refused";

        var report = run(RunRequest.Mode.APPLY);

        assertThat(only(report).error()).isEqualTo("Token of tenant contoso refused");
        assertThat(ledger.failures).hasSize(1);
    }

    @Test
    void aRefusedTokenIsToldToACallerOutsideOfRuns() {
        tokenFault = "Token of tenant contoso refused";

        assertThatThrownBy(() -> call(GraphCall.groupFacts("contoso", GROUP)))
                .hasStackTraceContaining("Token of tenant contoso refused");
        assertThat(ledger.failures).isEmpty();
    }

    @Test
    void aMappingStaysOnItsWorkerWhileItWaitsToRepeatAStep() throws Exception {
        var wanted = devices("PS100001", 100, 2);
        graph.group(GROUP);
        mapping("ring", GROUP, "PS100001");
        graph.answerOnce("PATCH", 200, "{\"responses\":[{\"id\":\"1\",\"status\":409,\"body\":{\"error\":{\"code\":"
                + "\"Directory_ConcurrencyViolation\"}}}]}", Map.of());

        run(RunRequest.Mode.APPLY);

        assertThat(graph.groups.get(GROUP)).containsExactlyInAnyOrderElementsOf(wanted);
        assertThat(ledger.threads).hasSize(1).allMatch(name -> name.startsWith("pool-"));
    }

    @Test
    void aRunWithoutMappingsReportsNone() {
        var report = run(RunRequest.Mode.APPLY);

        assertThat(report.mappings()).isEmpty();
    }

    @Test
    void aRunThatCannotBeRecordedFailsAndIsNoMappingsFault() throws Exception {
        devices("PS100001", 100, 1);
        graph.group(GROUP);
        mapping("ring", GROUP, "PS100001");
        runs.broken = true;

        assertThatThrownBy(() -> run(RunRequest.Mode.PLAN)).hasStackTraceContaining("the run cannot be recorded");
        assertThat(ledger.failures).isEmpty();
    }

    private GraphAnswer call(GraphCall call) {
        return template.requestBody("direct:graph-call", call, GraphAnswer.class);
    }

    private RunReport run(RunRequest.Mode mode) {
        return template.requestBody("direct:run", new RunRequest(List.of(), mode, "command"), RunReport.class);
    }

    private static MappingReport only(RunReport report) {
        assertThat(report.mappings()).hasSize(1);
        return report.mappings().get(0);
    }

    private void mapping(String name, UUID group, String... collections) {
        mappings.add(new Mapping(name, group, List.of(collections), "contoso", ForeignMembers.REMOVE, MemberIds.none(),
                true, Limits.DEFAULT));
    }

    private List<UUID> devices(String collection, int first, int count) throws Exception {
        return devices(collection, first, count, count);
    }

    /** @return the object ids of {@code count} devices that the site and Entra know */
    private List<UUID> devices(String collection, int first, int count, int memberCount) throws Exception {
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
