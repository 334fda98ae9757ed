package io.collectionsync.site;

import java.util.Map;

/** Reads cells of a row; names are looked up as the SQL text spells them, whatever case the driver gives back. */
final class Columns {

    private Columns() {}

    /** @return the text without surrounding blanks; null for NULL and for blank text */
    static String text(Map<String, Object> row, String column) {
        Object value = cell(row, column);
        String text = value == null ? "" : value.toString().strip();
        return text.isEmpty() ? null : text;
    }

    /** @return the whole number; {@code absent} for NULL */
    static long number(Map<String, Object> row, String column, long absent) {
        Object value = cell(row, column);
        return value instanceof Number number
                ? number.longValue()
                : value instanceof Boolean flag ? (flag ? 1 : 0) : absent;
    }

    /** A column that is not there must not read as NULL: every row would lose its device id in silence. */
    private static Object cell(Map<String, Object> row, String column) {
        Object value = row.get(column);
        if (value == null && !row.containsKey(column)) {
            throw new CollectionFault("A query of routes/sql gives no column " + column + ": put it back");
        }
        return value;
    }
}
