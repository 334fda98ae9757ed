package io.collectionsync.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.collectionsync.membership.DirectoryDevice;
import io.collectionsync.state.db.StateDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class KnownDevicesTest {

    private static final String TENANT = "tenant-1";

    @Parameter
    TestDatabase on;

    private StateDatabase database;
    private KnownDevices devices;

    @BeforeEach
    void open() {
        database = on.emptied();
        devices = new KnownDevices(database, Duration.ofHours(1), 1_000_000);
    }

    @AfterEach
    void close() {
        devices.close();
    }

    @Test
    void savedDevicesAreFoundByDeviceIdInTheirTenantOnly() {
        var all = LongStream.range(0, 2500)
                .mapToObj(number -> device(number, 10_000 + number))
                .toList();
        devices.save(TENANT, all);

        assertThat(devices.find(
                        TENANT, all.stream().map(DirectoryDevice::deviceId).toList(), Instant.EPOCH))
                .hasSize(2500)
                .containsEntry(Samples.id(3), all.get(3));
        assertThat(devices.find("tenant-2", List.of(Samples.id(3)), Instant.EPOCH))
                .isEmpty();
        assertThat(devices.find(TENANT, List.of(), Instant.EPOCH)).isEmpty();
    }

    @Test
    void whatWasSeenTooLongAgoIsNotFound() {
        devices.save(TENANT, List.of(device(1, 10)));
        on.clock().turn(Duration.ofHours(1));
        devices.save(TENANT, List.of(device(2, 20)));

        assertThat(devices.find(
                        TENANT,
                        List.of(Samples.id(1), Samples.id(2)),
                        on.clock().instant()))
                .containsOnlyKeys(Samples.id(2));
    }

    @Test
    void aDeviceThatIsSavedAgainIsReplaced() {
        devices.save(TENANT, List.of(device(1, 10)));
        devices.save(TENANT, List.of(device(1, 11), device(2, 20), device(2, 20)));

        assertThat(devices.find(TENANT, List.of(Samples.id(1), Samples.id(2)), Instant.EPOCH))
                .containsOnly(Map.entry(Samples.id(1), device(1, 11)), Map.entry(Samples.id(2), device(2, 20)));
    }

    @Test
    void aDeviceIdOfSeveralObjectsIsForgotten() {
        devices.save(TENANT, List.of(device(1, 10)));
        devices.save(TENANT, List.of(device(1, 10), device(1, 11), device(1, 10)));
        assertThat(devices.find(TENANT, List.of(Samples.id(1)), Instant.EPOCH)).isEmpty();
    }

    @Test
    void forgottenObjectsAreNotFound() {
        devices.save(TENANT, List.of(device(1, 10), device(2, 20)));
        devices.forget("tenant-2", List.of(Samples.id(20)));
        devices.forget(TENANT, List.of(Samples.id(10), Samples.id(99)));
        assertThat(devices.find(TENANT, List.of(Samples.id(1), Samples.id(2)), Instant.EPOCH))
                .containsOnlyKeys(Samples.id(2));
    }

    @Test
    void whatIsStillToBeSavedIsKnownAndTakesThePlaceOfWhatIsSaved() {
        devices.save(TENANT, List.of(device(1, 10), device(2, 20)));
        devices.saveLater(TENANT, List.of(device(1, 11), device(3, 30)));
        devices.saveLater("tenant-2", List.of(device(2, 21)));

        assertThat(devices.find(TENANT, List.of(Samples.id(1), Samples.id(2), Samples.id(3)), Instant.EPOCH))
                .containsOnly(
                        Map.entry(Samples.id(1), device(1, 11)),
                        Map.entry(Samples.id(2), device(2, 20)),
                        Map.entry(Samples.id(3), device(3, 30)));
        assertThat(devices.of(TENANT, List.of(Samples.id(10), Samples.id(11), Samples.id(20), Samples.id(21))))
                .containsExactlyInAnyOrder(device(1, 11), device(2, 20));
        assertThat(devices.names(List.of(Samples.id(30)))).containsOnly(Map.entry(Samples.id(30), "PC-3"));
        assertThat(saved()).isEqualTo(2);
    }

    @Test
    void devicesAreSavedWhenNobodyBringsAnyMore() {
        try (var hasty = new KnownDevices(database, Duration.ofMillis(50), 1_000_000)) {
            hasty.saveLater(TENANT, List.of(device(1, 10)));
            hasty.saveLater(TENANT, List.of(device(2, 20)));
            await().until(() -> saved() == 2);
        }
    }

    @Test
    void whatIsStillToBeSavedIsSavedAtTheEnd() {
        devices.saveLater(TENANT, List.of(device(1, 10)));
        devices.close();
        assertThat(saved()).isEqualTo(1);
    }

    @Test
    void forgottenObjectsAreNotFoundEvenIfTheyAreStillToBeSaved() {
        devices.saveLater(TENANT, List.of(device(1, 10), device(2, 20)));
        devices.forget(TENANT, List.of(Samples.id(10)));
        assertThat(devices.find(TENANT, List.of(Samples.id(1), Samples.id(2)), Instant.EPOCH))
                .containsOnlyKeys(Samples.id(2));
    }

    @Test
    void whatIsBeingSavedIsKnownAtEachMoment() {
        try (var hasty = new KnownDevices(database, Duration.ZERO, 1_000_000)) {
            var brought = new ArrayList<DirectoryDevice>();
            for (int first = 0; first < 4_000; first += 500) {
                var chunk = LongStream.range(first, first + 500)
                        .mapToObj(id -> device(id, 100_000 + id))
                        .toList();
                hasty.saveLater(TENANT, chunk);
                brought.addAll(chunk);

                assertThat(hasty.find(
                                TENANT,
                                brought.stream().map(DirectoryDevice::deviceId).toList(),
                                Instant.EPOCH))
                        .hasSameSizeAs(brought);
                var objects = brought.stream().map(DirectoryDevice::objectId).toList();
                assertThat(Set.copyOf(hasty.of(TENANT, objects))).isEqualTo(Set.copyOf(brought));
                assertThat(hasty.names(objects)).hasSameSizeAs(brought);
            }
        }
    }

    @Test
    void ofManyThatWaitNoneWaitsForQuiet() {
        try (var crowded = new KnownDevices(database, Duration.ofHours(1), 10)) {
            crowded.saveLater(TENANT, devices(0, 10));
            assertThat(saved()).isZero();
            crowded.saveLater(TENANT, devices(10, 11));
            await().until(() -> saved() == 11);
            crowded.saveLater(TENANT, devices(11, 40));
            assertThat(saved()).as("whoever brings too many waits").isEqualTo(40);
        }
    }

    @Test
    void aSaveThatFailsFailsNobodyAndItsDevicesAreUnknown() {
        devices.save(TENANT, List.of(device(2, 20)));
        devices.saveLater(TENANT, List.of(new DirectoryDevice(null, Samples.id(1), "AzureAd", true, "PC")));
        devices.forget(TENANT, List.of(Samples.id(3)));

        assertThat(devices.of(TENANT, List.of(Samples.id(1), Samples.id(20)))).containsExactly(device(2, 20));
        devices.saveLater(TENANT, List.of(new DirectoryDevice(null, Samples.id(1), "AzureAd", true, "PC")));
        assertThat(devices.names(List.of(Samples.id(20)))).containsOnlyKeys(Samples.id(20));
        devices.forget(TENANT, List.of(Samples.id(20)));
        assertThat(devices.of(TENANT, List.of(Samples.id(1), Samples.id(20)))).isEmpty();
    }

    @Test
    void namesAreFoundByObjectId() {
        devices.save(
                TENANT, List.of(device(1, 10), new DirectoryDevice(Samples.id(2), Samples.id(20), null, false, null)));
        assertThat(devices.names(List.of(Samples.id(10), Samples.id(20), Samples.id(30))))
                .containsOnly(Map.entry(Samples.id(10), "PC-1"));
        assertThat(devices.find(TENANT, List.of(Samples.id(2)), Instant.EPOCH))
                .containsValue(new DirectoryDevice(Samples.id(2), Samples.id(20), null, false, null));
    }

    private static List<DirectoryDevice> devices(long first, long end) {
        return LongStream.range(first, end)
                .mapToObj(id -> device(id, 1_000 + id))
                .toList();
    }

    private long saved() {
        return database.inTransaction(sql -> sql.count("select count(*) from known_device"));
    }

    private static DirectoryDevice device(long deviceId, long objectId) {
        return new DirectoryDevice(Samples.id(deviceId), Samples.id(objectId), "AzureAd", true, "PC-" + deviceId);
    }
}
