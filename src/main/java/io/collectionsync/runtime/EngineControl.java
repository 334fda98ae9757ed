package io.collectionsync.runtime;

import io.collectionsync.graph.throttle.TenantThrottle;
import io.collectionsync.logging.LogRun;
import io.collectionsync.management.Control;
import io.collectionsync.management.TenantState;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.Run;
import io.collectionsync.membership.RunReport;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.membership.Trigger;
import io.collectionsync.reconcile.Failures;
import io.collectionsync.reload.NeededRoute;
import io.collectionsync.settings.Tenant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;

/** Lets the MBeans steer a running engine. */
final class EngineControl implements Control {

    private final Engine engine;

    EngineControl(Engine engine) {
        this.engine = engine;
    }

    /** JMX clients know the JDK's exceptions alone: what goes wrong is told in one line. */
    @Override
    public RunReport run(RunRequest request) {
        try {
            return engine.run(request);
        } catch (RuntimeException failed) {
            throw new IllegalStateException(Failures.of(failed).text());
        }
    }

    @Override
    public Optional<Prepared> prepare(Trigger trigger) {
        var route = engine.context().getEndpoint(NeededRoute.RUN.uri());
        var exchange = route.createExchange(ExchangePattern.InOut);
        return engine.wiring().schedule.begin(exchange, trigger).map(request -> {
            exchange.getMessage().setBody(request);
            return new Prepared(request, () -> send(route, exchange));
        });
    }

    private void send(Endpoint route, Exchange exchange) {
        try (var template = engine.context().createProducerTemplate()) {
            template.send(route, exchange);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            LogRun.end();
        }
        if (exchange.getException() != null) {
            throw new IllegalStateException(Failures.of(exchange.getException()).text());
        }
    }

    @Override
    public String approve(String hash, UUID group, String by) {
        try {
            return engine.beginApproved(hash, group, by);
        } catch (RuntimeException failed) {
            throw new IllegalStateException(Failures.of(failed).text());
        }
    }

    @Override
    public Collection<Run> running() {
        return engine.wiring().service.running();
    }

    @Override
    public List<Mapping> mappings() {
        return engine.wiring().mappings.all();
    }

    @Override
    public void reloadMappings() {
        engine.wiring().mappings.reload();
    }

    @Override
    public String mappingsFault() {
        engine.wiring().mappings.all();
        return engine.wiring().mappings.fault();
    }

    @Override
    public List<TenantState> tenants() {
        return engine.wiring().settings.tenants().values().stream()
                .map(this::state)
                .toList();
    }

    private Instant pausedUntil(TenantThrottle throttle) {
        var left = throttle.timeLeft();
        return engine.wiring().clock.instant().plus(left.isNegative() ? Duration.ZERO : left);
    }

    private TenantState state(Tenant tenant) {
        var throttle = engine.wiring().throttles.get(tenant.name());
        var tokens = engine.wiring().tokens;
        return new TenantState(
                tenant.name(),
                tenant.id(),
                pausedUntil(throttle),
                throttle.writesInWindow(),
                engine.wiring().settings.graph().writeQuota(),
                tokens.expires(tenant.name()),
                tokens.credentialExpires(tenant.name()));
    }

    @Override
    public List<String> tokenFaults() {
        return mappings().stream()
                .filter(Mapping::enabled)
                .map(Mapping::tenant)
                .distinct()
                .sorted()
                .map(engine.wiring().tokens::fault)
                .filter(Objects::nonNull)
                .toList();
    }

    @Override
    public boolean isApplyEnabled() {
        return engine.wiring().settings.applyEnabled();
    }
}
