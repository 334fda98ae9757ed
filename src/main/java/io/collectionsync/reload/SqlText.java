package io.collectionsync.reload;

import java.util.OptionalInt;
import java.util.regex.Pattern;

/** A statement as Camel's SQL component reads it. */
record SqlText(String text) {

    /** {@code :#name} or {@code :#${...}}; a {@code #} alone takes the values in turn. */
    private static final Pattern PARAMETER = Pattern.compile(":[#?](?:\\$\\{[^}]+}|\\w+)|#");

    boolean isBlank() {
        return text.lines().map(line -> line.replaceFirst("--.*", "")).allMatch(String::isBlank);
    }

    /** How many parameters it has; empty if a list of values decides it anew each time. */
    OptionalInt parameters() {
        // Camel leaves lines out that begin as a comment
        var lines = text.lines().filter(line -> !line.strip().startsWith("--")).toList();
        return lines.stream().anyMatch(line -> line.contains(":#in:"))
                ? OptionalInt.empty()
                : OptionalInt.of((int) lines.stream()
                        .flatMap(line -> PARAMETER.matcher(line).results())
                        .count());
    }
}
