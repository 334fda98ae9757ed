package io.collectionsync.sandbox;

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

    GroupTraffic(SandboxFaults faults, SandboxCounters counters) {
        this.faults = faults;
        this.counters = counters;
    }

    /** This request is about to write to these groups; ends with {@link #leave}. */
    void enter(Set<UUID> groups) {
        for (UUID group : groups) {
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

    void leave(Set<UUID> groups) {
        groups.forEach(group -> writers.get(group).remove(Thread.currentThread()));
    }

    /** Whether the request on this thread was among the first so many writers of the group. */
    boolean allows(UUID group, Thread request) {
        return group == null || !writers.containsKey(group) || writers.get(group).contains(request)
                || faults.parallelWritesAllowed() == Integer.MAX_VALUE;
    }
}
