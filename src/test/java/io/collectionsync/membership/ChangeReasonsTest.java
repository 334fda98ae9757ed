package io.collectionsync.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Why each member is added or removed. */
class ChangeReasonsTest {

    private static final UUID ONE = new UUID(0, 1);
    private static final UUID TWO = new UUID(0, 2);
    private static final UUID USER = new UUID(0, 3);
    private static final UUID DEVICE = UUID.fromString("c85c4ba4-6f55-48b8-a7ac-1506cb5c91b2");

    @Test
    void anAdditionNamesItsCollectionsAndWhetherSomebodyHadRemovedIt() {
        var sources = new LinkedHashMap<String, MemberIds>();
        sources.put("PS100012", MemberIds.of(ONE));
        sources.put("PS100015", MemberIds.of(ONE, TWO));
        var why = reasons(
                desired(sources, MemberIds.none()),
                new Drift(MemberIds.none(), MemberIds.of(TWO)),
                MemberIds.none(),
                DoubtfulRemovals.NONE);

        assertThat(why.of(Change.addition(ONE))).isEqualTo("in collection PS100012 and PS100015");
        assertThat(why.of(Change.addition(TWO))).isEqualTo("in collection PS100015; removed by hand in Entra");
    }

    @Test
    void aRemovalNamesWhoPutItThereAndWhatItIs() {
        var why = reasons(
                desired(Map.of(), MemberIds.none()),
                new Drift(MemberIds.of(USER), MemberIds.none()),
                MemberIds.of(ONE, USER),
                DoubtfulRemovals.NONE);

        assertThat(why.of(Change.removal(ONE))).isEqualTo("not in any mapped collection");
        assertThat(why.of(Change.removal(USER))).isEqualTo("added by hand in Entra, a user");
        assertThat(why.kinds()).isEqualTo(new RemovalKinds(0, 1, 1, 0));
    }

    @Test
    void theSitesOwnReasonStandsForTheDeviceOfARemoval() {
        var left = new Unresolved(
                1, "PC-1", "{" + DEVICE.toString().toUpperCase(Locale.ROOT) + "}", Unresolved.Reason.OTHER_TENANT);
        var noId = new Unresolved(2, "PC-2", null, Unresolved.Reason.OTHER_TENANT);
        var other = new Unresolved(3, "PC-3", DEVICE.toString(), Unresolved.Reason.DUPLICATE);
        var desired = new Desired(MemberIds.none(), MemberIds.none(), List.of(noId, other, left), List.of());

        assertThat(reasons(desired, Drift.NONE, MemberIds.of(ONE), DoubtfulRemovals.NONE)
                        .of(Change.removal(ONE)))
                .isEqualTo("left the tenant");
        assertThat(reasons(desired, Drift.NONE, MemberIds.of(TWO), DoubtfulRemovals.NONE)
                        .of(Change.removal(ONE)))
                .as("no removal")
                .isEqualTo("not in any mapped collection");
    }

    @Test
    void whatIsDoubtfulSaysWhy() {
        var doubtful = new DoubtfulRemovals(
                MemberIds.none(), MemberIds.of(ONE), MemberIds.of(TWO), MemberIds.of(USER), Map.of());
        var why = reasons(desired(Map.of(), MemberIds.none()), Drift.NONE, MemberIds.of(ONE, TWO, USER), doubtful);

        assertThat(why.of(Change.removal(ONE))).isEqualTo("its device has lost its Entra device id");
        assertThat(why.of(Change.removal(TWO))).isEqualTo("listed as a device that Entra does not name");
        assertThat(why.of(Change.removal(USER)))
                .isEqualTo("its resource is in the collection, and nobody knows what it stands for, a user");
        assertThat(why.of(Change.addition(ONE)))
                .as("a reason of its own")
                .isEqualTo("its device has lost its Entra device id");
        assertThat(reasons(
                                desired(Map.of(), MemberIds.none()),
                                Drift.NONE,
                                MemberIds.of(ONE),
                                new DoubtfulRemovals(
                                        MemberIds.none(),
                                        MemberIds.none(),
                                        MemberIds.none(),
                                        MemberIds.none(),
                                        Map.of(ONE, Set.of(TWO))))
                        .of(Change.removal(ONE)))
                .isEqualTo("its resource stands for another member now");
        assertThat(reasons(desired(Map.of(), MemberIds.of(ONE)), Drift.NONE, MemberIds.of(ONE), DoubtfulRemovals.NONE)
                        .of(Change.removal(ONE)))
                .isEqualTo("join type not synchronised");
    }

    @Test
    void membersBearTheNamesThatAreKnown() {
        var why = reasons(desired(Map.of(), MemberIds.none()), Drift.NONE, MemberIds.of(ONE), DoubtfulRemovals.NONE)
                .withNames(ids -> Map.of(ONE, "OLD NAME", TWO, "PC-2"), MemberIds.of(ONE, TWO));

        assertThat(why.name(ONE)).isEqualTo("PC-1");
        assertThat(why.name(TWO)).isEqualTo("PC-2");
        assertThat(why.name(USER)).isNull();
    }

    private static Desired desired(Map<String, MemberIds> sources, MemberIds excluded) {
        return new Desired(
                MemberIds.none(),
                MemberIds.none(),
                List.of(),
                List.of(),
                MemberIds.none(),
                excluded,
                sources,
                ResourceObjects.none());
    }

    private static ChangeReasons reasons(Desired desired, Drift drift, MemberIds removals, DoubtfulRemovals doubtful) {
        return ChangeReasons.of(
                desired,
                new Actual(MemberIds.of(ONE, TWO, USER), Map.of(USER, "user")),
                drift,
                removals,
                doubtful,
                List.of(
                        new DirectoryDevice(DEVICE, ONE, "AzureAd", true, "PC-1"),
                        new DirectoryDevice(UUID.randomUUID(), USER, "AzureAd", true, null)));
    }
}
