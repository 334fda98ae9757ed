package io.collectionsync.run;

import io.collectionsync.logging.LogRun;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.Run;
import io.collectionsync.membership.RunRequest;
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
 * Keeps the tenants apart in time: each has lanes of its own in a run, and a run over everything takes along the
 * tenants alone that are through with the one before. So a tenant that does not answer delays none of the others.
 */
public final class RunSchedule {

    /** Mappings of one tenant that are reconciled at once; more would only wait at the tenant's gate. */
    public static final int LANES = 8;

    private final Supplier<List<Mapping>> enabled;
    /** The exchange of the run over everything that each tenant is busy with. */
    private final Map<String, String> busy = new ConcurrentHashMap<>();

    /** @param enabled the mappings of a run over everything */
    public RunSchedule(Supplier<List<Mapping>> enabled) {
        this.enabled = enabled;
    }

    /**
     * @param exchange of the run, whose end is the end of its round in any case
     * @return a run over all mappings of the tenants that are free; null when none is
     */
    public RunRequest scheduled(Exchange exchange) {
        LogRun.end();
        return begin(exchange, "schedule").orElse(null);
    }

    /**
     * @param exchange of the run, whose end is the end of its round in any case
     * @param trigger  who asks for it
     * @return a run over all mappings of the tenants that are free; empty when none is
     */
    public synchronized Optional<RunRequest> begin(Exchange exchange, String trigger) {
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

    /** @return the lanes of each tenant, to go through side by side */
    public List<MappingWorker> lanes(Run run, Exchange exchange) {
        var byTenant = new LinkedHashMap<String, Queue<Mapping>>();
        run.mappings()
                .forEach(mapping -> byTenant.computeIfAbsent(mapping.tenant(), any -> new ConcurrentLinkedQueue<>())
                        .add(mapping));
        var lanes = new ArrayList<MappingWorker>();
        byTenant.forEach((tenant, waiting) -> lanes(waiting, () -> busy.remove(tenant, exchange.getExchangeId()))
                .forEach(lanes::add));
        return lanes;
    }

    private static Stream<MappingWorker> lanes(Queue<Mapping> waiting, Runnable through) {
        int count = Math.min(LANES, waiting.size());
        var open = new AtomicInteger(count);
        return IntStream.range(0, count)
                .mapToObj(number -> new MappingWorker(waiting, () -> {
                    if (open.decrementAndGet() == 0) {
                        through.run();
                    }
                }));
    }
}
