package io.collectionsync.sandbox;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Microsoft Graph and Entra's token endpoint on HTTPS loopback, for several tenants: the token says which. Holds
 * membership as state, refuses what Graph refuses, and notes every breach of the contract.
 */
public final class SandboxGraph implements AutoCloseable {

    private final SandboxFaults faults = new SandboxFaults();
    private final SandboxCounters counters = new SandboxCounters();
    private final Rules rules = new Rules();
    private final Tokens tokens = new Tokens(faults);
    private final Map<UUID, SandboxTenant> tenants = new ConcurrentHashMap<>();
    private final SandboxClock clock;
    private final GraphServer server;
    private final GraphService service;

    SandboxGraph(SandboxOptions options, SandboxClock clock, SandboxCertificates certificates) {
        this.clock = clock;
        faults.setQuotaEnforced(options.quota());
        faults.setLatency(options.latency().min(), options.latency().max());
        server = new GraphServer(certificates.serverContext(), faults, counters);
        GroupTraffic traffic = new GroupTraffic(faults, counters);
        service = new GraphService(faults, clock, counters, rules, this::url, this::roots);
        Batch batch = new Batch(service, faults, counters, rules, traffic, options.seed());
        server.start(
                new GraphFront(service, batch, tokens, traffic, faults, counters, rules),
                new TokenEndpoint(tenants, tokens, faults, counters, this::url));
    }

    /** Has {@code reader} see each request and each part of a batch that reaches Graph, before it is answered. */
    public void onRequest(Consumer<SandboxRequest> reader) {
        service.onRequest(reader);
    }

    /** Root of Graph, without version: what {@code tenant.NAME.graph-url} takes. */
    public String url() {
        return "https://127.0.0.1:" + server.port();
    }

    /** Root of the token endpoint, without tenant: what {@code tenant.NAME.authority-url} takes. */
    public String authorityUrl() {
        return url();
    }

    /** The tenant of this name; fails if there is none. */
    public SandboxTenant tenant(String name) {
        return tenants.values().stream()
                .filter(tenant -> tenant.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("no tenant " + name));
    }

    /** All tenants, in no order. */
    public Collection<SandboxTenant> tenants() {
        return List.copyOf(tenants.values());
    }

    /** Makes an empty tenant with an application that has the recommended permissions. */
    public SandboxTenant addTenant(String name, UUID id, UUID clientId) {
        SandboxTenant tenant = new SandboxTenant(name, id, new SandboxApp(clientId), clock, faults);
        tenants.put(id, tenant);
        return tenant;
    }

    /** The group with this object id in whichever tenant has it; fails if none has. */
    public SandboxGroup group(UUID id) {
        return tenants.values().stream()
                .flatMap(tenant -> tenant.groups().stream())
                .filter(group -> group.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("no group " + id));
    }

    /** How the server behaves, and faults to inject. */
    public SandboxFaults faults() {
        return faults;
    }

    /** What the server has seen. */
    public SandboxCounters counters() {
        return counters;
    }

    /** Breaches of the contract so far, at most 1,000; empty is what a good client leaves. */
    public List<Violation> violations() {
        return rules.violations();
    }

    /** Forgets the breaches so far. */
    public void clearViolations() {
        rules.clear();
    }

    /** Ends all access tokens of a tenant's application at once, as a revocation does. */
    public void revokeTokens(SandboxTenant tenant) {
        tokens.expireAll(tenant);
    }

    /** A fresh access token as the token endpoint would issue it now, for clients of tests. */
    public String token(SandboxTenant tenant) {
        return tokens.issue(tenant, url());
    }

    /** Number of seconds that a fast clock leaves of a real time, in wall time. */
    Duration wall(Duration sandboxTime) {
        return clock.wall(sandboxTime.toNanos());
    }

    /** Stops answering; requests under way are cut off. */
    public void stop() {
        server.close();
    }

    @Override
    public void close() {
        stop();
    }

    private Set<String> roots() {
        return Set.of(url(), url().replace("127.0.0.1", "localhost"));
    }
}
