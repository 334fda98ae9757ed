package io.collectionsync.collection;

import java.util.Map;

/** Reads cells of a row; names are looked up as the SQL text spells them, whatever case the driver gives back. */
final class Columns {

    private Columns() {
    }

    /** @return the text without surrounding blanks; null for NULL and for blank text */
    static String text(Map<String, Object> row, String column) {
        Object value = row.get(column);
        return value == null || value.toString().isBlank() ? null : value.toString().strip();
    }

    /** @return the whole number; {@code absent} for NULL */
    static long number(Map<String, Object> row, String column, long absent) {
        Object value = row.get(column);
        return value instanceof Number number ? number.longValue()
                : value instanceof Boolean flag ? (flag ? 1 : 0) : absent;
    }
}
