package io.collectionsync.sandbox;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** What the Graph sandbox has seen since its start or the last {@link #reset()}. Thread-safe. */
public final class SandboxCounters {

    private final Map<String, LongAdder> kinds = new ConcurrentHashMap<>();
    private final Map<UUID, Integer> mostParallelWrites = new ConcurrentHashMap<>();
    private final Map<UUID, Set<String>> writers = new ConcurrentHashMap<>();
    private final Map<UUID, Integer> mostParallelWriters = new ConcurrentHashMap<>();
    private final LongAdder requests = new LongAdder();
    private final LongAdder underWay = new LongAdder();
    private final LongAdder tokens = new LongAdder();
    private final LongAdder parts = new LongAdder();
    private final LongAdder writes = new LongAdder();
    private final LongAdder bytesIn = new LongAdder();
    private final LongAdder bytesOut = new LongAdder();
    private final LongAdder throttled = new LongAdder();
    private final LongAdder earlyRetries = new LongAdder();

    /** HTTP requests to Graph; a batch is one. Token requests are not among them. */
    public long requests() {
        return requests.sum();
    }

    /** Requests to Graph that have arrived and are not answered yet, whether their client still lives or not. */
    public long underWay() {
        return underWay.sum();
    }

    /** Access tokens given out by the token endpoint. */
    public long tokens() {
        return tokens.sum();
    }

    /** Parts of batches. */
    public long parts() {
        return parts.sum();
    }

    /** Requests and parts by method and path template, such as {@code PATCH /groups/{id}}. */
    public Map<String, Long> byKind() {
        Map<String, Long> counts = new TreeMap<>();
        kinds.forEach((kind, count) -> counts.put(kind, count.sum()));
        return counts;
    }

    /** Requests and parts of one kind, such as {@code GET /devices}. */
    public long of(String kind) {
        LongAdder count = kinds.get(kind);
        return count == null ? 0 : count.sum();
    }

    /** Writes charged against the write quota. */
    public long writesSpent() {
        return writes.sum();
    }

    public long bytesReceived() {
        return bytesIn.sum();
    }

    public long bytesSent() {
        return bytesOut.sum();
    }

    /** 429 answers given, whole requests and parts. */
    public long throttled() {
        return throttled.sum();
    }

    /** Requests that came before Retry-After was over. */
    public long earlyRetries() {
        return earlyRetries.sum();
    }

    /** The most requests that wrote to this group at the same time. */
    public int mostParallelWrites(UUID group) {
        return mostParallelWrites.getOrDefault(group, 0);
    }

    /** The clients that wrote to this group, told apart by their access tokens. */
    public int writers(UUID group) {
        return writers.getOrDefault(group, Set.of()).size();
    }

    /** The most clients that had a write to this group under way at the same time, from its arrival to its answer. */
    public int mostParallelWriters(UUID group) {
        return mostParallelWriters.getOrDefault(group, 0);
    }

    /** Sets everything to zero but what is under way. */
    public void reset() {
        kinds.clear();
        mostParallelWrites.clear();
        writers.clear();
        mostParallelWriters.clear();
        Stream.of(requests, tokens, parts, writes, bytesIn, bytesOut, throttled, earlyRetries)
                .forEach(LongAdder::reset);
    }

    void request(long bytes) {
        requests.increment();
        underWay.increment();
        bytesIn.add(bytes);
    }

    void requestDone() {
        underWay.decrement();
    }

    void token() {
        tokens.increment();
    }

    void answer(long bytes) {
        bytesOut.add(bytes);
    }

    void part() {
        parts.increment();
    }

    void kind(String kind) {
        kinds.computeIfAbsent(kind, any -> new LongAdder()).increment();
    }

    void spent(int writeCost) {
        writes.add(writeCost);
    }

    void throttledOnce() {
        throttled.increment();
    }

    void earlyRetry() {
        earlyRetries.increment();
    }

    void parallelWrites(UUID group, int now) {
        mostParallelWrites.merge(group, now, Math::max);
    }

    void parallelWriters(UUID group, Set<String> now) {
        writers.computeIfAbsent(group, any -> ConcurrentHashMap.newKeySet()).addAll(now);
        mostParallelWriters.merge(group, now.size(), Math::max);
    }
}
