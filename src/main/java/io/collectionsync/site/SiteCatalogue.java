package io.collectionsync.site;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What a database tells of itself: each kind has its own words for it. */
interface SiteCatalogue {

    /** @return product, version and the options that decide how a read is isolated, for people */
    String about(Connection connection) throws SQLException;

    /** @return what the login may do and must not need, each in words */
    List<String> excess(Connection connection) throws SQLException;

    static SiteCatalogue of(String url) {
        return DriverProperties.isSqlServer(url) ? new SqlServer() : new Embedded();
    }

    /** Microsoft SQL Server; tried against no real one yet. */
    final class SqlServer implements SiteCatalogue {

        static final String OPTIONS = "SELECT CONVERT(nvarchar(128), SERVERPROPERTY('ProductVersion')) AS version,"
                + " CONVERT(nvarchar(128), SERVERPROPERTY('Edition')) AS edition, d.name, d.compatibility_level,"
                + " d.collation_name, d.is_read_committed_snapshot_on, d.snapshot_isolation_state_desc"
                + " FROM sys.databases d WHERE d.name = DB_NAME()";
        /**
         * What each new connection says first: a statement then sees the database as it was when it began, and neither
         * waits for a collection's evaluation nor hinders it. Off, or on its way (0, 2, 3): READ COMMITTED stays.
         */
        static final String ISOLATION = "IF EXISTS (SELECT 1 FROM sys.databases WHERE name = DB_NAME()"
                + " AND snapshot_isolation_state = 1) SET TRANSACTION ISOLATION LEVEL SNAPSHOT";
        /** The table that holds the application's secrets, and the role that opens every table (fact sheet, 3.4, 4). */
        static final String EXCESS = "SELECT HAS_PERMS_BY_NAME('dbo.AAD_Application_Ex', 'OBJECT', 'SELECT')"
                + " AS secrets, IS_MEMBER('db_datareader') AS reader";

        @Override
        public String about(Connection connection) throws SQLException {
            try (var statement = connection.prepareStatement(OPTIONS);
                    var row = statement.executeQuery()) {
                return !row.next()
                        ? connection.getMetaData().getDatabaseProductVersion()
                        : ("SQL Server %s %s,"
                                        + " database %s: compatibility %s, collation %s, read committed snapshot %s,"
                                        + " snapshot isolation %s")
                                .formatted(
                                        row.getString("version"),
                                        row.getString("edition"),
                                        row.getString("name"),
                                        row.getString("compatibility_level"),
                                        row.getString("collation_name"),
                                        row.getBoolean("is_read_committed_snapshot_on") ? "on" : "off",
                                        row.getString("snapshot_isolation_state_desc"));
            }
        }

        @Override
        public List<String> excess(Connection connection) throws SQLException {
            try (var statement = connection.prepareStatement(EXCESS);
                    var row = statement.executeQuery()) {
                return row.next() ? words(row) : List.of();
            }
        }

        private static List<String> words(ResultSet row) throws SQLException {
            var words = new ArrayList<String>();
            if (row.getInt("secrets") == 1) {
                words.add("the table AAD_Application_Ex with the applications' secrets");
            }
            if (row.getInt("reader") == 1) {
                words.add("every table (db_datareader)");
            }
            return words;
        }
    }

    /** The embedded database of the sandbox: a stand-in without options. */
    final class Embedded implements SiteCatalogue {

        @Override
        public String about(Connection connection) throws SQLException {
            var about = connection.getMetaData();
            return about.getDatabaseProductName() + " " + about.getDatabaseProductVersion() + ", database "
                    + connection.getCatalog();
        }

        @Override
        public List<String> excess(Connection connection) {
            return List.of();
        }
    }
}
