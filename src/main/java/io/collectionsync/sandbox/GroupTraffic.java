package io.collectionsync.sandbox;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Knows which requests are writing to which group right now: Graph refuses too many at once with
 * Directory_ConcurrencyViolation (captured). A batch counts once for a group, however many parts write to it.
 */
final class GroupTraffic {

    private final SandboxFaults faults;
    private final SandboxCounters counters;
    private final Map<UUID, Set<Thread>> writers = new ConcurrentHashMap<>();
    /** Whose requests are writing: the client of each thread. */
    private final Map<UUID, Map<Thread, String>> clients = new ConcurrentHashMap<>();

    GroupTraffic(SandboxFaults faults, SandboxCounters counters) {
        this.faults = faults;
        this.counters = counters;
    }

    /** This request of a client is about to write to these groups; ends with {@link #leave}. */
    void enter(Set<UUID> groups, String client) {
        for (UUID group : groups) {
            Map<Thread, String> at = clients.computeIfAbsent(group, any -> new ConcurrentHashMap<>());
            at.put(Thread.currentThread(), client);
            counters.parallelWriters(group, new HashSet<>(at.values()));
            Set<Thread> now = writers.computeIfAbsent(group, any -> ConcurrentHashMap.newKeySet());
            synchronized (now) {
                if (now.size() < faults.parallelWritesAllowed()) {
                    now.add(Thread.currentThread());
                    counters.parallelWrites(group, now.size());
                } else {
                    counters.parallelWrites(group, now.size() + 1);
                }
            }
        }
    }

    /** The client is about to learn what became of this request: from then on, it may let another one write. */
    void answer(Set<UUID> groups) {
        groups.forEach(group -> clients.get(group).remove(Thread.currentThread()));
    }

    void leave(Set<UUID> groups) {
        answer(groups);
        groups.forEach(group -> writers.get(group).remove(Thread.currentThread()));
    }

    /** Whether the request on this thread was among the first so many writers of the group. */
    boolean allows(UUID group, Thread request) {
        return group == null
                || !writers.containsKey(group)
                || writers.get(group).contains(request)
                || faults.parallelWritesAllowed() == Integer.MAX_VALUE;
    }
}
