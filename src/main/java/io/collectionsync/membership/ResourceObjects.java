package io.collectionsync.membership;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which resources of the site stand for which directory objects: immutable pairs, 24 bytes each. A resource may have
 * stood for several objects, one after the other, and several resources for one object.
 */
public final class ResourceObjects {

    /** A resource of the site that stands for a directory object. */
    public record Pair(long resource, UUID object) {}

    private static final ResourceObjects NONE = new ResourceObjects(new long[0]);
    private static final int WIDTH = 3;
    private static final Comparator<long[]> ORDER =
            Comparator.<long[]>comparingLong(pair -> pair[0]).thenComparing((a, b) -> Arrays.compare(a, 1, 3, b, 1, 3));

    /** Resource id, then the high and the low half of the object's id; ascending. */
    private final long[] pairs;

    private ResourceObjects(long[] pairs) {
        this.pairs = pairs;
    }

    public static ResourceObjects none() {
        return NONE;
    }

    /**
     * @param bytes what {@link #toBytes()} gave
     * @throws IllegalArgumentException if the length is no multiple of 24
     */
    public static ResourceObjects fromBytes(byte[] bytes) {
        if (bytes.length % (WIDTH * Long.BYTES) != 0) {
            throw new IllegalArgumentException("Pairs take 24 bytes each, got " + bytes.length + " bytes");
        }
        var pairs = new long[bytes.length / Long.BYTES];
        ByteBuffer.wrap(bytes).asLongBuffer().get(pairs);
        return new ResourceObjects(pairs);
    }

    /** @return 24 bytes for each pair, big-endian, ascending */
    public byte[] toBytes() {
        var bytes = ByteBuffer.allocate(pairs.length * Long.BYTES);
        bytes.asLongBuffer().put(pairs);
        return bytes.array();
    }

    public int size() {
        return pairs.length / WIDTH;
    }

    public Stream<Pair> stream() {
        return IntStream.range(0, size()).mapToObj(this::pair);
    }

    private Pair pair(int at) {
        return new Pair(pairs[WIDTH * at], new UUID(pairs[WIDTH * at + 1], pairs[WIDTH * at + 2]));
    }

    /** @return the objects that a resource stands for; mostly one, or none */
    public List<UUID> objects(long resource) {
        var objects = new ArrayList<UUID>(1);
        for (int at = first(resource); at < size() && pairs[WIDTH * at] == resource; at++) {
            objects.add(pair(at).object());
        }
        return objects;
    }

    /** @return whether a resource stands for any object */
    public boolean contains(long resource) {
        int at = first(resource);
        return at < size() && pairs[WIDTH * at] == resource;
    }

    private int first(long resource) {
        int from = 0;
        int to = size();
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (pairs[WIDTH * middle] < resource) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    /** @return the pairs that at least one of both holds */
    public ResourceObjects or(ResourceObjects other) {
        var all = new Builder();
        all.add(this);
        all.add(other);
        return all.build();
    }

    /** @return the pairs that {@code kept} holds for */
    public ResourceObjects filter(Predicate<Pair> kept) {
        var left = new Builder();
        stream().filter(kept).forEach(pair -> left.add(pair.resource(), pair.object()));
        return left.build();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ResourceObjects same && Arrays.equals(pairs, same.pairs);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(pairs);
    }

    @Override
    public String toString() {
        return size() > 10 ? size() + " resources" : stream().toList().toString();
    }

    /** Gathers pairs in any order, repeats allowed; not thread-safe. */
    public static final class Builder {

        private long[] pairs = new long[64 * WIDTH];
        private int length;

        public void add(long resource, UUID object) {
            put(resource, object.getMostSignificantBits(), object.getLeastSignificantBits());
        }

        private void add(ResourceObjects all) {
            for (int at = 0; at < all.pairs.length; at += WIDTH) {
                put(all.pairs[at], all.pairs[at + 1], all.pairs[at + 2]);
            }
        }

        private void put(long resource, long high, long low) {
            if (length == pairs.length) {
                pairs = Arrays.copyOf(pairs, length * 2);
            }
            pairs[length] = resource;
            pairs[length + 1] = high;
            pairs[length + 2] = low;
            length += WIDTH;
        }

        public ResourceObjects build() {
            var rows = new long[length / WIDTH][];
            for (int at = 0; at < rows.length; at++) {
                rows[at] = Arrays.copyOfRange(pairs, WIDTH * at, WIDTH * at + WIDTH);
            }
            Arrays.sort(rows, ORDER);
            var sorted = new long[length];
            int kept = 0;
            for (int at = 0; at < rows.length; at++) {
                if (at == 0 || ORDER.compare(rows[at - 1], rows[at]) != 0) {
                    System.arraycopy(rows[at], 0, sorted, kept, WIDTH);
                    kept += WIDTH;
                }
            }
            return kept == 0 ? NONE : new ResourceObjects(Arrays.copyOf(sorted, kept));
        }
    }
}
