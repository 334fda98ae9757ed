package io.collectionsync.membership;

import java.util.regex.Pattern;

/** Text that others have written, such as a name in the site or in Entra, for one line of a table or a log. */
public final class OneLine {

    private static final Pattern LINE_END = Pattern.compile("\\R");
    /** Terminal sequences, and marks that turn the direction of what stands behind them. */
    private static final Pattern HARMFUL = Pattern.compile("[\\p{Cc}\\u202A-\\u202E\\u2066-\\u2069]");

    private OneLine() {}

    /** @return {@code text} with spaces for line ends and question marks for what is no text; null for null */
    public static String of(String text) {
        return text == null
                ? null
                : HARMFUL.matcher(LINE_END.matcher(text).replaceAll(" ")).replaceAll("?");
    }
}
