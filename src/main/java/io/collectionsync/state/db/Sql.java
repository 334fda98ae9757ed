package io.collectionsync.state.db;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.BatchPreparedStatementSetter;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;

/** Statements of one transaction; times travel as UTC with zone. */
public final class Sql {

    /** SQL Server takes 2,100 parameters a statement; half of it leaves room and plans stay small. */
    static final int CHUNK = 1000;
    /** Values in one {@code in} list: H2 compares each row that it finds with the whole list (measured). */
    private static final int LIST = 100;

    private final JdbcTemplate jdbc;
    private final Dialect dialect;
    private final WriteTurn turn;

    /** @param turn is taken before each change */
    Sql(JdbcTemplate jdbc, Dialect dialect, WriteTurn turn) {
        this.jdbc = jdbc;
        this.dialect = dialect;
        this.turn = turn;
    }

    /** @return the SQL expression for the database's clock, the one clock that all processes share */
    public String now() {
        return dialect.now();
    }

    public int update(String sql, Object... values) {
        turn.take();
        return jdbc.update(sql, statement -> bind(statement, values));
    }

    /** @return the number of rows that each of {@code rows} changed */
    public int[] batch(String sql, List<Object[]> rows) {
        if (rows.isEmpty()) {
            return new int[0];
        }
        turn.take();
        int[] counts = new int[0];
        for (var chunk : chunks(rows)) {
            int[] more = jdbc.batchUpdate(sql, new BatchPreparedStatementSetter() {
                @Override
                public void setValues(PreparedStatement statement, int row) throws SQLException {
                    bind(statement, chunk.get(row));
                }

                @Override
                public int getBatchSize() {
                    return chunk.size();
                }
            });
            int[] all = Arrays.copyOf(counts, counts.length + more.length);
            System.arraycopy(more, 0, all, counts.length, more.length);
            counts = all;
        }
        return counts;
    }

    public <T> List<T> list(String sql, RowMapper<T> reader, Object... values) {
        return jdbc.query(sql, statement -> bind(statement, values), reader);
    }

    public <T> Optional<T> one(String sql, RowMapper<T> reader, Object... values) {
        return list(sql, reader, values).stream().findFirst();
    }

    public long count(String sql, Object... values) {
        return one(sql, (row, at) -> row.getLong(1), values).orElseThrow();
    }

    /** @return {@code all} in parts that fit into a batch */
    static <T> List<List<T>> chunks(Collection<T> all) {
        return chunks(all, CHUNK);
    }

    /** @return {@code all} in parts that fit into an {@code in} list */
    public static <T> List<List<T>> lists(Collection<T> all) {
        return chunks(all, LIST);
    }

    private static <T> List<List<T>> chunks(Collection<T> all, int most) {
        var list = List.copyOf(all);
        var chunks = new ArrayList<List<T>>();
        for (int from = 0; from < list.size(); from += most) {
            chunks.add(list.subList(from, Math.min(from + most, list.size())));
        }
        return chunks;
    }

    /** @return {@code (?, ?, ?)} */
    public static String marks(int count) {
        return "(" + String.join(", ", Collections.nCopies(count, "?")) + ")";
    }

    public static Object[] values(Object first, Collection<?> rest) {
        var values = new ArrayList<>();
        values.add(first);
        values.addAll(rest);
        return values.toArray();
    }

    public static UUID uuid(ResultSet row, String column) throws SQLException {
        return uuid(row, row.findColumn(column));
    }

    public static UUID uuid(ResultSet row, int column) throws SQLException {
        return row.getObject(column) instanceof UUID id ? id : UUID.fromString(row.getString(column));
    }

    /** @return the column's time; null for null */
    public static Instant instant(ResultSet row, String column) throws SQLException {
        return instant(row, row.findColumn(column));
    }

    public static Instant instant(ResultSet row, int column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private void bind(PreparedStatement statement, Object[] values) throws SQLException {
        for (int at = 0; at < values.length; at++) {
            statement.setObject(at + 1, bindable(values[at]));
        }
    }

    private Object bindable(Object value) {
        if (value instanceof Instant time) {
            return OffsetDateTime.ofInstant(time.truncatedTo(ChronoUnit.MICROS), ZoneOffset.UTC);
        }
        if (value instanceof UUID id) {
            return dialect.id(id);
        }
        return value instanceof Enum<?> constant ? constant.name() : value;
    }
}
