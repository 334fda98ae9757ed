package io.collectionsync.state.deadletter;

import static io.collectionsync.state.db.Columns.id;

import io.collectionsync.state.db.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Which dead letters are meant.
 *
 * @param mapping a mapping's name or group id; null for any
 * @param reason  a letter's reason ({@code refused}, {@code retryable}, {@code unanswered}) or answer code; null for
 *     any
 */
public record DeadLetterFilter(String mapping, String reason) {

    /** All of them. */
    public static final DeadLetterFilter ALL = new DeadLetterFilter(null, null);

    private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    /** @return the condition, to stand behind another one; its values in {@link #values()} */
    String condition() {
        return (mapping == null
                        ? ""
                        : group() == null ? " and mapping_name = ?" : " and (mapping_name = ? or group_id = ?)")
                + (reason == null ? "" : " and (reason = ? or code = ?)");
    }

    List<Object> values() {
        var values = new ArrayList<Object>();
        if (mapping != null) {
            values.add(Text.cut(mapping, Text.NAME));
        }
        if (mapping != null && group() != null) {
            values.add(id(group()));
        }
        if (reason != null) {
            values.add(reason.toLowerCase(Locale.ROOT));
            values.add(reason);
        }
        return values;
    }

    /** @return the group that {@code mapping} names; null where it is no id */
    private UUID group() {
        return ID.matcher(mapping).matches() ? UUID.fromString(mapping) : null;
    }
}
