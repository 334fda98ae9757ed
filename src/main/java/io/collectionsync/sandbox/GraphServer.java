package io.collectionsync.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.collectionsync.sandbox.FaultKind.Place;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** HTTPS on the loopback address: reads requests, plays latency and transport faults, writes answers. */
final class GraphServer implements AutoCloseable {

    /** Requests answered at the same time; further ones wait. */
    private static final int THREADS = 64;

    private static final Logger LOG = LoggerFactory.getLogger(GraphServer.class);
    private static final String VERSION = "/v1.0";
    private static final String AGS = ags();

    static {
        // Without it a small answer waits some 40 ms for the client's delayed ACK (measured on loopback).
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpsServer server;
    private final ExecutorService threads;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final SandboxFaults faults;
    private final SandboxCounters counters;
    private GraphFront graph;
    private TokenEndpoint entra;

    GraphServer(SSLContext tls, SandboxFaults faults, SandboxCounters counters) {
        this.faults = faults;
        this.counters = counters;
        try {
            InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
            server = HttpsServer.create(new InetSocketAddress(loopback, 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("The Graph sandbox cannot listen", e);
        }
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        threads = Executors.newFixedThreadPool(THREADS, work -> {
            Thread thread = new Thread(work, "graph-sandbox");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/", this::handle);
    }

    void start(GraphFront front, TokenEndpoint endpoint) {
        graph = front;
        entra = endpoint;
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String target = exchange.getRequestURI().toString();
            Map<String, String> headers = GraphCall.newHeaders();
            exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, String.join(",", values)));
            if (target.startsWith(VERSION + "/")) {
                graph(exchange, target.substring(VERSION.length()), headers, body);
            } else {
                entra(exchange, target, body);
            }
        } catch (IOException e) {
            LOG.debug("sandbox - client went away: {}", e.toString());
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("method", exchange.getRequestMethod())
                    .addKeyValue("uri", exchange.getRequestURI())
                    .setCause(e)
                    .log("sandbox request failed");
        }
    }

    private void graph(HttpExchange exchange, String target, Map<String, String> headers, byte[] body)
            throws IOException {
        counters.request(body.length);
        String method = exchange.getRequestMethod();
        Fault fault = faults.draw(Place.REQUEST, method, target.replaceFirst("\\?.*", ""), body)
                .orElse(null);
        long latency = latencyNanos();
        long due = System.nanoTime() + latency;
        try {
            Answer instead = fault == null ? null : insteadOfApplying(fault, headers);
            if (fault != null && instead == null && closes(fault.kind())) {
                return;
            }
            if (instead != null) {
                idle(latency);
            }
            Answer answer =
                    instead != null ? instead : graph.answer(method, target, headers, body, () -> idle(latency / 2));
            if (instead == null) {
                // what the sandbox itself has worked is part of the time until its answer
                idle(due - System.nanoTime());
            }
            deliver(exchange, answer, fault, headers);
        } finally {
            graph.done();
            counters.requestDone();
        }
    }

    private static String ags() {
        var json = Json.object();
        json.putObject("ServerInfo")
                .put("DataCenter", "Sandbox")
                .put("Slice", "E")
                .put("Ring", "0")
                .put("ScaleUnit", "000")
                .put("RoleInstance", "SANDBOX0");
        return json.toString();
    }

    private static boolean closes(FaultKind kind) {
        return kind == FaultKind.RESET_BEFORE || kind == FaultKind.HANG_BEFORE;
    }

    /** The answer of a fault that keeps the request from being applied; null when it is applied or never answered. */
    private Answer insteadOfApplying(Fault fault, Map<String, String> headers) {
        switch (fault.kind()) {
            case HTML_PAGE:
                return Answer.text(
                        fault.status(),
                        "text/html",
                        "<html><head><title>" + fault.status()
                                + "</title></head><body><h1>Bad Gateway</h1></body></html>");
            case ERROR_BEFORE:
                return Answer.error(fault.refusal(), headers.get("client-request-id"));
            case THROTTLED:
                return graph.throttled(headers, fault);
            case HANG_BEFORE:
                idle(fault.duration().toNanos());
                return null;
            case EXPIRED_TOKEN:
                graph.expire(headers);
                return null;
            default:
                return null;
        }
    }

    private void deliver(HttpExchange exchange, Answer answer, Fault fault, Map<String, String> headers)
            throws IOException {
        FaultKind kind = fault == null ? null : fault.kind();
        if (kind == FaultKind.RESET_AFTER) {
            return;
        }
        if (kind == FaultKind.HANG_AFTER) {
            idle(fault.duration().toNanos());
            return;
        }
        Answer shown = kind == FaultKind.ERROR_AFTER
                ? Answer.error(fault.refusal(), headers.get("client-request-id"))
                : answer;
        graph.answering();
        graph.told(headers, shown);
        headersOf(exchange, shown, headers);
        byte[] bytes = shown.bytes();
        byte[] sent = kind == FaultKind.TRUNCATED_ANSWER || kind == FaultKind.CUT_ANSWER
                ? Arrays.copyOf(bytes, bytes.length / 2)
                : bytes;
        send(exchange, shown.status(), sent, kind == FaultKind.CUT_ANSWER ? bytes.length : sent.length);
    }

    private void headersOf(HttpExchange exchange, Answer answer, Map<String, String> request) {
        String id = UUID.randomUUID().toString();
        answer.headers().forEach((name, value) -> {
            if (!name.equals(Quota.RetryAfter.UNTIL)) {
                exchange.getResponseHeaders().set(name, value);
            }
        });
        exchange.getResponseHeaders().set("Cache-Control", "no-cache");
        exchange.getResponseHeaders().set("request-id", id);
        exchange.getResponseHeaders().set("client-request-id", request.getOrDefault("client-request-id", id));
        exchange.getResponseHeaders().set("x-ms-ags-diagnostic", AGS);
    }

    private void entra(HttpExchange exchange, String target, byte[] body) throws IOException {
        String path = target.replaceFirst("\\?.*", "");
        Fault fault = faults.draw(Place.REQUEST, exchange.getRequestMethod(), path, body)
                .orElse(null);
        Answer found;
        if (fault != null && fault.kind() == FaultKind.ERROR_BEFORE) {
            found = Answer.error(fault.refusal(), null);
        } else if (fault != null && fault.kind() == FaultKind.HTML_PAGE) {
            found = Answer.text(fault.status(), "text/html", "<html><body>Bad Gateway</body></html>");
        } else {
            found = fault != null ? null : entra.answer(exchange.getRequestMethod(), path, body);
        }
        if (fault != null && found == null) {
            idle(fault.kind() == FaultKind.HANG_BEFORE ? fault.duration().toNanos() : 0);
            return;
        }
        Answer answer = found != null ? found : Answer.text(404, "text/plain", "");
        answer.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        String correlation = exchange.getRequestHeaders().getFirst("client-request-id");
        if (correlation != null) {
            exchange.getResponseHeaders().set("client-request-id", correlation);
        }
        send(exchange, answer.status(), answer.bytes(), answer.bytes().length);
    }

    private void send(HttpExchange exchange, int status, byte[] bytes, int promised) throws IOException {
        exchange.sendResponseHeaders(status, promised == 0 ? -1 : promised);
        counters.answer(bytes.length);
        if (promised > 0) {
            OutputStream out = exchange.getResponseBody();
            out.write(bytes);
            out.flush();
        }
    }

    private long latencyNanos() {
        Duration min = faults.minLatency();
        long spread = faults.maxLatency().minus(min).toNanos();
        return min.toNanos() + (spread > 0 ? ThreadLocalRandom.current().nextLong(spread + 1) : 0);
    }

    /** Waits on the wall clock, shorter when the server stops. */
    private void idle(long nanos) {
        try {
            if (nanos > 0) {
                closed.await(nanos, TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
