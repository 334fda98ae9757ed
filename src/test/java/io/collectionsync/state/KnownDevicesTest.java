package io.collectionsync.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.membership.DirectoryDevice;
import io.collectionsync.state.db.StateDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
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
        devices = new KnownDevices(database, on.clock());
    }

    @Test
    void savedDevicesAreFoundByDeviceIdInTheirTenantOnly() {
        var all = LongStream.range(0, 2500)
                .mapToObj(number -> device(number, 10_000 + number))
                .toList();
        devices.save(TENANT, all);

        assertThat(devices.find(
                        TENANT, all.stream().map(DirectoryDevice::deviceId).toList()))
                .hasSize(2500)
                .containsEntry(Samples.id(3), all.get(3));
        assertThat(devices.find("tenant-2", List.of(Samples.id(3)))).isEmpty();
        assertThat(devices.find(TENANT, List.of())).isEmpty();
    }

    @Test
    void whatWasSeenTooLongAgoIsNotFound() {
        devices.save(TENANT, List.of(device(1, 10)));
        on.clock().turn(Duration.ofHours(1));
        devices.save(TENANT, List.of(device(2, 20)));

        assertThat(devices.young(TENANT, List.of(Samples.id(1), Samples.id(2)), Duration.ofHours(1)))
                .containsOnlyKeys(Samples.id(2));
        on.clock().turn(Duration.ofDays(-1));
        assertThat(devices.young(TENANT, List.of(Samples.id(2)), Duration.ofHours(1)))
                .as("dated in the future")
                .isEmpty();
    }

    @Test
    void whatWasSeenAtOnceIsAskedForAnewInSlices() {
        var random = new Random(7);
        var all = Stream.generate(() -> new UUID(random.nextLong(), random.nextLong()))
                .limit(1200)
                .map(id -> new DirectoryDevice(id, id, "AzureAd", true, null))
                .toList();
        devices.save(TENANT, all);
        var ids = all.stream().map(DirectoryDevice::deviceId).toList();
        int before = 1200;
        on.clock().turn(Duration.ofMinutes(29));
        assertThat(devices.young(TENANT, ids, Duration.ofHours(1))).hasSize(1200);
        on.clock().turn(Duration.ofMinutes(1));
        for (int minutes = 35; minutes <= 60; minutes += 5) {
            on.clock().turn(Duration.ofMinutes(5));
            int left = devices.young(TENANT, ids, Duration.ofHours(1)).size();
            assertThat(before - left).as("asked anew after %s minutes", minutes).isBetween(140, 260);
            before = left;
        }
        assertThat(before).isZero();
    }

    @Test
    void aDeviceThatIsSavedAgainIsReplaced() {
        devices.save(TENANT, List.of(device(1, 10)));
        devices.save(TENANT, List.of(device(1, 11), device(2, 20), device(2, 20)));

        assertThat(devices.find(TENANT, List.of(Samples.id(1), Samples.id(2))))
                .containsOnly(Map.entry(Samples.id(1), device(1, 11)), Map.entry(Samples.id(2), device(2, 20)));
    }

    @Test
    void aDeviceIdOfSeveralObjectsIsForgotten() {
        devices.save(TENANT, List.of(device(1, 10)));
        devices.save(TENANT, List.of(device(1, 10), device(1, 11), device(1, 10)));
        assertThat(devices.find(TENANT, List.of(Samples.id(1)))).isEmpty();
    }

    @Test
    void forgottenObjectsAreNotFound() {
        devices.save(TENANT, List.of(device(1, 10), device(2, 20)));
        devices.forget("tenant-2", List.of(Samples.id(20)));
        devices.forget(TENANT, List.of(Samples.id(10), Samples.id(99)));
        assertThat(devices.find(TENANT, List.of(Samples.id(1), Samples.id(2)))).containsOnlyKeys(Samples.id(2));
    }

    @Test
    void devicesAreFoundByTheirObjects() {
        devices.save(TENANT, List.of(device(1, 10), device(2, 20)));
        devices.save("tenant-2", List.of(device(2, 21)));
        assertThat(devices.of(TENANT, List.of(Samples.id(10), Samples.id(20), Samples.id(21), Samples.id(99))))
                .containsExactlyInAnyOrder(device(1, 10), device(2, 20));
        assertThat(devices.of(TENANT, List.of())).isEmpty();
    }

    @Test
    void aSaveThatFailsFailsNobodyAndItsDevicesAreUnknown() {
        devices.remember(TENANT, List.of(device(2, 20)));
        devices.remember(TENANT, List.of(new DirectoryDevice(null, Samples.id(1), "AzureAd", true, "PC")));
        devices.forget(TENANT, List.of(Samples.id(3)));

        assertThat(devices.of(TENANT, List.of(Samples.id(1), Samples.id(20)))).containsExactly(device(2, 20));
        devices.remember(TENANT, List.of(new DirectoryDevice(null, Samples.id(1), "AzureAd", true, "PC")));
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
        assertThat(devices.find(TENANT, List.of(Samples.id(2))))
                .containsValue(new DirectoryDevice(Samples.id(2), Samples.id(20), null, false, null));
    }

    private static DirectoryDevice device(long deviceId, long objectId) {
        return new DirectoryDevice(Samples.id(deviceId), Samples.id(objectId), "AzureAd", true, "PC-" + deviceId);
    }
}
