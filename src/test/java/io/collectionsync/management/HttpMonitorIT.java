package io.collectionsync.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.collectionsync.sandbox.Fault;
import io.collectionsync.sandbox.FaultKind;
import io.collectionsync.sandbox.Sandbox;
import io.collectionsync.sandbox.SandboxOptions;
import io.collectionsync.testkit.LiveRuntime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Health and metrics of a running engine, over HTTP. */
class HttpMonitorIT {

    private static final Pattern SERIES = Pattern.compile("collection_sync_\\w+");

    private final HttpClient client = HttpClient.newHttpClient();
    private LiveRuntime live;
    private Sandbox sandbox;
    private int port;

    @BeforeEach
    void start(@TempDir Path home) throws IOException {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        live = new LiveRuntime(SandboxOptions.defaults().withDevices(200), home, "http.port = " + port).asService();
        live.engine();
        sandbox = live.sandbox;
    }

    @AfterEach
    void stop() {
        live.close();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void itIsReadyAfterARunAndCountsWhatTheRunDid() throws Exception {
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        var early = get("/health/ready");
        assertThat(early.statusCode()).isEqualTo(503);
        assertThat(early.body()).contains("\"lastRun\":\"no run yet\"", "Token of tenant contoso: not asked for yet");

        live.apply();
        await().untilAsserted(() -> {
            var ready = get("/health/ready");
            assertThat(ready.body()).startsWith("{\"status\":\"UP\",\"settings\":\"UP\",\"database\":\"UP\"");
            assertThat(ready.statusCode()).isEqualTo(200);
        });
        var members = sandbox.tenant("contoso").group("sg-kiosks").members().size();
        assertThat(get("/metrics").body())
                .contains(
                        "# TYPE collection_sync_mapping_desired gauge",
                        "collection_sync_mapping_desired{mapping=\"kiosks\",tenant=\"contoso\"} " + members + ".0",
                        "collection_sync_mapping_success{mapping=\"pilot-ring\",tenant=\"contoso\"} 1.0",
                        "collection_sync_dead_letters 0.0");

        live.edit("config/mappings.yaml", text -> "mappings: []\n");
        assertThat(get("/health/ready").body()).contains("\"status\":\"DOWN\"", "config/mappings.yaml");
    }

    /** Every series that a panel of the dashboard asks for is served, with the labels that it asks by. */
    @Test
    void theDashboardAsksForWhatIsServed() throws Exception {
        live.apply();
        var served = get("/metrics").body();
        var dashboard = new ObjectMapper().readTree(Files.readString(Path.of("src/docs/grafana-dashboard.json")));
        var asked = new TreeSet<String>();
        dashboard.path("panels").findValuesAsText("expr").forEach(expression -> SERIES.matcher(expression)
                .results()
                .map(MatchResult::group)
                .forEach(asked::add));

        assertThat(dashboard.path("panels")).hasSizeGreaterThan(10);
        assertThat(asked).hasSizeGreaterThan(10).allSatisfy(series -> assertThat(
                        served.lines().filter(line -> line.startsWith(series + "{") || line.startsWith(series + " ")))
                .as(series)
                .isNotEmpty());
        assertThat(served)
                .contains(
                        "collection_sync_tenant_write_quota{tenant=\"contoso\"} 3000.0",
                        "collection_sync_tenant_credential_seconds{tenant=\"contoso\"} NaN",
                        "collection_sync_mapping_paused{mapping=\"kiosks\",tenant=\"contoso\"} 0.0",
                        "collection_sync_mapping_drift{mapping=\"kiosks\",tenant=\"contoso\"} 0.0");
        assertThat(served.lines()
                        .filter(line -> line.startsWith("collection_sync_last_run_seconds "))
                        .findFirst())
                .get()
                .asString()
                .doesNotContain("NaN");
        var shown = served.lines()
                .filter(line -> line.startsWith("collection_sync"))
                .map(line -> line.split("[{ ]")[0])
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(asked).as("nothing is served that nobody sees").containsExactlyElementsOf(shown);
    }

    /** Tokens end within hours; a nightly schedule asks for none by day. */
    @Test
    void aTokenThatWasRefusedIsToldUntilTheNextOneIsGranted() {
        var faults = sandbox.graph().faults();
        faults.inject(Fault.of(FaultKind.ERROR_BEFORE)
                .on("POST", ".*/oauth2/v2.0/token")
                .status(401)
                .saying("invalid_client", "AADSTS7000222: The provided client secret keys are expired."));
        live.apply();
        await().untilAsserted(() -> assertThat(get("/health/ready").body())
                .contains("\"status\":\"DOWN\"", "\"lastRun\":\"UP\"", "AADSTS7000222, the client secret has expired"));
        faults.clear();
        live.apply();
        await().untilAsserted(
                        () -> assertThat(get("/health/ready").statusCode()).isEqualTo(200));
    }

    @Test
    void itListensOnLoopbackOnlyTellsNothingElseAndLetsThePortGo() throws Exception {
        assertThat(get("/").statusCode()).isEqualTo(404);
        var posted = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                        .POST(HttpRequest.BodyPublishers.ofString("x"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(posted.statusCode()).isEqualTo(405);
        assertThat(get("/metrics").body() + get("/health/ready").body())
                .doesNotContain(
                        sandbox.tenant("contoso").app().clientSecret(),
                        sandbox.site().password());
        live.stop();
        assertThatThrownBy(() -> get("/health/live")).isInstanceOf(IOException.class);
    }
}
