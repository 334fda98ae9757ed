package io.collectionsync.state.db;

import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.SqlParameterValue;

/**
 * Values as the columns hold them, the same on each database: ids as 16 bytes, times as milliseconds since 1970 in UTC.
 * A null bears its type: SQL Server takes no other.
 */
public final class Columns {

    /** SQL Server takes 2,100 parameters a statement; half of it leaves room, and plans stay small. */
    private static final int LIST = 1_000;

    private Columns() {}

    /** @return the id as it is bound */
    public static byte[] id(UUID id) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    /** @return the id in a column */
    public static UUID id(ResultSet row, String column) throws SQLException {
        return id(row.getBytes(column));
    }

    /** @return the id in a column, by its place */
    public static UUID id(ResultSet row, int column) throws SQLException {
        return id(row.getBytes(column));
    }

    private static UUID id(byte[] bytes) {
        var id = ByteBuffer.wrap(bytes);
        return new UUID(id.getLong(), id.getLong());
    }

    /** @return the time as it is bound, cut to milliseconds; a typed null for null */
    public static Object time(Instant time) {
        return new SqlParameterValue(Types.BIGINT, time == null ? null : time.toEpochMilli());
    }

    /** @return the time in a column; null for null */
    public static Instant time(ResultSet row, String column) throws SQLException {
        return time(row, row.findColumn(column));
    }

    /** @return the time in a column, by its place; null for null */
    public static Instant time(ResultSet row, int column) throws SQLException {
        long milliseconds = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(milliseconds);
    }

    /** @return the text as it is bound, cut to {@code most} characters; a typed null for null */
    public static Object text(String text, int most) {
        return new SqlParameterValue(Types.VARCHAR, Text.cut(text, most));
    }

    /** @return {@code all} in parts that fit into one {@code in} list of a statement */
    public static <T> List<List<T>> lists(Collection<T> all) {
        var list = List.copyOf(all);
        return IntStream.iterate(0, from -> from < list.size(), from -> from + LIST)
                .mapToObj(from -> list.subList(from, Math.min(from + LIST, list.size())))
                .toList();
    }

    /** @return {@code (?, ?, ?)} */
    public static String marks(int count) {
        return "(" + String.join(", ", Collections.nCopies(count, "?")) + ")";
    }
}
