package io.collectionsync.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
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
    private static final Instant SOON = Instant.parse("2026-11-23T10:00:00Z");

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
        assertThat(throttles.until(TENANT)).isEqualTo(Instant.EPOCH);
        throttles.extend(TENANT, SOON);

        var other = new Throttles(database);
        assertThat(other.until(TENANT)).isEqualTo(SOON);
        assertThat(other.until(Samples.id(2))).as("another tenant").isEqualTo(Instant.EPOCH);
    }

    @Test
    void aPauseOnlyGrows() {
        throttles.extend(TENANT, SOON);
        throttles.extend(TENANT, SOON.minusSeconds(1));
        assertThat(throttles.until(TENANT)).isEqualTo(SOON);

        throttles.extend(TENANT, SOON.plusSeconds(1));
        assertThat(throttles.until(TENANT)).isEqualTo(SOON.plusSeconds(1));
    }

    @Test
    void ofManyThatAreToldAtOnceTheLongestPauseCounts() throws Exception {
        var threads = Executors.newFixedThreadPool(6);
        try {
            var tasks = LongStream.range(0, 40).mapToObj(seconds ->
                    Executors.callable(() -> throttles.extend(TENANT, SOON.plusSeconds(seconds)))).toList();
            for (var told : threads.invokeAll(tasks)) {
                told.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(throttles.until(TENANT)).isEqualTo(SOON.plusSeconds(39));
    }
}
