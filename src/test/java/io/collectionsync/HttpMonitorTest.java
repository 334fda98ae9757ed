package io.collectionsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.collectionsync.membership.RunRequest;
import io.collectionsync.sandbox.Sandbox;
import io.collectionsync.sandbox.SandboxOptions;
import io.collectionsync.settings.Configuration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Health and metrics of a running engine, over HTTP. */
class HttpMonitorTest {

    private final HttpClient client = HttpClient.newHttpClient();
    private Sandbox sandbox;
    private Path home;
    private Engine engine;
    private int port;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        home = folder;
        sandbox = Sandbox.start(SandboxOptions.defaults().withDevices(200));
        sandbox.writeHome(home, Path.of("routes"));
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        var settings = home.resolve("config/application.properties");
        Files.writeString(settings, Files.readString(settings).replace("0/20 * * * * ?", "0 0 0 1 1 ?")
                + "http.port = " + port + "\n");
        engine = Engine.start(Configuration.load(home, Map.of()), Map.of(), true);
    }

    @AfterEach
    void stop() {
        engine.close();
        sandbox.close();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void itIsReadyAfterARunAndCountsWhatTheRunDid() throws Exception {
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        var early = get("/health/ready");
        assertThat(early.statusCode()).isEqualTo(503);
        assertThat(early.body()).contains("\"lastRun\":\"no run yet\"", "tenant contoso has no valid token");

        engine.run(new RunRequest(List.of(), RunRequest.Mode.APPLY, "schedule"));
        await().untilAsserted(() -> {
            var ready = get("/health/ready");
            assertThat(ready.body()).startsWith("{\"status\":\"UP\",\"settings\":\"UP\",\"database\":\"UP\"");
            assertThat(ready.statusCode()).isEqualTo(200);
        });
        var members = sandbox.tenant("contoso").group("sg-kiosks").members().size();
        assertThat(get("/metrics").body()).contains("# TYPE collection_sync_mapping_desired gauge",
                "collection_sync_mapping_desired{mapping=\"kiosks\",tenant=\"contoso\"} " + members + ".0",
                "collection_sync_mapping_success{mapping=\"pilot-ring\",tenant=\"contoso\"} 1.0",
                "collection_sync_dead_letters 0.0");

        Files.writeString(home.resolve("config/mappings.yaml"), "mappings: []\n");
        assertThat(get("/health/ready").body()).contains("\"status\":\"DOWN\"", "config/mappings.yaml");
    }

    @Test
    void itListensOnLoopbackOnlyTellsNothingElseAndLetsThePortGo() throws Exception {
        assertThat(get("/").statusCode()).isEqualTo(404);
        var posted = client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                .POST(HttpRequest.BodyPublishers.ofString("x")).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(posted.statusCode()).isEqualTo(405);
        assertThat(get("/metrics").body() + get("/health/ready").body())
                .doesNotContain(sandbox.tenant("contoso").app().clientSecret(), sandbox.site().password());
        engine.close();
        assertThatThrownBy(() -> get("/health/live")).isInstanceOf(IOException.class);
    }
}
