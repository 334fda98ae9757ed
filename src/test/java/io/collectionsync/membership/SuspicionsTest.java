package io.collectionsync.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Members whose device is in a collection after all. */
class SuspicionsTest {

    private static final UUID OBJECT = new UUID(0, 1);
    private static final UUID DEVICE = new UUID(7, 1);

    @Test
    void aMemberThatBearsAWantedDeviceIdIsWanted() {
        assertThat(of(desired(MemberIds.of(DEVICE), MemberIds.none()), "PC-1").wanted()).isEqualTo(MemberIds.of(OBJECT));
    }

    @Test
    void aMemberWhoseJoinTypeIsNotSynchronisedIsNot() {
        assertThat(of(desired(MemberIds.of(DEVICE), MemberIds.of(OBJECT)), "PC-1")).isEqualTo(Suspicions.NONE);
    }

    @ParameterizedTest
    @EnumSource(value = Unresolved.Reason.class,
            names = {"NO_DEVICE_ID", "MALFORMED_DEVICE_ID", "NO_TENANT", "NO_RECORD"})
    void aMemberOfTheNameOfAResourceWithoutUsableDeviceIdIsLost(Unresolved.Reason reason) {
        var desired = desired(MemberIds.none(), MemberIds.none(), new Unresolved(1, "pc-1 ", null, reason));

        assertThat(of(desired, "PC-1").lost()).isEqualTo(MemberIds.of(OBJECT));
        assertThat(of(desired, "PC-2")).isEqualTo(Suspicions.NONE);
        assertThat(of(desired, null)).isEqualTo(Suspicions.NONE);
    }

    @Test
    void aResourceOfAnotherTenantKeepsNobody() {
        var desired = desired(MemberIds.none(), MemberIds.none(),
                new Unresolved(1, "PC-1", DEVICE.toString(), Unresolved.Reason.OTHER_TENANT));

        assertThat(of(desired, "PC-1")).isEqualTo(Suspicions.NONE);
    }

    private static Suspicions of(Desired desired, String name) {
        return Suspicions.of(desired, MemberIds.of(OBJECT),
                List.of(new DirectoryDevice(DEVICE, OBJECT, "AzureAd", true, name)));
    }

    private static Desired desired(MemberIds deviceIds, MemberIds excluded, Unresolved... unresolved) {
        return new Desired(MemberIds.none(), MemberIds.none(), List.of(unresolved), List.of(), deviceIds, excluded,
                Map.of());
    }
}
