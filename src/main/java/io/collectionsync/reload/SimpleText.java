package io.collectionsync.reload;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A text in Camel's language Simple. */
final class SimpleText {

    private static final String OPEN = "${";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{[^}]*}}");

    private SimpleText() {}

    /** @return what stands in each <code>${...}</code> that lies within another one, such as {@code body} */
    static List<String> nested(String written) {
        var text = PLACEHOLDER.matcher(written).replaceAll("");
        var nested = new ArrayList<String>();
        var depth = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.startsWith(OPEN, i)) {
                if (depth > 0) {
                    nested.add(text.substring(i + OPEN.length(), end(text, i)));
                }
                depth++;
            } else if (text.charAt(i) == '}' && depth > 0) {
                depth--;
            }
        }
        return nested;
    }

    private static int end(String text, int from) {
        int end = text.indexOf('}', from);
        return end < 0 ? text.length() : end;
    }
}
