package io.collectionsync.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.collectionsync.settings.ConfigMgr;
import io.collectionsync.settings.SiteBounds;
import io.collectionsync.settings.SiteLogin;
import io.collectionsync.settings.SiteReading;
import io.collectionsync.settings.SiteTrust;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.sql.SQLException;
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Microsoft's driver as we set it, up to the login and a first statement, against a server that makes trouble. */
class SqlServerDriverTest {

    private static final Duration LOGIN = Duration.ofSeconds(15);
    private static final Duration QUERY = Duration.ofSeconds(1);
    private static final Duration SILENCE = Duration.ofSeconds(2);

    @TempDir
    private Path folder;

    private Path pem;
    private SqlServerStub server;

    @BeforeEach
    void startServer() throws Exception {
        var key = SelfSigned.of("localhost");
        pem = Files.writeString(folder.resolve("server.pem"), key.pem());
        server = new SqlServerStub(context(key));
    }

    @AfterEach
    void stopServer() throws IOException {
        server.close();
    }

    @Test
    void aSelfSignedServerIsRefusedWithTheTwoWaysToMendIt() {
        assertThat(line(server.url(), null))
                .startsWith("Site database: its certificate is not trusted; name its"
                        + " authority or the certificate itself in configmgr.trust-file, or have a certificate of a known"
                        + " authority installed");
    }

    @Test
    void aSelfSignedServerIsTrustedOnceItsCertificateIsNamed() throws SQLException {
        try (var database = open(server.url(), pem);
                var connection = database.getConnection()) {
            assertThat(connection.isClosed()).isFalse();
        }
    }

    @Test
    void aCertificateOfAnotherHostIsRefused() throws Exception {
        var key = SelfSigned.of("other.contoso.com");
        pem = Files.writeString(folder.resolve("other.pem"), key.pem());
        try (var other = new SqlServerStub(context(key))) {
            assertThat(line(other.url(), pem))
                    .startsWith("Site database: its certificate is another host's; write the"
                            + " name that it bears in configmgr.url")
                    .contains("other.contoso.com");
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "4060 | Cannot open database \"CM_PS1\" requested by the login. | the database does not exist or the login",
                "18456 | Login failed for user 'x'. | the login failed; correct configmgr.username"
            })
    void aRefusedLoginIsTold(int number, String message, String words) {
        server.refuse(number, message);

        assertThat(line(server.url(), pem))
                .startsWith("Site database: " + words)
                .contains("(" + number + " " + message);
    }

    @Test
    void aServerThatAcceptsAndSaysNothingIsGivenUpInTime() throws IOException {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            long start = System.nanoTime();

            try (var database = open("jdbc:sqlserver://127.0.0.1:" + silent.getLocalPort(), null, SILENCE)) {
                assertThat(line(database))
                        .startsWith("Site database: it did not answer in time")
                        .doesNotContain("\n");
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LOGIN);
        }
    }

    @Test
    void aServerThatFreezesInTheMiddleOfAStatementIsCutOff() throws SQLException {
        try (var database = open(server.url(), pem);
                var connection = database.getConnection();
                var statement = connection.createStatement()) {
            server.fail(0, null);
            long start = System.nanoTime();

            var cut = catchThrowableOfType(SQLException.class, () -> statement.execute("SELECT 1"));

            assertThat(SiteFault.line(cut)).startsWith("Site database: it did not answer in time");
            assertThat(SiteFault.mayPass(cut)).isFalse();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LOGIN);
        }
    }

    @ParameterizedTest(name = "{0}: worth another read is {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "1205 | the read was a deadlock victim | true",
                "1222 | the read waited too long for a lock | true",
                "208 | a view is missing | false",
                "229 | the login may not read a view | false",
                "3952 | a view reads another database | false"
            })
    void aFailedStatementIsToldByItsNumber(int number, String words, boolean passing) throws SQLException {
        try (var database = open(server.url(), pem);
                var connection = database.getConnection();
                var statement = connection.createStatement()) {
            server.fail(number, "Words of the server.");

            var failed = catchThrowableOfType(SQLException.class, () -> statement.execute("SELECT 1"));

            assertThat(SiteFault.line(failed)).startsWith("Site database: " + words);
            assertThat(SiteFault.mayPass(failed)).isEqualTo(passing);
        }
    }

    @Test
    void everyConnectionReadsFromASnapshotWhereTheDatabaseAllowsIt() throws SQLException {
        try (var database = open(server.url(), pem);
                var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("SELECT 1");
        }

        assertThat(server.statements())
                .containsSubsequence(
                        "IF EXISTS (SELECT 1 FROM sys.databases"
                                + " WHERE name = DB_NAME() AND snapshot_isolation_state = 1) SET TRANSACTION ISOLATION LEVEL SNAPSHOT",
                        "SELECT 1");
    }

    private static String line(String url, Path trust) {
        try (var database = open(url, trust)) {
            return line(database);
        }
    }

    private static String line(SiteDatabase database) {
        return SiteFault.line(catchThrowableOfType(SQLException.class, database::getConnection));
    }

    private static SiteDatabase open(String url, Path trust) {
        return open(url, trust, LOGIN);
    }

    private static SiteDatabase open(String url, Path trust, Duration login) {
        return SiteDatabase.open(
                new ConfigMgr(
                        url,
                        "x",
                        "secret",
                        new SiteLogin(null, null, null, null, new SiteTrust(trust, null, null), false, false),
                        new SiteBounds(login, QUERY, SILENCE),
                        SiteReading.DEFAULT),
                1);
    }

    private static SSLContext context(SelfSigned key) throws Exception {
        var password = "in-memory".toCharArray();
        var store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(key.pkcs12(password)), password);
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, password);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }
}
