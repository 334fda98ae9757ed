package io.collectionsync.membership;

import java.util.stream.Stream;

/** A constant that outputs, files and the state database know by a word of its own. */
public interface Worded {

    /** @return the constant word */
    String word();

    /**
     * @param type an enumeration
     * @param word as {@link #word()} gives it
     * @return the constant of this word
     * @throws IllegalArgumentException if there is none
     */
    static <T extends Enum<T> & Worded> T of(Class<T> type, String word) {
        return Stream.of(type.getEnumConstants())
                .filter(one -> one.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No " + type.getSimpleName() + " is called " + word));
    }
}
