package io.collectionsync.state;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * How long this process has known of rows, by its own monotonic clock. Other processes may have dated them by a clock
 * that was wrong, and this one's may be set back: a row that says for how long it holds is never believed for longer
 * after it was first seen. Thread-safe.
 */
final class FirstSeen<K> {

    private static final int MOST = 10_000;

    private final LongSupplier nanos;
    private final Map<K, Long> seen = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<K, Long> eldest) {
            return size() > MOST;
        }
    };

    FirstSeen() {
        this(System::nanoTime);
    }

    FirstSeen(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** @return how long the row has been known; zero the first time */
    synchronized Duration age(K row) {
        long now = nanos.getAsLong();
        return Duration.ofNanos(now - seen.computeIfAbsent(row, any -> now));
    }

    /** @return the rows that have been known for less than that */
    synchronized Stream<K> within(Duration time) {
        long now = nanos.getAsLong();
        return seen.entrySet().stream()
                .filter(row -> now - row.getValue() < time.toNanos())
                .map(Map.Entry::getKey)
                .toList()
                .stream();
    }

    /** @return how long the row has been known; empty where it is not */
    synchronized Optional<Duration> known(K row) {
        return Optional.ofNullable(seen.get(row)).map(since -> Duration.ofNanos(nanos.getAsLong() - since));
    }
}
