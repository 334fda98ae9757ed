package io.collectionsync.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.collectionsync.membership.DirectoryDevice;
import io.collectionsync.membership.ForeignMembers;
import io.collectionsync.membership.HoldReason;
import io.collectionsync.membership.Limits;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Sources;
import io.collectionsync.settings.Cloud;
import io.collectionsync.settings.Credential;
import io.collectionsync.settings.Endpoints;
import io.collectionsync.settings.Tenant;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When the read of a collection counts: its own number of members, its evaluation, a second read. */
class CollectionReadsTest extends SiteRowsFixture {

    @Test
    void rowsThatDisagreeWithMemberCountAreReadAgainAndThenDoubted() {
        begin(2);
        read(1);
        gathering.endRead();
        assertThat(gathering.isOpen()).isTrue();
        assertThatIllegalStateException().isThrownBy(gathering::desired);

        gathering.startRead(facts(2, 2, 1));
        read(1);
        gathering.endRead();

        assertThat(gathering.isOpen()).isFalse();
        assertThat(gathering.desired().doubts())
                .extracting(HoldReason::word)
                .containsExactly(HoldReason.Word.MEMBER_COUNT);
        assertThat(gathering.desired().unresolved()).hasSize(1);
    }

    @Test
    void aSecondReadThatAgreesLeavesNoDoubt() {
        begin(2);
        read(1);
        gathering.endRead();
        gathering.startRead(facts(2, 2, 1));
        read(1);
        read(2);
        gathering.endRead();

        assertThat(gathering.isOpen()).isFalse();
        assertThat(gathering.desired().doubts()).isEmpty();
    }

    @Test
    void theDoubtOfOneCollectionOutlivesTheNext() {
        gathering.begin("PS100001");
        gathering.startRead(facts(2, 0, 4));
        gathering.endRead();
        gathering.begin("PS100002");
        assertThat(gathering.isOpen()).isTrue();
        gathering.startRead(facts("PS100002", 2, 0, 1));
        gathering.endRead();

        assertThat(gathering.desired().doubts())
                .extracting(HoldReason::detail)
                .containsExactly("collection PS100001 is being evaluated (status 4)");
    }

    @ParameterizedTest(name = "CurrentStatus {0}: ready is {1}")
    @CsvSource(
            nullValues = "NULL",
            value = {
                "0, false",
                "1, true",
                "2, false",
                "3, false",
                "4, false",
                "5, true",
                "6, false",
                "99, false",
                "NULL, false"
            })
    void aCollectionThatIsBeingEvaluatedIsDoubted(Integer status, boolean ready) {
        gathering.begin("PS100001");
        gathering.startRead(facts(2, 0, status));
        gathering.endRead();

        assertThat(gathering.desired().doubts())
                .extracting(HoldReason::word)
                .isEqualTo(ready ? List.of() : List.of(HoldReason.Word.COLLECTION_NOT_READY));
    }

    @Test
    void aMemberCountOfNullIsDoubted() {
        gathering.begin("PS100001");
        for (int read = 0; read < 2; read++) {
            gathering.startRead(facts(2, null, 1));
            gathering.endRead();
        }

        assertThat(gathering.desired().doubts())
                .extracting(HoldReason::word)
                .containsExactly(HoldReason.Word.MEMBER_COUNT);
    }

    @Test
    void aRowThatComesTwiceDoesNotHideOneThatWasMissed() {
        begin(2);
        for (int reads = 0; reads < 2; reads++) {
            read(1);
            read(1);
            gathering.endRead();
            if (gathering.isOpen()) {
                gathering.startRead(facts(2, 2, 1));
            }
        }

        assertThat(gathering.desired().doubts())
                .extracting(HoldReason::word)
                .containsExactly(HoldReason.Word.MEMBER_COUNT);
    }

    @Test
    void aRowThatComesTwiceIsOneMember() {
        begin(1);
        read(1);
        read(1);
        gathering.endRead();

        assertThat(gathering.isOpen()).isFalse();
        assertThat(gathering.desired().doubts()).isEmpty();
    }

    @Test
    void whoStandsOnlyInAReadOfAnExclusionThatDisagreedIsNotKeptOut() {
        var mapping = new Mapping(
                "ring",
                UUID.randomUUID(),
                new Sources(List.of("PS100001"), List.of("PS100002"), Set.of()),
                "contoso",
                ForeignMembers.REMOVE,
                MemberIds.none(),
                true,
                Limits.DEFAULT);
        var tenant = new Tenant(
                "contoso",
                TENANT,
                TENANT,
                new Credential.ClientSecret("x"),
                new Endpoints(Cloud.GLOBAL, URI.create("https://a.test"), URI.create("https://b.test")),
                Set.of("AzureAd"),
                true);
        var device = row(1, DEVICE.toString(), TENANT.toString());
        var found = Map.of(DEVICE, Set.of(device(DEVICE, OBJECT, "AzureAd")));
        var all = new CollectionReaders(Map.of("contoso", tenant)).of(mapping);
        all.begin("PS100001");
        read(all, facts("PS100001", 2, 1, 1), List.of(device), found);
        all.begin("PS100002");
        read(all, facts("PS100002", 2, 0, 1), List.of(device), found);
        read(all, facts("PS100002", 2, 0, 1), List.of(), Map.of());

        assertThat(all.desired().members().contains(OBJECT)).isTrue();
    }

    private static void read(
            CollectionReader all,
            List<Map<String, Object>> facts,
            List<Map<String, Object>> rows,
            Map<UUID, Set<DirectoryDevice>> found) {
        all.startRead(facts);
        all.filter(rows);
        all.accept(found);
        all.endRead();
    }

    @Test
    void aMissingCollectionIsAFault() {
        gathering.begin("PS1NOPE");

        assertThatThrownBy(() -> gathering.startRead(List.of()))
                .isInstanceOf(CollectionFault.class)
                .hasMessageStartingWith("Collection PS1NOPE does not exist")
                .hasMessageContaining("config/mappings.yaml");
    }

    @Test
    void aMappingHoldsCollectionsOfOneKind() {
        gathering.begin("PS100001");
        gathering.startRead(facts(2, 0, 1));
        gathering.endRead();
        gathering.begin("PS100001");

        assertThatThrownBy(() -> gathering.startRead(facts(1, 0, 1)))
                .isInstanceOf(CollectionFault.class)
                .hasMessageStartingWith("Collection PS100001 holds users, the mapping's others do not");
    }

    @Test
    void nothingIsDesiredBeforeEverythingWasRead() {
        gathering.begin("PS100001");

        assertThatIllegalStateException().isThrownBy(gathering::desired);
    }
}
