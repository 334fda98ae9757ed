package io.collectionsync.membership;

/**
 * Why removals are held.
 *
 * @param word   the constant word
 * @param detail the figures, for people
 */
public record HoldReason(Word word, String detail) {

    /** Constant words that outputs and the manual use. */
    public enum Word {
        MAX_REMOVALS("max-removals", true),
        MAX_REMOVAL_PERCENT("max-removal-percent", true),
        TENANT_MAX_REMOVALS("tenant-max-removals", true),
        EMPTY("empty", true),
        /** The member may be in the collection: what identifies its device or user is lost. */
        LOST_DEVICE_ID("lost-device-id", true),
        COLLECTION_NOT_READY("collection-not-ready", false),
        MEMBER_COUNT("member-count", false),
        /** The plan is not the one that was approved. */
        PLAN_CHANGED("plan-changed", false),
        PAUSED("paused", false),
        /** An undo goes by its own approval alone. */
        UNDO("undo", false);

        private final String word;
        private final boolean releasable;

        Word(String word, boolean releasable) {
            this.word = word;
            this.releasable = releasable;
        }

        public String word() {
            return word;
        }

        /** @return whether an approval may override it: a limit, but never a doubt about the read itself */
        public boolean isReleasable() {
            return releasable;
        }
    }

    /** @return the word and the figures, such as {@code max-removals: 700 removals, 500 allowed} */
    public String text() {
        return word.word() + ": " + detail;
    }
}
