package io.collectionsync.site;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.collectionsync.settings.ConfigMgr;
import io.collectionsync.settings.SiteBounds;
import io.collectionsync.settings.SiteLogin;
import io.collectionsync.settings.SiteReading;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that answers the login when nobody waits for it any more. */
class LateLoginTest {

    private static final String URL = "jdbc:late:site";
    private static final String BROKEN = "jdbc:late:broken";

    private final CountDownLatch thawed = new CountDownLatch(1);
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Driver driver = proxy(Driver.class, (name, first) -> switch (name) {
        case "acceptsURL" -> first.equals(URL) || first.equals(BROKEN);
        case "toString" -> URL;
        case "connect" -> connection(first);
        default -> throw new UnsupportedOperationException(name);
    });

    private interface Answers {
        Object answer(String name, Object first) throws Exception;
    }

    private static <T> T proxy(Class<T> type, Answers answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, values) -> answers.answer(method.getName(), values == null ? null : values[0])));
    }

    private Connection connection(Object url) throws InterruptedException {
        if (url.equals(BROKEN)) {
            throw new UnsatisfiedLinkError("no mssql-jdbc_auth in java.library.path");
        }
        return url.equals(URL) ? lateConnection() : null;
    }

    private Connection lateConnection() throws InterruptedException {
        thawed.await();
        return proxy(Connection.class, (name, first) -> {
            closed.set(name.equals("close"));
            return null;
        });
    }

    @BeforeEach
    void register() throws SQLException {
        DriverManager.registerDriver(driver);
    }

    @AfterEach
    void deregister() throws SQLException {
        DriverManager.deregisterDriver(driver);
    }

    @Test
    void aConnectionThatComesTooLateIsClosed() {
        try (var site = open(URL, Duration.ofMillis(100))) {
            assertThatThrownBy(site::getConnection)
                    .hasRootCauseInstanceOf(java.net.SocketTimeoutException.class)
                    .hasCauseInstanceOf(SQLTimeoutException.class);
            thawed.countDown();

            await().untilTrue(closed);
        }
    }

    @Test
    void aDriverThatLacksALibraryIsNamedAndNotWaitedFor() {
        try (var site = open(BROKEN, Duration.ofMinutes(5))) {
            assertThatThrownBy(site::getConnection).hasRootCauseInstanceOf(UnsatisfiedLinkError.class);
        }
    }

    private static SiteDatabase open(String url, Duration login) {
        var bounds = new SiteBounds(login, Duration.ofSeconds(1), Duration.ofSeconds(2));
        return SiteDatabase.open(new ConfigMgr(url, "x", "secret", SiteLogin.DEFAULT, bounds, SiteReading.DEFAULT), 1);
    }
}
