package io.collectionsync.sandbox;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Iterator;

/** The owner's connection to the site database: plain statements, one at a time. Thread-safe. */
final class SiteDatabase {

    private static final int ROWS_A_BATCH = 5_000;

    private final Connection connection;

    SiteDatabase(String url, String user, String password) throws SQLException {
        connection = DriverManager.getConnection(url, user, password);
    }

    /** Takes one row of a result. */
    interface Row {
        void take(ResultSet row) throws SQLException;
    }

    synchronized void execute(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    synchronized int update(String sql, Object... values) {
        try (PreparedStatement statement = prepared(sql, values)) {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    synchronized void query(String sql, Row row, Object... values) {
        try (PreparedStatement statement = prepared(sql, values);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                row.take(rows);
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Runs one statement for each row of values, committing in between: for hundreds of thousands of rows. */
    synchronized void load(String sql, Iterator<Object[]> rows) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            connection.setAutoCommit(false);
            for (int n = 1; rows.hasNext(); n++) {
                bind(statement, rows.next());
                statement.addBatch();
                if (n % ROWS_A_BATCH == 0) {
                    commit(statement);
                }
            }
            commit(statement);
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    synchronized void shutdown() {
        try {
            if (!connection.isClosed()) {
                execute("SHUTDOWN");
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private void commit(PreparedStatement statement) throws SQLException {
        statement.executeBatch();
        connection.commit();
    }

    private PreparedStatement prepared(String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        bind(statement, values);
        return statement;
    }

    private static void bind(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }

    private static IllegalStateException failed(SQLException e) {
        return new IllegalStateException("sandbox site database: " + e.getMessage(), e);
    }
}
