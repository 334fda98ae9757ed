package io.collectionsync.run;

import io.collectionsync.logging.LogRun;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.Run;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.membership.Trigger;
import io.collectionsync.reconcile.ReconcileSteps;
import io.collectionsync.reconcile.Reconciliation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * Keeps the tenants apart in time: each has workers of its own in a run, and a run over everything takes along the
 * tenants alone that are through with the one before. So a tenant that does not answer delays none of the others.
 */
public final class RunSchedule {

    /** Mappings of one tenant that are reconciled at once; more would only wait for the tenant's throttle. */
    public static final int WORKERS = 8;

    private final Supplier<List<Mapping>> enabled;
    private final ReconcileSteps steps;
    /** The exchange of the run over everything that each tenant is busy with. */
    private final Map<String, String> busy = new ConcurrentHashMap<>();

    /** @param enabled the mappings of a run over everything */
    public RunSchedule(Supplier<List<Mapping>> enabled, ReconcileSteps steps) {
        this.enabled = enabled;
        this.steps = steps;
    }

    /**
     * @param exchange of the run, whose end is the end of its round in any case
     * @return a run over all mappings of the tenants that are free; null when none is
     */
    public RunRequest scheduled(Exchange exchange) {
        LogRun.end();
        return begin(exchange, Trigger.SCHEDULE).orElse(null);
    }

    /**
     * @param exchange of the run, whose end is the end of its round in any case
     * @param trigger  who asks for it
     * @return a run over all mappings of the tenants that are free; empty when none is
     */
    public synchronized Optional<RunRequest> begin(Exchange exchange, Trigger trigger) {
        var byTenant = enabled.get().stream()
                .collect(Collectors.groupingBy(
                        Mapping::tenant,
                        TreeMap::new,
                        Collectors.mapping(mapping -> mapping.group().toString(), Collectors.toList())));
        boolean all = byTenant.keySet().stream().noneMatch(busy::containsKey);
        byTenant.keySet().removeAll(List.copyOf(busy.keySet()));
        if (!all && byTenant.isEmpty()) {
            return Optional.empty();
        }
        String round = exchange.getExchangeId();
        byTenant.keySet().forEach(tenant -> busy.put(tenant, round));
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange any) {
                byTenant.keySet().forEach(tenant -> busy.remove(tenant, round));
            }
        });
        return Optional.of(new RunRequest(
                all
                        ? List.of()
                        : byTenant.values().stream().flatMap(List::stream).toList(),
                RunRequest.Mode.APPLY,
                trigger));
    }

    /** @return the workers of each tenant, to go through its mappings side by side */
    public List<MappingWorker> workers(Run run, Exchange exchange) {
        var byTenant = new LinkedHashMap<String, Queue<Mapping>>();
        run.mappings()
                .forEach(mapping -> byTenant.computeIfAbsent(mapping.tenant(), any -> new ConcurrentLinkedQueue<>())
                        .add(mapping));
        var workers = new ArrayList<MappingWorker>();
        byTenant.forEach((tenant, waiting) -> workers(run, waiting, () -> busy.remove(tenant, exchange.getExchangeId()))
                .forEach(workers::add));
        return workers;
    }

    private Stream<MappingWorker> workers(Run run, Queue<Mapping> waiting, Runnable through) {
        int count = Math.min(WORKERS, waiting.size());
        var open = new AtomicInteger(count);
        return IntStream.range(0, count)
                .mapToObj(number -> new MappingWorker(run, waiting, steps, () -> {
                    if (open.decrementAndGet() == 0) {
                        through.run();
                    }
                }));
    }

    /** @return the next mapping of a worker; null when there is none */
    public Reconciliation next(MappingWorker worker) {
        return worker.next();
    }
}
