package io.collectionsync.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.collectionsync.state.db.StateDatabase;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class ThrottlesTest {

    private static final UUID TENANT = Samples.id(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Parameter
    TestDatabase on;

    private StateDatabase database;
    private Throttles throttles;

    @BeforeEach
    void open() {
        database = on.emptied();
        throttles = new Throttles(database);
    }

    @Test
    void whatOneProcessIsToldAllKnow() {
        assertThat(throttles.left(TENANT)).isZero();
        throttles.extend(TENANT, MINUTE);

        var other = new Throttles(database);
        assertThat(other.left(TENANT)).isBetween(MINUTE.minusSeconds(30), MINUTE);
        assertThat(other.left(Samples.id(2))).as("another tenant").isZero();
    }

    @Test
    void aPauseOnlyGrows() {
        throttles.extend(TENANT, MINUTE);
        throttles.extend(TENANT, Duration.ofSeconds(1));
        assertThat(throttles.left(TENANT)).isGreaterThan(MINUTE.minusSeconds(30));

        throttles.extend(TENANT, MINUTE.multipliedBy(2));
        assertThat(throttles.left(TENANT)).isGreaterThan(MINUTE);
    }

    @Test
    void aPauseIsOverWhenItsTimeIs() {
        throttles.extend(TENANT, Duration.ofMillis(50));
        await().until(() -> throttles.left(TENANT).isNegative());

        throttles.extend(TENANT, MINUTE);
        assertThat(throttles.left(TENANT)).isPositive();
    }

    @Test
    void theClockOfAProcessThatIsWrongMakesNoPauseLonger() {
        on.clock().turn(Duration.ofDays(1));
        throttles.extend(TENANT, MINUTE);
        assertThat(throttles.left(TENANT)).isLessThanOrEqualTo(MINUTE);
    }

    @Test
    void aDatabaseClockThatIsSetBackMakesNoPauseLonger() {
        throttles.extend(TENANT, Duration.ofMillis(300));
        database.write(jdbc -> jdbc.update(
                "update tenant_throttle set told = told + ?", Duration.ofDays(1).toMillis()));

        assertThat(throttles.left(TENANT)).isLessThanOrEqualTo(Duration.ofMillis(300));
        await().until(() -> throttles.left(TENANT).isNegative());
        throttles.extend(TENANT, MINUTE);
        assertThat(throttles.left(TENANT)).isPositive().isLessThanOrEqualTo(MINUTE);
    }

    @Test
    void ofManyThatAreToldAtOnceTheLongestPauseCounts() throws Exception {
        var threads = Executors.newFixedThreadPool(6);
        try {
            var tasks = LongStream.rangeClosed(1, 40)
                    .mapToObj(
                            minutes -> Executors.callable(() -> throttles.extend(TENANT, MINUTE.multipliedBy(minutes))))
                    .toList();
            for (var told : threads.invokeAll(tasks)) {
                told.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(throttles.left(TENANT)).isGreaterThan(MINUTE.multipliedBy(39));
    }
}
