package io.collectionsync.state.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;

/**
 * Transactions that have SQLite's write lock from their beginning. One that reads first and asks for the lock later
 * fails when another one wrote in between. The driver's own switch for this would take the lock again after each commit.
 */
final class ImmediateTransactions extends JdbcTransactionManager {

    private static final long serialVersionUID = 1;

    ImmediateTransactions(DataSource source) {
        super(source);
    }

    /** The driver has begun a transaction that holds nothing yet: this one takes its place. */
    @Override
    protected void prepareTransactionalConnection(Connection connection, TransactionDefinition definition)
            throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("commit");
            beginImmediate(statement);
        }
    }

    private static void beginImmediate(Statement statement) throws SQLException {
        try {
            statement.execute("begin immediate");
        } catch (SQLException busy) {
            // the pool rolls back what it gets back
            statement.execute("begin");
            throw busy;
        }
    }
}
