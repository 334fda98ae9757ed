package io.collectionsync.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.collectionsync.sandbox.Sandbox;
import io.collectionsync.sandbox.SandboxCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Hosts by name, as a company sees them that inspects TLS: their certificate is signed by an authority of the company's
 * own. What they are asked they pass on to the sandbox.
 */
public final class InspectedHosts implements AutoCloseable {

    /** What was asked of which host, such as {@code graph.microsoft.us /v1.0/groups/…}. */
    public final List<String> asked = new CopyOnWriteArrayList<>();

    private static final String DISCOVERY = "/common/discovery/instance";
    private static final Set<String> OWN_HEADERS =
            Set.of("host", "connection", "content-length", "transfer-encoding", "date", ":status");

    private final SandboxCertificates authority = new SandboxCertificates();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient client;
    private final HttpsServer server;
    private final String sandbox;

    public InspectedHosts(Sandbox sandbox, String... names) throws IOException {
        this.sandbox = sandbox.graph().url();
        client = HttpClient.newBuilder()
                .sslContext(sandbox.certificates().clientContext())
                .build();
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(authority.serverContext(names)));
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public String authorityPem() {
        return authority.authorityPem();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String host = exchange.getRequestHeaders().getFirst("Host");
        asked.add(host + " " + exchange.getRequestURI());
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)
                .replace("https://" + host, sandbox);
        try {
            if (exchange.getRequestURI().getPath().equals(DISCOVERY)) {
                send(exchange, 200, discovery(host));
            } else {
                var answer = passedOn(exchange, body);
                answer.headers().map().forEach((name, values) -> {
                    if (!OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                        exchange.getResponseHeaders().put(name, values);
                    }
                });
                send(exchange, answer.statusCode(), answer.body().replace(sandbox, "https://" + host));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    /** What Entra says of its own hosts (Microsoft docs: instance discovery). */
    private static String discovery(String host) {
        return """
                {"tenant_discovery_endpoint": "https://HOST/common/v2.0/.well-known/openid-configuration",
                 "api-version": "1.1", "metadata": [{"preferred_network": "HOST", "preferred_cache": "HOST",
                 "aliases": ["HOST"]}]}"""
                .replace("HOST", host);
    }

    private HttpResponse<String> passedOn(HttpExchange exchange, String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(sandbox + exchange.getRequestURI()))
                .method(exchange.getRequestMethod(), BodyPublishers.ofString(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
