package io.collectionsync.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Members whose device is in a collection after all. */
class DoubtfulRemovalsTest {

    private static final UUID OBJECT = new UUID(0, 1);
    private static final UUID OTHER = new UUID(0, 5);
    private static final UUID GROUP = new UUID(0, 6);
    private static final UUID DEVICE = new UUID(7, 1);

    @Test
    void aMemberThatBearsAWantedDeviceIdIsWanted() {
        assertThat(of(desired(MemberIds.of(DEVICE), MemberIds.none()), "PC-1").wanted())
                .isEqualTo(MemberIds.of(OBJECT));
    }

    @Test
    void aMemberWhoseJoinTypeIsNotSynchronisedIsNot() {
        assertThat(of(desired(MemberIds.of(DEVICE), MemberIds.of(OBJECT)), "PC-1"))
                .isEqualTo(DoubtfulRemovals.NONE);
    }

    @ParameterizedTest
    @EnumSource(
            value = Unresolved.Reason.class,
            names = {"NO_DEVICE_ID", "MALFORMED_DEVICE_ID", "NO_TENANT", "NO_RECORD"})
    void aMemberOfTheNameOfAResourceWithoutUsableDeviceIdIsLost(Unresolved.Reason reason) {
        var desired = desired(MemberIds.none(), MemberIds.none(), new Unresolved(1, "pc-1 ", null, reason));

        assertThat(of(desired, "PC-1").lost()).isEqualTo(MemberIds.of(OBJECT));
        assertThat(of(desired, "PC-2")).isEqualTo(DoubtfulRemovals.NONE);
        assertThat(of(desired, null)).isEqualTo(DoubtfulRemovals.NONE);
    }

    @Test
    void aResourceOfAnotherTenantKeepsNobody() {
        var desired = desired(
                MemberIds.none(),
                MemberIds.none(),
                new Unresolved(1, "PC-1", DEVICE.toString(), Unresolved.Reason.OTHER_TENANT));

        assertThat(of(desired, "PC-1")).isEqualTo(DoubtfulRemovals.NONE);
    }

    @Test
    void aMemberThatIsListedAsADeviceAndThatNobodyNamesIsUnnamed() {
        var stranger = new UUID(0, 2);
        var actual = actual(Map.of(), OBJECT, stranger);
        var device = new DirectoryDevice(DEVICE, OBJECT, "AzureAd", true, "PC-1");

        assertThat(DoubtfulRemovals.of(
                        desired(MemberIds.none(), MemberIds.none()),
                        actual,
                        actual.members(),
                        List.of(device),
                        Set.of()))
                .isEqualTo(new DoubtfulRemovals(
                        MemberIds.none(), MemberIds.none(), MemberIds.of(stranger), MemberIds.none()));
        assertThat(DoubtfulRemovals.of(
                        desired(MemberIds.none(), MemberIds.of(stranger)),
                        actual,
                        actual.members(),
                        List.of(device),
                        Set.of()))
                .as("left out on purpose")
                .isEqualTo(DoubtfulRemovals.NONE);
    }

    @ParameterizedTest
    @CsvSource({"NO_USER_ID,", "NO_RECORD,", "MALFORMED_USER_ID, user31", "UNKNOWN_TO_ENTRA, user31@contoso.example"})
    void eachUserMayBeTheOneOfARowThatIdentifiesNobody(Unresolved.Reason reason, String id) {
        assertThat(users(new Unresolved(1, "CONTOSO\\user31", id, reason))).isEqualTo(MemberIds.of(OBJECT, OTHER));
    }

    @Test
    void aRowWithAnObjectIdMeansThatMemberAlone() {
        var row = new Unresolved(1, "CONTOSO\\user31", OTHER.toString(), Unresolved.Reason.UNKNOWN_TO_ENTRA);

        assertThat(users(row)).isEqualTo(MemberIds.of(OTHER));
        assertThat(users(row, new Unresolved(2, "CONTOSO\\user32", null, Unresolved.Reason.NO_USER_ID)))
                .isEqualTo(MemberIds.of(OBJECT, OTHER));
    }

    @Test
    void aUserGroupOrAnUnknownDeviceMeansNoUser() {
        assertThat(users(new Unresolved(1, "CONTOSO\\staff", null, Unresolved.Reason.USER_GROUP))
                        .isEmpty())
                .isTrue();
        var ofDevices = desired(
                MemberIds.of(DEVICE),
                MemberIds.none(),
                new Unresolved(1, "PC-1", DEVICE.toString(), Unresolved.Reason.UNKNOWN_TO_ENTRA));
        var actual = actual(Map.of(OBJECT, "user"), OBJECT);
        assertThat(DoubtfulRemovals.of(ofDevices, actual, actual.members(), List.of(), Set.of()))
                .isEqualTo(DoubtfulRemovals.NONE);
    }

    @Test
    void aRowThatStoodBesideAGroupOfWantedMembersAloneMeansNoneOfThem() {
        var row = new Unresolved(7, "CONTOSO\\user31", null, Unresolved.Reason.NO_USER_ID);
        var desired = desired(MemberIds.none(), MemberIds.none(), row);

        assertThat(DoubtfulRemovals.accepted(desired, MemberIds.none(), Set.of()))
                .containsExactly(7L);
        assertThat(DoubtfulRemovals.accepted(desired, MemberIds.of(OTHER), Set.of()))
                .as("he may be the one")
                .isEmpty();
        assertThat(DoubtfulRemovals.accepted(desired, MemberIds.of(OTHER), Set.of(7L, 8L)))
                .containsExactly(7L);
        assertThat(users(row)).isEqualTo(MemberIds.none());
        assertThat(users(row, new Unresolved(8, null, null, Unresolved.Reason.NO_RECORD)))
                .isEqualTo(MemberIds.of(OBJECT, OTHER));
    }

    private static MemberIds users(Unresolved... rows) {
        var actual = actual(Map.of(OBJECT, "user", OTHER, "user", GROUP, "group"), OBJECT, OTHER, GROUP);
        var found = DoubtfulRemovals.of(
                desired(MemberIds.none(), MemberIds.none(), rows), actual, actual.members(), List.of(), Set.of(7L));
        assertThat(found.held()).isEqualTo(found.users());
        return found.users();
    }

    private static Actual actual(Map<UUID, String> otherTypes, UUID... members) {
        return new Actual(MemberIds.of(members), otherTypes);
    }

    private static DoubtfulRemovals of(Desired desired, String name) {
        return DoubtfulRemovals.of(
                desired,
                actual(Map.of(), OBJECT),
                MemberIds.of(OBJECT),
                List.of(new DirectoryDevice(DEVICE, OBJECT, "AzureAd", true, name)),
                Set.of());
    }

    private static Desired desired(MemberIds deviceIds, MemberIds excluded, Unresolved... unresolved) {
        return new Desired(
                MemberIds.none(), MemberIds.none(), List.of(unresolved), List.of(), deviceIds, excluded, Map.of());
    }
}
