package io.collectionsync.directory;

/**
 * What a PATCH costs in writes, which sources tell differently: one (Microsoft docs), or a third of its members (Canvas
 * was told). Learnt from {@code x-ms-resource-unit}, and from being throttled where by our count there was room.
 * Guarded by its owner.
 */
final class WriteCost {

    private static final double BY_THIRDS = 1.0 / 3;
    /** Throttled so often in a row for writes that the gate thought free, the dearer cost is believed. */
    private static final int SURPRISES = 2;

    private double perMember;
    private int surprises;

    int of(int members) {
        return (int) Math.max(1, Math.ceil(members * perMember - 1e-9));
    }

    /** Graph names what a PATCH of so many members cost. */
    void told(int members, int units) {
        surprises = 0;
        if (members > 3) {
            perMember = units <= 1 ? 0 : Math.max(perMember, (double) units / members);
        }
    }

    /** Writes were throttled although by our count there was room. */
    void surprised() {
        if (++surprises >= SURPRISES && perMember == 0) {
            perMember = BY_THIRDS;
        }
    }
}
