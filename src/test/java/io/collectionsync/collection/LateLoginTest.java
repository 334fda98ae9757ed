package io.collectionsync.collection;

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

    private final CountDownLatch thawed = new CountDownLatch(1);
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Driver driver = proxy(Driver.class, (name, first) -> switch (name) {
        case "acceptsURL" -> first.equals(URL);
        case "toString" -> URL;
        case "connect" -> first.equals(URL) ? lateConnection() : null;
        default -> throw new UnsupportedOperationException(name);
    });

    private interface Answers {
        Object answer(String name, Object first) throws Exception;
    }

    private static <T> T proxy(Class<T> type, Answers answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type},
                (self, method, values) -> answers.answer(method.getName(), values == null ? null : values[0])));
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
        var bounds = new SiteBounds(Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(2));
        try (var site = SiteDatabase.open(new ConfigMgr(URL, "x", "secret", SiteLogin.DEFAULT, bounds,
                SiteReading.DEFAULT), 1)) {
            assertThatThrownBy(site::getConnection).hasRootCauseInstanceOf(java.net.SocketTimeoutException.class)
                    .hasCauseInstanceOf(SQLTimeoutException.class);
            thawed.countDown();

            await().untilTrue(closed);
        }
    }
}
