package io.collectionsync.management;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.Status;
import io.collectionsync.state.MappingState;
import io.collectionsync.state.RunSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * What a monitor asks over HTTP, on loopback only: {@code /health/live}, {@code /health/ready} and {@code /metrics} in
 * Prometheus text. It tells no secret and changes nothing.
 */
public final class HttpMonitor implements AutoCloseable {

    private static final String JSON = "application/json";

    private final Control control;
    private final StateCache state;
    private final Suspensions suspensions;
    private final Duration oldest;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<MultiGauge, ToDoubleFunction<Mapping>> gauges = new LinkedHashMap<>();
    private final Map<MultiGauge, ToDoubleFunction<TenantState>> tenantGauges = new LinkedHashMap<>();
    private final HttpServer server;

    HttpMonitor(Control control, StateCache state, Suspensions suspensions, int port, Duration oldest)
            throws IOException {
        this.control = control;
        this.state = state;
        this.suspensions = suspensions;
        this.oldest = oldest;
        register();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(Executors.newSingleThreadExecutor(work -> {
            var thread = new Thread(work, "http-monitor");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", exchange -> answer(exchange, 404, "text/plain", "Not found\n"));
        var live = JsonNodeFactory.instance.objectNode().put("status", "UP") + "\n";
        server.createContext("/health/live", exchange -> answer(exchange, 200, JSON, live));
        server.createContext("/health/ready", this::ready);
        server.createContext("/metrics", this::metrics);
        server.start();
    }

    private void register() {
        Gauge.builder("collection_sync_dead_letters", () -> state.get().openDeadLetters())
                .description("Open dead letters; -1 when the state database does not answer")
                .register(registry);
        Gauge.builder("collection_sync_runs", () -> state.get().runs())
                .description("Runs ever begun")
                .register(registry);
        Gauge.builder("collection_sync_run_in_progress", () -> control.running().isEmpty() ? 0 : 1)
                .description("1 while a run goes on")
                .register(registry);
        Gauge.builder(
                        "collection_sync_last_run_seconds",
                        () -> seconds(state.get().lastRun()))
                .description("How long the last run took; NaN before the first")
                .register(registry);
        tenantGauge(
                "paused_seconds",
                "Seconds until Graph may be asked again; 0 when it does not throttle",
                tenant -> Math.max(0, state.secondsUntil(tenant.pausedUntil())));
        tenantGauge("writes", "Writes that count against the quota now, an estimate", TenantState::writesInWindow);
        tenantGauge("write_quota", "Writes that Graph allows within graph.write-window", TenantState::writeQuota);
        tenantGauge(
                "credential_seconds",
                "Seconds until the certificate ends; NaN where there is none or it is unknown",
                tenant -> tenant.credentialExpires() == null
                        ? Double.NaN
                        : state.secondsUntil(tenant.credentialExpires()));
        gauge(
                "desired",
                "Members that the collections ask for",
                mapping -> figure(mapping, one -> one.members().desired()));
        gauge(
                "actual",
                "Members of the group by the last read",
                mapping -> figure(mapping, one -> one.members().actual()));
        gauge(
                "additions",
                "Additions of the last run",
                mapping -> figure(mapping, one -> one.changes().additions()));
        gauge(
                "removals",
                "Removals of the last run",
                mapping -> figure(mapping, one -> one.changes().removals()));
        gauge(
                "held",
                "Removals that the guard holds",
                mapping -> figure(mapping, one -> one.held().removals()));
        gauge(
                "held_seconds",
                "Seconds since removals are held; 0 while none is",
                mapping -> figure(
                        mapping,
                        one -> one.held().since() == null
                                ? 0
                                : state.secondsSince(one.held().since())));
        gauge(
                "window_removals",
                "Removals that count against the percentage within guard.window",
                mapping -> figure(mapping, one -> one.held().used()));
        gauge(
                "window_allowed",
                "How many removals may count within guard.window; -1 where no percentage holds",
                mapping -> figure(mapping, one -> allowed(one.held())));
        gauge(
                "unresolved",
                "Members that cannot be synchronised",
                mapping -> figure(mapping, one -> one.members().unresolved()));
        gauge("dead_letters", "Open dead letters", mapping -> state.get().openDeadLetters(mapping.group()));
        gauge(
                "drift",
                "Members that somebody had added or removed by hand, by the last run",
                mapping -> figure(mapping, one -> one.drift().total()));
        gauge(
                "paused",
                "1 while nothing is written for the mapping",
                mapping -> !state.get().isKnown()
                        ? Double.NaN
                        : suspensions.of(mapping).isEmpty() ? 0 : 1);
        gauge(
                "success",
                "1 if the last run ended in Success",
                mapping -> figure(mapping, one -> one.status() == Status.SUCCESS ? 1 : 0));
        gauge(
                "seconds_since_success",
                "Seconds since the last Success; -1 for never",
                mapping -> figure(mapping, one -> state.secondsSince(one.run().lastSuccess())));
    }

    private static int allowed(MappingState.Held held) {
        return held.allowed() == null ? -1 : held.allowed();
    }

    private void gauge(String name, String description, ToDoubleFunction<Mapping> value) {
        gauges.put(
                MultiGauge.builder("collection_sync_mapping_" + name)
                        .description(description)
                        .register(registry),
                value);
    }

    private void tenantGauge(String name, String description, ToDoubleFunction<TenantState> value) {
        tenantGauges.put(
                MultiGauge.builder("collection_sync_tenant_" + name)
                        .description(description)
                        .register(registry),
                value);
    }

    private static double seconds(RunSummary run) {
        return run == null || run.ended() == null
                ? Double.NaN
                : Duration.between(run.started(), run.ended()).toMillis() / 1000.0;
    }

    private double figure(Mapping mapping, ToDoubleFunction<MappingState> value) {
        return state.get().of(mapping.group()).map(value::applyAsDouble).orElse(Double.NaN);
    }

    private void metrics(HttpExchange exchange) throws IOException {
        gauges.forEach((gauge, value) -> gauge.register(
                control.mappings().stream()
                        .map(mapping -> MultiGauge.Row.of(
                                Tags.of("mapping", mapping.name(), "tenant", mapping.tenant()),
                                value.applyAsDouble(mapping)))
                        .collect(Collectors.toList()),
                true));
        tenantGauges.forEach((gauge, value) -> gauge.register(
                control.tenants().stream()
                        .map(tenant -> MultiGauge.Row.of(Tags.of("tenant", tenant.name()), value.applyAsDouble(tenant)))
                        .collect(Collectors.toList()),
                true));
        answer(exchange, 200, "text/plain; version=0.0.4; charset=utf-8", registry.scrape());
    }

    private void ready(HttpExchange exchange) throws IOException {
        var faults = faults();
        boolean ready = faults.values().stream().allMatch(String::isEmpty);
        var json = JsonNodeFactory.instance.objectNode().put("status", ready ? "UP" : "DOWN");
        faults.forEach((part, fault) -> json.put(part, fault.isEmpty() ? "UP" : fault));
        answer(exchange, ready ? 200 : 503, JSON, json + "\n");
    }

    /** What is wrong with each part; empty where nothing is. */
    private Map<String, String> faults() {
        var snapshot = state.get();
        var faults = new LinkedHashMap<String, String>();
        faults.put("settings", control.mappingsFault() == null ? "" : control.mappingsFault());
        faults.put("database", snapshot.isKnown() ? "" : snapshot.fault());
        faults.put("token", String.join("; ", control.tokenFaults()));
        var run = snapshot.lastRun();
        faults.put(
                "lastRun",
                run == null
                        ? "no run yet"
                        : state.secondsSince(run.started()) > oldest.toSeconds()
                                ? "the last run began " + run.started()
                                : "");
        return faults;
    }

    private static void answer(HttpExchange exchange, int status, String type, String text) throws IOException {
        try (exchange) {
            if (!exchange.getRequestMethod().equals("GET")) {
                exchange.sendResponseHeaders(405, -1);
                return;
            }
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        registry.close();
    }
}
