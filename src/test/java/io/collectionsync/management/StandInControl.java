package io.collectionsync.management;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.collectionsync.membership.ForeignMembers;
import io.collectionsync.membership.Limits;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Run;
import io.collectionsync.membership.RunReport;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.membership.Sources;
import io.collectionsync.membership.Trigger;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** A runtime that does what a test says. */
final class StandInControl implements Control {

    final List<RunRequest> asked = new CopyOnWriteArrayList<>();
    final List<Run> running = new CopyOnWriteArrayList<>();
    volatile List<Mapping> mappings = List.of();
    volatile List<TenantState> tenants = List.of();
    volatile String mappingsFault;
    private final AtomicBoolean preparing = new AtomicBoolean();
    volatile Function<RunRequest, RunReport> runs = request -> {
        throw new IllegalStateException("The site database does not answer");
    };

    static Mapping mapping(String name, boolean enabled) {
        return new Mapping(
                name,
                UUID.nameUUIDFromBytes(name.getBytes(UTF_8)),
                new Sources(List.of("PS100012")),
                "contoso",
                ForeignMembers.REMOVE,
                MemberIds.none(),
                enabled,
                Limits.DEFAULT);
    }

    static Run run(RunRequest.Mode mode, Mapping... mappings) {
        return new Run(
                "20261123T101530Z-4f2a",
                mode,
                Trigger.SCHEDULE,
                Instant.parse("2026-11-23T10:15:30Z"),
                List.of(mappings));
    }

    @Override
    public RunReport run(RunRequest request) {
        asked.add(request);
        return runs.apply(request);
    }

    /** One run at a time, as if there were one tenant. */
    @Override
    public Optional<Prepared> prepare(Trigger trigger) {
        var request = new RunRequest(List.of(), RunRequest.Mode.APPLY, trigger);
        boolean free = running.isEmpty() && preparing.compareAndSet(false, true);
        return free
                ? Optional.of(new Prepared(request, () -> {
                    try {
                        run(request);
                    } finally {
                        preparing.set(false);
                    }
                }))
                : Optional.empty();
    }

    @Override
    public String approve(String hash, UUID group, String by) {
        asked.add(new RunRequest(List.of(group.toString()), RunRequest.Mode.APPLY, Trigger.APPROVAL));
        return "20261123T101530Z-4f2a";
    }

    @Override
    public Collection<Run> running() {
        return running;
    }

    @Override
    public List<Mapping> mappings() {
        return mappings;
    }

    @Override
    public List<TenantState> tenants() {
        return tenants;
    }

    @Override
    public void reloadMappings() {
        // the mappings are what the test says
    }

    @Override
    public String mappingsFault() {
        return mappingsFault;
    }

    @Override
    public boolean isApplyEnabled() {
        return true;
    }
}
