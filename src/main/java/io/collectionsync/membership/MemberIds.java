package io.collectionsync.membership;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * An immutable set of directory object ids, kept as sorted 128-bit values: 16 bytes a member, differences by merge.
 * Iterates in ascending unsigned order, which is the order of the ids' text.
 */
public final class MemberIds implements Iterable<UUID> {

    private static final MemberIds NONE = new MemberIds(new long[0]);

    /** Pairs of most and least significant bits, each with the sign bit flipped so that signed order is id order. */
    private final long[] pairs;

    private MemberIds(long[] pairs) {
        this.pairs = pairs;
    }

    /** @return the empty set */
    public static MemberIds none() {
        return NONE;
    }

    /** @return the distinct ids of {@code ids} */
    public static MemberIds of(Collection<UUID> ids) {
        var builder = new Builder();
        ids.forEach(builder::add);
        return builder.build();
    }

    /** @return the distinct ids given */
    public static MemberIds of(UUID... ids) {
        return of(List.of(ids));
    }

    /**
     * @param bytes what {@link #toBytes()} gave
     * @throws IllegalArgumentException if the length is no multiple of 16
     */
    public static MemberIds fromBytes(byte[] bytes) {
        if (bytes.length % 16 != 0) {
            throw new IllegalArgumentException("Member ids take 16 bytes each, got " + bytes.length + " bytes");
        }
        var builder = new Builder();
        var buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            builder.add(new UUID(buffer.getLong(), buffer.getLong()));
        }
        return builder.build();
    }

    /** @return 16 bytes for each id, big-endian, ascending */
    public byte[] toBytes() {
        var buffer = ByteBuffer.allocate(pairs.length * 8);
        forEach(id -> buffer.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits()));
        return buffer.array();
    }

    public int size() {
        return pairs.length / 2;
    }

    public boolean isEmpty() {
        return pairs.length == 0;
    }

    public boolean contains(UUID id) {
        long high = flip(id.getMostSignificantBits());
        long low = flip(id.getLeastSignificantBits());
        int from = 0;
        int to = size() - 1;
        while (from <= to) {
            int middle = (from + to) >>> 1;
            int order = compare(pairs[2 * middle], pairs[2 * middle + 1], high, low);
            if (order == 0) {
                return true;
            }
            if (order < 0) {
                from = middle + 1;
            } else {
                to = middle - 1;
            }
        }
        return false;
    }

    /** @return the ids of this set that are not in {@code other} */
    public MemberIds minus(MemberIds other) {
        return merge(other, true, false, false);
    }

    /** @return the ids that both sets hold */
    public MemberIds and(MemberIds other) {
        return merge(other, false, true, false);
    }

    /** @return the ids that at least one of the sets holds */
    public MemberIds or(MemberIds other) {
        return merge(other, true, true, true);
    }

    private MemberIds merge(MemberIds other, boolean onlyHere, boolean inBoth, boolean onlyThere) {
        long[] result = new long[(onlyThere ? other.pairs.length : 0) + pairs.length];
        int length = 0;
        int here = 0;
        int there = 0;
        while (here < pairs.length || there < other.pairs.length) {
            int order = order(here, other, there);
            boolean take = order < 0 ? onlyHere : order > 0 ? onlyThere : inBoth;
            if (take) {
                long[] source = order <= 0 ? pairs : other.pairs;
                int at = order <= 0 ? here : there;
                result[length++] = source[at];
                result[length++] = source[at + 1];
            }
            here += order <= 0 ? 2 : 0;
            there += order >= 0 ? 2 : 0;
        }
        return length == 0 ? NONE : new MemberIds(Arrays.copyOf(result, length));
    }

    private int order(int here, MemberIds other, int there) {
        if (here == pairs.length) {
            return 1;
        }
        if (there == other.pairs.length) {
            return -1;
        }
        return compare(pairs[here], pairs[here + 1], other.pairs[there], other.pairs[there + 1]);
    }

    public Stream<UUID> stream() {
        return StreamSupport.stream(spliterator(), false);
    }

    @Override
    public Iterator<UUID> iterator() {
        return new Iterator<>() {
            private int at;

            @Override
            public boolean hasNext() {
                return at < pairs.length;
            }

            @Override
            public UUID next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                var id = new UUID(flip(pairs[at]), flip(pairs[at + 1]));
                at += 2;
                return id;
            }
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MemberIds ids && Arrays.equals(pairs, ids.pairs);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(pairs);
    }

    @Override
    public String toString() {
        return size() > 10 ? size() + " members" : stream().toList().toString();
    }

    private static long flip(long bits) {
        return bits ^ Long.MIN_VALUE;
    }

    private static int compare(long highA, long lowA, long highB, long lowB) {
        int order = Long.compare(highA, highB);
        return order != 0 ? order : Long.compare(lowA, lowB);
    }

    /** Gathers ids in any order, repeats allowed; not thread-safe. */
    public static final class Builder {

        private long[] pairs = new long[64];
        private int length;

        public Builder add(UUID id) {
            if (length == pairs.length) {
                pairs = Arrays.copyOf(pairs, length * 2);
            }
            pairs[length++] = flip(id.getMostSignificantBits());
            pairs[length++] = flip(id.getLeastSignificantBits());
            return this;
        }

        public MemberIds build() {
            if (length == 0) {
                return NONE;
            }
            sort();
            int kept = 2;
            for (int at = 2; at < length; at += 2) {
                if (compare(pairs[at], pairs[at + 1], pairs[kept - 2], pairs[kept - 1]) != 0) {
                    pairs[kept++] = pairs[at];
                    pairs[kept++] = pairs[at + 1];
                }
            }
            return new MemberIds(Arrays.copyOf(pairs, kept));
        }

        /** Merge sort over pairs, bottom up, in one spare array: the JDK sorts longs or objects, not pairs. */
        private void sort() {
            long[] from = pairs;
            long[] into = new long[length];
            for (int width = 2; width < length; width *= 2) {
                for (int start = 0; start < length; start += 2 * width) {
                    mergeRuns(from, into, start, Math.min(start + width, length), Math.min(start + 2 * width, length));
                }
                long[] spare = from;
                from = into;
                into = spare.length >= length ? spare : new long[length];
            }
            pairs = from;
        }

        private static void mergeRuns(long[] from, long[] into, int start, int middle, int end) {
            int left = start;
            int right = middle;
            for (int at = start; at < end; at += 2) {
                boolean takeLeft = left < middle
                        && (right >= end || compare(from[left], from[left + 1], from[right], from[right + 1]) <= 0);
                int source = takeLeft ? left : right;
                into[at] = from[source];
                into[at + 1] = from[source + 1];
                left += takeLeft ? 2 : 0;
                right += takeLeft ? 0 : 2;
            }
        }
    }
}
