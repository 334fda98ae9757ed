package io.collectionsync.testkit;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

/** The three views of a site database that the routes read, on H2, with results that can break off. */
public final class SiteStub implements AutoCloseable {

    private final JdbcConnectionPool pool;
    private final AtomicInteger rowsUntilBreak = new AtomicInteger(Integer.MAX_VALUE);

    public SiteStub() throws SQLException {
        pool = JdbcConnectionPool.create(
                "jdbc:h2:mem:" + UUID.randomUUID() + ";MODE=MSSQLServer;DATABASE_TO_UPPER=FALSE;"
                        + "CASE_INSENSITIVE_IDENTIFIERS=TRUE;IGNORECASE=TRUE;DB_CLOSE_DELAY=-1;"
                        + "INIT=CREATE SCHEMA IF NOT EXISTS dbo\\;SET SCHEMA dbo",
                "sa",
                "");
        execute("CREATE TABLE dbo.v_Collection (CollectionID nvarchar(8), Name nvarchar(255), CollectionType int,"
                + " MemberCount int, CurrentStatus int)");
        execute("CREATE TABLE dbo.v_FullCollectionMembership (CollectionID nvarchar(8), ResourceID int,"
                + " ResourceType int, Name nvarchar(255))");
        execute("CREATE TABLE dbo.v_R_User (ResourceID int, Unique_User_Name0 nvarchar(255), AADUserID nvarchar(255),"
                + " User_Principal_Name0 nvarchar(255), SID0 nvarchar(255))");
        execute("CREATE TABLE dbo.ClientKeyData (SMSID nvarchar(255), AADDeviceID nvarchar(255))");
        execute("CREATE TABLE dbo.v_R_System (ResourceID int, AADDeviceID nvarchar(255), AADTenantID nvarchar(255),"
                + " Client0 int, Obsolete0 int, Decommissioned0 int, SMS_Unique_Identifier0 nvarchar(255))");
    }

    public DataSource dataSource() {
        return proxy(DataSource.class, pool);
    }

    /** @return connections that nobody has given back */
    public int openConnections() {
        return pool.getActiveConnections();
    }

    public SiteStub collection(String id, int memberCount) throws SQLException {
        execute("INSERT INTO dbo.v_Collection VALUES ('" + id + "', 'Ring', 2, " + memberCount + ", 1)");
        return this;
    }

    public SiteStub device(String collection, int resource, UUID deviceId, UUID tenant) throws SQLException {
        execute("INSERT INTO dbo.v_FullCollectionMembership VALUES ('" + collection + "', " + resource + ", 5, 'PC"
                + resource + "')");
        execute("INSERT INTO dbo.v_R_System VALUES (" + resource + ", '"
                + deviceId.toString().toUpperCase(Locale.ROOT) + "', '" + tenant + "', 1, 0, 0, 'GUID:" + resource
                + "')");
        return this;
    }

    /** From now on the row after {@code rows} rows of any result is a lost connection. */
    public void breakAfter(int rows) {
        rowsUntilBreak.set(rows);
    }

    private void execute(String sql) throws SQLException {
        try (var connection = pool.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private <T> T proxy(Class<T> type, T real) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    if (real instanceof ResultSet
                            && method.getName().equals("next")
                            && rowsUntilBreak.decrementAndGet() < 0) {
                        throw new SQLException("SQL Server returned an incomplete response.", "08S01");
                    }
                    try {
                        return wrapped(method.invoke(real, arguments));
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private Object wrapped(Object result) {
        return result instanceof Connection connection
                ? proxy(Connection.class, connection)
                : result instanceof PreparedStatement statement
                        ? proxy(PreparedStatement.class, statement)
                        : result instanceof Statement statement
                                ? proxy(Statement.class, statement)
                                : result instanceof ResultSet rows ? proxy(ResultSet.class, rows) : result;
    }

    @Override
    public void close() {
        pool.dispose();
    }
}
