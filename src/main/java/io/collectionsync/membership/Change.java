package io.collectionsync.membership;

import java.util.UUID;

/** One addition to or removal from a group; {@code object} is the member's directory object id. */
public record Change(Kind kind, UUID object) {

    public enum Kind implements Worded {
        ADDITION("addition"),
        REMOVAL("removal");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        @Override
        public String word() {
            return word;
        }
    }

    public static Change addition(UUID object) {
        return new Change(Kind.ADDITION, object);
    }

    public static Change removal(UUID object) {
        return new Change(Kind.REMOVAL, object);
    }
}
