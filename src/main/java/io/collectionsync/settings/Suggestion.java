package io.collectionsync.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** What somebody may have meant who wrote an unknown word. */
final class Suggestion {

    private Suggestion() {}

    /** @return {@code ", did you mean 'x'?"} with the known word nearest to {@code word}, or nothing if none is near */
    static String of(String word, Collection<String> known) {
        int tolerated = Math.max(2, word.length() / 3);
        return known.stream()
                .filter(candidate -> Math.abs(candidate.length() - word.length()) <= tolerated)
                .filter(candidate -> distance(word, candidate) <= tolerated)
                .min(Comparator.comparingInt(candidate -> distance(word, candidate)))
                .map(nearest -> ", did you mean '" + nearest + "'?")
                .orElse("");
    }

    /** Levenshtein's distance, blind to upper and lower case. */
    private static int distance(String a, String b) {
        var from = a.toLowerCase(Locale.ROOT);
        var to = b.toLowerCase(Locale.ROOT);
        int[] row = new int[to.length() + 1];
        for (int column = 0; column <= to.length(); column++) {
            row[column] = column;
        }
        for (int line = 1; line <= from.length(); line++) {
            int diagonal = row[0];
            row[0] = line;
            for (int column = 1; column <= to.length(); column++) {
                int replaced = diagonal + (from.charAt(line - 1) == to.charAt(column - 1) ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.min(replaced, 1 + Math.min(row[column - 1], diagonal));
            }
        }
        return row[to.length()];
    }
}
