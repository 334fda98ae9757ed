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
        MAX_REMOVALS("max-removals"),
        MAX_REMOVAL_PERCENT("max-removal-percent"),
        EMPTY("empty"),
        COLLECTION_NOT_READY("collection-not-ready"),
        MEMBER_COUNT("member-count");

        private final String word;

        Word(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /** @return the word and the figures, such as {@code max-removals: 700 removals, 500 allowed} */
    public String text() {
        return word.word() + ": " + detail;
    }
}
