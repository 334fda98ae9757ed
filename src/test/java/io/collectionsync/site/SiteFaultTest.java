package io.collectionsync.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One line for each of the database's complaints. */
class SiteFaultTest {

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "208, S0002, a view is missing",
        "207, S0001, a column is missing",
        "229, S0005, the login may not read a view",
        "4060, S0001, the database does not exist or the login may not open it",
        "18456, S0001, the login failed",
        "1205, 40001, the read was a deadlock victim",
        "1222, S0051, the read waited too long for a lock",
        "596, S0001, no connection",
        "6005, S0001, no connection",
        "978, S0001, this availability replica does not",
        "3961, S0001, a view or a table was changed",
        "3952, S0001, a view reads another database",
        "57014, HYT00, a statement took longer than",
        "0, 08S01, no connection",
        "0, 28000, the login failed",
        "0, 42S02, a view is missing",
        "0, 42S22, a column is missing",
        "99999, XX000, it could not be read"
    })
    void aNumberOrStateHasItsMeaning(int number, String state, String meaning) {
        assertThat(SiteFault.line(new SQLException("What the server says.\nAnd more.", state, number)))
                .startsWith("Site database: " + meaning)
                .endsWith("(" + number + " What the server says.)");
    }

    @Test
    void theInnermostFaultCounts() {
        var outer = new SQLException(
                "Connection is not available, request timed out",
                "08001",
                0,
                new SQLException("Login failed for user 'x'.", "S0001", 18456));

        assertThat(SiteFault.line(outer)).startsWith("Site database: the login failed");
    }

    @Test
    void aFaultWithoutWordsOrStateIsALineToo() {
        assertThat(SiteFault.line(new SQLException())).isEqualTo("Site database: it could not be read (0 )");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT * FROM v_Collection | a view is missing",
                "SELECT AADDeviceID FROM INFORMATION_SCHEMA.TABLES | a column is missing"
            })
    void whatH2SaysIsUnderstoodToo(String sql, String meaning) throws SQLException {
        try (var connection = DriverManager.getConnection(
                        "jdbc:h2:mem:;MODE=MSSQLServer;INIT=CREATE TABLE PUBLIC.other (id int)");
                var statement = connection.createStatement()) {
            String line = null;
            try {
                statement.execute(sql);
            } catch (SQLException e) {
                line = SiteFault.line(e);
            }
            assertThat(line).startsWith("Site database: " + meaning);
        }
    }

    @Test
    void aWrongPasswordOnH2IsAFailedLogin() throws SQLException {
        String line = null;
        try (var owner = DriverManager.getConnection("jdbc:h2:mem:SiteFault", "sa", "right")) {
            try (var intruder = DriverManager.getConnection("jdbc:h2:mem:SiteFault", "sa", "wrong")) {
                assertThat(intruder).isNull();
            } catch (SQLException e) {
                line = SiteFault.line(e);
            }
            assertThat(owner.isClosed()).isFalse();
        }
        assertThat(line).startsWith("Site database: the login failed");
    }
}
