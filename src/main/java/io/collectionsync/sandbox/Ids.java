package io.collectionsync.sandbox;

import java.util.UUID;

/** Reads ids as Graph does. */
final class Ids {

    private Ids() {}

    /** The id in {@code text}, null when it is none: Graph then answers like for an unknown one. */
    static UUID idOrNull(String text) {
        try {
            return text.length() == 36 ? UUID.fromString(text) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
