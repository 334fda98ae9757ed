package io.collectionsync.record;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Which dead letters are meant.
 *
 * @param mapping a mapping's name or group id; null for any
 * @param reason  a letter's reason ({@code refused}, {@code retryable}, {@code unanswered}) or answer code; null for any
 */
public record DeadLetterFilter(String mapping, String reason) {

    /** All of them. */
    public static final DeadLetterFilter ALL = new DeadLetterFilter(null, null);

    /** @return the condition, to stand behind another one; its values in {@link #values()} */
    String condition() {
        return (mapping == null ? "" : " and (mapping_name = ? or group_id = ?)")
                + (reason == null ? "" : " and (reason = ? or code = ?)");
    }

    List<String> values() {
        var values = new ArrayList<String>();
        if (mapping != null) {
            values.add(Text.cut(mapping, Text.NAME));
            values.add(mapping.toLowerCase(Locale.ROOT));
        }
        if (reason != null) {
            values.add(reason.toLowerCase(Locale.ROOT));
            values.add(reason);
        }
        return values;
    }
}
