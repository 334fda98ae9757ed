package io.collectionsync.site;

import java.util.UUID;

/**
 * Which record stands for each Entra device id; half a million of them in 24 MB. Of two records the one with a client
 * stands, of two alike the first.
 */
final class DeviceRecords {

    /** Nothing was replaced. */
    static final long NONE = -1;

    private static final int FIRST_CAPACITY = 1024;

    /** High and low half of each id, then ResourceID * 2 + (1 with a client); a slot is free where that is 0. */
    private long[] slots = new long[3 * FIRST_CAPACITY];

    private int size;

    /** @return the record that does not stand: {@code resourceId}, the one that stood before, or {@link #NONE} */
    long put(UUID deviceId, long resourceId, boolean hasClient) {
        if (size * 2 >= slots.length / 3) {
            grow();
        }
        int at = find(slots, deviceId.getMostSignificantBits(), deviceId.getLeastSignificantBits());
        long present = slots[at + 2];
        long record = resourceId * 2 + (hasClient ? 1 : 0);
        if (present == 0) {
            size++;
        } else if (present >> 1 == resourceId || (present & 1) == 1 || !hasClient) {
            return present >> 1 == resourceId ? NONE : resourceId;
        }
        slots[at] = deviceId.getMostSignificantBits();
        slots[at + 1] = deviceId.getLeastSignificantBits();
        slots[at + 2] = record;
        return present == 0 ? NONE : present >> 1;
    }

    private void grow() {
        var larger = new long[2 * slots.length];
        for (int i = 0; i < slots.length; i += 3) {
            if (slots[i + 2] != 0) {
                System.arraycopy(slots, i, larger, find(larger, slots[i], slots[i + 1]), 3);
            }
        }
        slots = larger;
    }

    private static int find(long[] slots, long high, long low) {
        int capacity = slots.length / 3;
        long mixed = (high ^ low * 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
        int at = (int) Long.remainderUnsigned(mixed ^ (mixed >>> 32), capacity) * 3;
        while (slots[at + 2] != 0 && (slots[at] != high || slots[at + 1] != low)) {
            at = (at + 3) % slots.length;
        }
        return at;
    }
}
