package io.collectionsync.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.collectionsync.membership.RunReport;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.membership.Status;
import io.collectionsync.sandbox.Sandbox;
import io.collectionsync.testkit.LiveRuntime;
import io.collectionsync.testkit.MBeanWalk;
import io.collectionsync.testkit.Scene;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running engine, a webhook on loopback, and what arrives there. */
class WebhookIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECRET = "known-to-both";
    private static final String SIGNATURE = "signed-4711";

    /** A request as the webhook saw it. */
    private record Received(
            String method, String query, String authorization, String mark, String host, JsonNode body) {

        String event() {
            return body.path("event").asText();
        }
    }

    private final List<Received> received = new ArrayList<>();
    /** What the next requests are answered with; 200 when there is no more. */
    private final Deque<Integer> answers = new ArrayDeque<>();

    private HttpServer webhook;
    private Sandbox sandbox;
    private Scene scene;
    private Scene.Pair pilot;
    private LiveRuntime live;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        webhook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        webhook.createContext("/hook", this::receive);
        webhook.start();
        sandbox = Scene.sandbox(200);
        scene = new Scene(sandbox, folder);
        pilot = scene.mapping("pilot-ring", 0, 40);
        live = scene.live
                .asService()
                .set(
                        "graph.replica-lag = 1ms",
                        "notify.webhook-url = http://127.0.0.1:"
                                + webhook.getAddress().getPort() + "/hook?sig=" + SIGNATURE,
                        "notify.webhook-secret-file = config/webhook.secret");
        Files.writeString(folder.resolve("config/webhook.secret"), SECRET + "\n");
    }

    @AfterEach
    void stop() {
        scene.close();
        sandbox.close();
        webhook.stop(0);
    }

    private synchronized void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            var headers = exchange.getRequestHeaders();
            received.add(new Received(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getQuery(),
                    headers.getFirst("Authorization"),
                    headers.getFirst("X-Collection-Sync-Webhook"),
                    headers.getFirst("Host"),
                    JSON.readTree(exchange.getRequestBody())));
            exchange.sendResponseHeaders(answers.isEmpty() ? 200 : answers.pop(), -1);
        }
    }

    private synchronized List<Received> received() {
        return List.copyOf(received);
    }

    private void awaitEvents(String... events) {
        await().atMost(30, TimeUnit.SECONDS)
                .untilAsserted(
                        () -> assertThat(received()).extracting(Received::event).containsExactly(events));
    }

    private RunReport apply() {
        return live.run(RunRequest.Mode.APPLY);
    }

    @Test
    void eachChangeOfAMappingArrivesOnceWithTheSecret() {
        assertThat(apply().status()).isEqualTo(Status.SUCCESS);
        var gone = pilot.first(20);
        pilot.leave(gone);
        assertThat(apply().status()).isEqualTo(Status.HELD);
        assertThat(apply().status()).isEqualTo(Status.HELD);
        awaitEvents("held");

        var held = received().get(0);
        assertThat(held.method()).isEqualTo("POST");
        assertThat(held.query()).isEqualTo("sig=" + SIGNATURE);
        assertThat(held.authorization()).isEqualTo("Bearer " + SECRET);
        assertThat(held.mark()).as("stays in the process").isNull();
        assertThat(held.body().path("mapping").asText()).isEqualTo("pilot-ring");
        assertThat(held.body().path("group").asText())
                .isEqualTo(pilot.group.id().toString());
        assertThat(held.body().path("status").asText()).isEqualTo("Held");
        assertThat(held.body().path("text").asText())
                .startsWith("Mapping pilot-ring is held: 20 removals; max-removal-percent:");
        assertThat(held.body().path("run").asText()).isNotEmpty();
        assertThat(held.body().path("time").asText()).startsWith("20");

        pilot.add(gone);
        assertThat(apply().status()).isEqualTo(Status.SUCCESS);
        assertThat(apply().status()).isEqualTo(Status.SUCCESS);
        awaitEvents("held", "recovered");
    }

    @Test
    void aRestartRepeatsNothingAndLosesNothing() {
        apply();
        var gone = pilot.first(20);
        pilot.leave(gone);
        apply();
        awaitEvents("held");
        await().atMost(10, TimeUnit.SECONDS)
                .until(() -> live.engine().wiring().notices.due().isEmpty());

        live.stop();
        apply();
        pilot.add(gone);
        webhook.removeContext("/hook");
        apply();
        live.stop();
        webhook.createContext("/hook", this::receive);
        live.engine();
        awaitEvents("held", "recovered");
    }

    @Test
    void aWebhookThatFailsIsToldAgainAndDisturbsNoRunAndTheLogTellsNoSecret() {
        answers.addAll(List.of(500, 302, 429));
        var log = new ByteArrayOutputStream();
        var before = System.err;
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            apply();
            pilot.leave(pilot.first(20));
            assertThat(apply().status()).isEqualTo(Status.HELD);
            awaitEvents("held", "held", "held", "held");
            assertThat(apply().status()).isEqualTo(Status.HELD);
        } finally {
            System.setErr(before);
        }
        assertThat(received())
                .extracting(one -> one.body().path("run").asText())
                .containsOnly(received().get(0).body().path("run").asText());
        assertThat(log.toString(StandardCharsets.UTF_8))
                .contains("it answered 500", "it answered 302", "it answered 429")
                .containsPattern("webhook sent: mapping=\"pilot-ring\" event=\"held\" attempt=4")
                .doesNotContain(SECRET, SIGNATURE);
    }

    /** The sandbox's servers are reached directly, by the exceptions; the webhook by another name of this machine. */
    @Test
    void theWebhookIsReachedThroughTheProxy() {
        live.set(
                "notify.webhook-url = http://localhost:1/hook?sig=" + SIGNATURE,
                "proxy.url = http://127.0.0.1:" + webhook.getAddress().getPort(),
                "proxy.exceptions = 127.0.0.1");
        apply();
        pilot.leave(pilot.first(20));
        assertThat(apply().status()).isEqualTo(Status.HELD);
        awaitEvents("held");
        assertThat(received().get(0).host()).isEqualTo("localhost:1");
        assertThat(received().get(0).authorization()).isEqualTo("Bearer " + SECRET);
    }

    @Test
    void theSecretAndTheSignatureAreInNoMBean() throws Exception {
        answers.addAll(List.of(500));
        apply();
        pilot.leave(pilot.first(20));
        apply();
        awaitEvents("held", "held");
        var walk = MBeanWalk.over(java.lang.management.ManagementFactory.getPlatformMBeanServer());
        assertThat(walk.mentions("https://webhook.invalid")).isNotEmpty();
        assertThat(walk.mentions(SECRET)).isEmpty();
        assertThat(walk.mentions(SIGNATURE)).isEmpty();
    }
}
