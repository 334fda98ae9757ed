package io.collectionsync.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
                        ResourceObjects.none(),
                        actual.members()))
                .isEqualTo(new DoubtfulRemovals(
                        MemberIds.none(), MemberIds.none(), MemberIds.of(stranger), MemberIds.none(), Map.of()));
        assertThat(DoubtfulRemovals.of(
                        desired(MemberIds.none(), MemberIds.of(stranger)),
                        actual,
                        actual.members(),
                        List.of(device),
                        ResourceObjects.none(),
                        actual.members()))
                .as("left out on purpose")
                .isEqualTo(DoubtfulRemovals.NONE);
    }

    @ParameterizedTest
    @EnumSource(
            value = Unresolved.Reason.class,
            names = {"OBSOLETE", "DECOMMISSIONED", "OTHER_TENANT", "JOIN_TYPE", "DISABLED"},
            mode = EnumSource.Mode.EXCLUDE)
    void theMemberOfAWantedResourceThatMeansNobodyNowIsHeld(Unresolved.Reason reason) {
        assertThat(tied(row(1, reason), Map.of(), OBJECT).cannotTell()).isEqualTo(MemberIds.of(OBJECT));
        assertThat(tied(row(2, reason), Map.of(), OBJECT))
                .as("another resource")
                .isEqualTo(DoubtfulRemovals.NONE);
    }

    @ParameterizedTest
    @EnumSource(
            value = Unresolved.Reason.class,
            names = {"OBSOLETE", "DECOMMISSIONED", "OTHER_TENANT"})
    void theSiteItselfSaysThatAResourceStandsForNoMember(Unresolved.Reason reason) {
        assertThat(tied(row(1, reason), Map.of(), OBJECT)).isEqualTo(DoubtfulRemovals.NONE);
    }

    @ParameterizedTest
    @EnumSource(
            value = Unresolved.Reason.class,
            names = {"JOIN_TYPE", "DISABLED"})
    void entraItselfSaysWhyAnObjectIsNoMemberAndOfNoOther(Unresolved.Reason reason) {
        var rows = List.of(row(1, reason));

        assertThat(DoubtfulRemovals.of(
                        asking(rows, Map.of(), MemberIds.of(OBJECT)),
                        actual(Map.of(), OBJECT),
                        MemberIds.of(OBJECT),
                        DEVICES,
                        pairs(Map.of(1L, OBJECT)),
                        MemberIds.of(OBJECT)))
                .isEqualTo(DoubtfulRemovals.NONE);
        assertThat(tied(row(1, reason), Map.of(), OBJECT).cannotTell()).isEqualTo(MemberIds.of(OBJECT));
    }

    @Test
    void aMemberGoesWhenAnotherOneHasTakenItsPlace() {
        var doubtful = tied(null, Map.of(1L, OTHER), OBJECT, OTHER);

        assertThat(doubtful.held()).isEqualTo(MemberIds.none());
        assertThat(doubtful.replaced()).isEqualTo(Map.of(OBJECT, Set.of(OTHER)));
    }

    @Test
    void nobodyTakesAPlaceWhoIsNotInTheGroupAndWillNotBe() {
        assertThat(tied(null, Map.of(1L, OTHER), OBJECT).cannotTell()).isEqualTo(MemberIds.of(OBJECT));
    }

    @Test
    void nobodyTakesTwoPlaces() {
        assertThat(tied(null, Map.of(1L, OTHER, 2L, OTHER), OBJECT, OTHER).cannotTell())
                .isEqualTo(MemberIds.of(OBJECT));
    }

    @Test
    void whoStoodForAResourceThatIsStillWantedTakesNoOtherPlace() {
        var before = pairs(Map.of(1L, OBJECT, 2L, OTHER));

        assertThat(DoubtfulRemovals.of(
                                asking(
                                        List.of(row(2, Unresolved.Reason.NO_DEVICE_ID)),
                                        Map.of(1L, OTHER),
                                        MemberIds.none()),
                                actual(Map.of(), OBJECT, OTHER),
                                MemberIds.of(OBJECT),
                                DEVICES,
                                before,
                                MemberIds.of(OBJECT, OTHER))
                        .cannotTell())
                .isEqualTo(MemberIds.of(OBJECT));
        assertThat(DoubtfulRemovals.of(
                                asking(List.of(), Map.of(1L, OTHER), MemberIds.none()),
                                actual(Map.of(), OBJECT, OTHER),
                                MemberIds.of(OBJECT),
                                DEVICES,
                                before,
                                MemberIds.of(OBJECT, OTHER))
                        .replaced())
                .as("that resource has left")
                .isEqualTo(Map.of(OBJECT, Set.of(OTHER)));
    }

    @Test
    void twoResourcesOfOneMemberMustBothHaveAnother() {
        var before = new ResourceObjects.Builder();
        before.add(1, OBJECT);
        before.add(2, OBJECT);
        var both = asking(List.of(), Map.of(1L, OTHER, 2L, GROUP), MemberIds.none());
        var one = asking(List.of(row(2, Unresolved.Reason.NO_RECORD)), Map.of(1L, OTHER), MemberIds.none());
        var members = MemberIds.of(OBJECT, OTHER, GROUP);

        assertThat(of(both, before.build(), members).replaced()).isEqualTo(Map.of(OBJECT, Set.of(OTHER, GROUP)));
        assertThat(of(one, before.build(), members).cannotTell()).isEqualTo(MemberIds.of(OBJECT));
    }

    @Test
    void whoseResourceHasLeftTheCollectionsMayGo() {
        assertThat(tied(null, Map.of(), OBJECT)).isEqualTo(DoubtfulRemovals.NONE);
    }

    private static final List<DirectoryDevice> DEVICES =
            List.of(new DirectoryDevice(DEVICE, OBJECT, "AzureAd", true, "PC-1"));

    private static DoubtfulRemovals tied(Unresolved row, Map<Long, UUID> now, UUID... present) {
        return DoubtfulRemovals.of(
                asking(row == null ? List.of() : List.of(row), now, MemberIds.none()),
                actual(Map.of(), OBJECT),
                MemberIds.of(OBJECT),
                DEVICES,
                pairs(Map.of(1L, OBJECT)),
                MemberIds.of(present));
    }

    private static DoubtfulRemovals of(Desired desired, ResourceObjects before, MemberIds members) {
        return DoubtfulRemovals.of(
                desired, new Actual(members, Map.of()), MemberIds.of(OBJECT), DEVICES, before, members);
    }

    private static Unresolved row(long resource, Unresolved.Reason reason) {
        return new Unresolved(resource, null, null, reason);
    }

    private static ResourceObjects pairs(Map<Long, UUID> pairs) {
        var all = new ResourceObjects.Builder();
        pairs.forEach(all::add);
        return all.build();
    }

    private static Desired asking(List<Unresolved> rows, Map<Long, UUID> now, MemberIds excluded) {
        return new Desired(
                MemberIds.of(now.values()),
                MemberIds.none(),
                rows,
                List.of(),
                MemberIds.none(),
                excluded,
                Map.of(),
                pairs(now));
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
                ResourceObjects.none(),
                MemberIds.of(OBJECT));
    }

    private static Desired desired(MemberIds deviceIds, MemberIds excluded, Unresolved... unresolved) {
        return new Desired(
                MemberIds.none(),
                MemberIds.none(),
                List.of(unresolved),
                List.of(),
                deviceIds,
                excluded,
                Map.of(),
                ResourceObjects.none());
    }
}
