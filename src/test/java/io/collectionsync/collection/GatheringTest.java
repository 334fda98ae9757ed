package io.collectionsync.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.collectionsync.membership.DirectoryDevice;
import io.collectionsync.membership.ForeignMembers;
import io.collectionsync.membership.HoldReason;
import io.collectionsync.membership.Limits;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Resource;
import io.collectionsync.membership.Unresolved.Reason;
import io.collectionsync.membership.Unresolved;
import io.collectionsync.settings.Cloud;
import io.collectionsync.settings.Credential;
import io.collectionsync.settings.Tenant;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From rows of the site database to desired members: what is a member, what is not and why, what makes a read doubtful. */
class GatheringTest {

    private static final UUID TENANT = UUID.fromString("11111111-1111-1111-1111-111111111111");
    private static final UUID DEVICE = UUID.fromString("aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee");
    private static final UUID OBJECT = UUID.fromString("22222222-2222-2222-2222-222222222222");

    private final Gathering gathering = new Gathering(TENANT, Set.of("AzureAd", "ServerAd"));

    @ParameterizedTest
    @ValueSource(strings = {"aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee", "AAAAAAAA-BBBB-CCCC-DDDD-EEEEEEEEEEEE",
            "{aaaaaaaa-BBBB-cccc-dddd-eeeeeeeeeeee}", "  aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee  "})
    void aDeviceIdCountsHoweverItIsWritten(String deviceId) {
        begin(1);
        assertThat(gathering.sift(List.of(row(1, deviceId, TENANT.toString()))))
                .containsExactly(new Resource(1, "PC1", DEVICE));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(nullValues = "NULL", value = {
            "NULL, NO_DEVICE_ID", "'', NO_DEVICE_ID", "'   ', NO_DEVICE_ID",
            "00000000-0000-0000-0000-000000000000, NO_DEVICE_ID", "{00000000-0000-0000-0000-000000000000}, NO_DEVICE_ID",
            "not-a-guid, MALFORMED_DEVICE_ID", "aaaaaaaabbbbccccddddeeeeeeeeeeee, MALFORMED_DEVICE_ID",
            "1-1-1-1-1, MALFORMED_DEVICE_ID", "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeeeff, MALFORMED_DEVICE_ID",
            "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee' or 1 eq 1, MALFORMED_DEVICE_ID",
            "gggggggg-bbbb-cccc-dddd-eeeeeeeeeeee, MALFORMED_DEVICE_ID"})
    void aRowWithoutAUsableDeviceIdIsToldAndTheRestGoesOn(String deviceId, Reason reason) {
        begin(2);
        var resources = gathering.sift(List.of(row(1, deviceId, TENANT.toString()), row(2, DEVICE.toString(), TENANT.toString())));

        assertThat(resources).extracting(Resource::resourceId).containsExactly(2L);
        assertThat(unresolved()).extracting(Unresolved::resourceId, Unresolved::reason).containsExactly(tuple(1L, reason));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(nullValues = "NULL", value = {"NULL, NO_TENANT", "'', NO_TENANT", "rubbish, NO_TENANT",
            "00000000-0000-0000-0000-000000000000, NO_TENANT", "99999999-1111-1111-1111-111111111111, OTHER_TENANT"})
    void aDeviceOfAnotherTenantOrOfNoneIsNoMember(String tenant, Reason reason) {
        begin(1);

        gathering.sift(List.of(row(1, DEVICE.toString(), tenant)));

        assertThat(unresolved()).extracting(Unresolved::reason)
                .containsExactly(reason);
    }

    @ParameterizedTest(name = "obsolete {0}, decommissioned {1}: retired is {2}")
    @CsvSource(nullValues = "NULL", value = {"0, 0, false", "NULL, NULL, false", "1, 0, true", "0, 1, true", "1, NULL, true"})
    void aRetiredRecordIsNoMember(Integer obsolete, Integer decommissioned, boolean retired) {
        begin(1);
        var row = row(1, DEVICE.toString(), TENANT.toString());
        row.put("Obsolete0", obsolete);
        row.put("Decommissioned0", decommissioned);

        assertThat(gathering.sift(List.of(row))).hasSize(retired ? 0 : 1);
    }

    @Test
    void aFlagMayComeAsBit() {
        begin(1);
        var row = row(1, DEVICE.toString(), TENANT.toString());
        row.put("Obsolete0", true);

        gathering.sift(List.of(row));

        assertThat(unresolved()).extracting(Unresolved::reason).containsExactly(Reason.OBSOLETE);
    }

    @Test
    void aMissingColumnIsAFaultAndNotANull() {
        begin(1);
        var row = row(1, DEVICE.toString(), TENANT.toString());
        row.remove("AADDeviceID");

        assertThatThrownBy(() -> gathering.sift(List.of(row)))
                .isInstanceOf(CollectionFault.class).hasMessageContaining("no column AADDeviceID");
    }

    @ParameterizedTest(name = "{0}: a member is {1}")
    @CsvSource(nullValues = "NULL", value = {"AzureAd, true", "ServerAd, true", "Workplace, false", "NULL, false"})
    void onlyTheJoinTypesOfTheSettingsAreSynchronised(String joinType, boolean member) {
        begin(1);
        gathering.sift(List.of(row(1, DEVICE.toString(), TENANT.toString())));
        gathering.take(Map.of(DEVICE, Set.of(device(DEVICE, OBJECT, joinType))));
        gathering.endRead();

        assertThat(gathering.desired().members().contains(OBJECT)).isEqualTo(member);
        assertThat(gathering.desired().unresolved()).extracting(Unresolved::reason)
                .isEqualTo(member ? List.of() : List.of(Reason.JOIN_TYPE));
    }

    @Test
    void aDeviceThatEntraDoesNotKnowIsUnresolved() {
        begin(1);
        gathering.sift(List.of(row(1, DEVICE.toString(), TENANT.toString())));
        gathering.take(Map.of());
        gathering.endRead();

        assertThat(gathering.desired().unresolved()).extracting(Unresolved::reason)
                .containsExactly(Reason.UNKNOWN_TO_ENTRA);
    }

    @Test
    void aDeviceIdThatSeveralObjectsBearIsAmbiguousWhateverTheirJoinTypes() {
        var twin = UUID.randomUUID();
        begin(1);
        gathering.sift(List.of(row(1, DEVICE.toString(), TENANT.toString())));
        gathering.take(Map.of(DEVICE, Set.of(device(DEVICE, OBJECT, "AzureAd"), device(DEVICE, twin, "Workplace"))));
        gathering.endRead();

        assertThat(gathering.desired().members()).isEmpty();
        assertThat(gathering.desired().ambiguous()).isEqualTo(MemberIds.of(OBJECT, twin));
        assertThat(gathering.desired().unresolved()).extracting(Unresolved::reason).containsExactly(Reason.AMBIGUOUS);
    }

    @Test
    void aDeviceInSeveralCollectionsIsOneMember() {
        for (String collection : List.of("PS100001", "PS100002")) {
            gathering.begin(collection);
            gathering.startRead(facts(collection, 2, 1, 1));
            gathering.sift(List.of(row(1, DEVICE.toString(), TENANT.toString())));
            gathering.take(Map.of(DEVICE, Set.of(device(DEVICE, OBJECT, "AzureAd"))));
            gathering.endRead();
        }

        assertThat(gathering.desired().members()).containsExactly(OBJECT);
        assertThat(gathering.desired().doubts()).isEmpty();
    }

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
        assertThat(gathering.desired().doubts()).extracting(HoldReason::word).containsExactly(HoldReason.Word.MEMBER_COUNT);
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

        assertThat(gathering.desired().doubts()).extracting(HoldReason::detail)
                .containsExactly("collection PS100001 is being evaluated (status 4)");
    }

    @ParameterizedTest(name = "CurrentStatus {0}: ready is {1}")
    @CsvSource(nullValues = "NULL", value = {"0, false", "1, true", "2, false", "3, false", "4, false", "5, true", "6, false",
            "99, false", "NULL, false"})
    void aCollectionThatIsBeingEvaluatedIsDoubted(Integer status, boolean ready) {
        gathering.begin("PS100001");
        gathering.startRead(facts(2, 0, status));
        gathering.endRead();

        assertThat(gathering.desired().doubts()).extracting(HoldReason::word)
                .isEqualTo(ready ? List.of() : List.of(HoldReason.Word.COLLECTION_NOT_READY));
    }

    @Test
    void aMemberCountOfNullIsDoubted() {
        gathering.begin("PS100001");
        for (int read = 0; read < 2; read++) {
            gathering.startRead(facts(2, null, 1));
            gathering.endRead();
        }

        assertThat(gathering.desired().doubts()).extracting(HoldReason::word).containsExactly(HoldReason.Word.MEMBER_COUNT);
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

        assertThat(gathering.desired().doubts()).extracting(HoldReason::word).containsExactly(HoldReason.Word.MEMBER_COUNT);
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
        var mapping = new Mapping("ring", UUID.randomUUID(), List.of("PS100001"), "contoso", ForeignMembers.REMOVE,
                MemberIds.none(), true, Limits.DEFAULT, List.of("PS100002"), Set.of());
        var tenant = new Tenant("contoso", TENANT, TENANT, new Credential.ClientSecret("x"), Cloud.GLOBAL,
                URI.create("https://a.test"), URI.create("https://b.test"), Set.of("AzureAd"));
        var device = row(1, DEVICE.toString(), TENANT.toString());
        var found = Map.of(DEVICE, Set.of(device(DEVICE, OBJECT, "AzureAd")));
        var all = new Collections(Map.of("contoso", tenant)).gather(mapping);
        all.begin("PS100001");
        read(all, facts("PS100001", 2, 1, 1), List.of(device), found);
        all.begin("PS100002");
        read(all, facts("PS100002", 2, 0, 1), List.of(device), found);
        read(all, facts("PS100002", 2, 0, 1), List.of(), Map.of());

        assertThat(all.desired().members().contains(OBJECT)).isTrue();
    }

    private static void read(Gathering all, List<Map<String, Object>> facts, List<Map<String, Object>> rows,
                             Map<UUID, Set<DirectoryDevice>> found) {
        all.startRead(facts);
        all.sift(rows);
        all.take(found);
        all.endRead();
    }

    @Test
    void aMissingCollectionIsAFault() {
        gathering.begin("PS1NOPE");

        assertThatThrownBy(() -> gathering.startRead(List.of())).isInstanceOf(CollectionFault.class)
                .hasMessageStartingWith("Collection PS1NOPE does not exist").hasMessageContaining("config/mappings.yaml");
    }

    @Test
    void aMappingHoldsCollectionsOfOneKind() {
        gathering.begin("PS100001");
        gathering.startRead(facts(2, 0, 1));
        gathering.endRead();
        gathering.begin("PS100001");

        assertThatThrownBy(() -> gathering.startRead(facts(1, 0, 1))).isInstanceOf(CollectionFault.class)
                .hasMessageStartingWith("Collection PS100001 holds users, the mapping's others do not");
    }

    @Test
    void nothingIsDesiredBeforeEverythingWasRead() {
        gathering.begin("PS100001");

        assertThatIllegalStateException().isThrownBy(gathering::desired);
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void noRowIsLost(@ForAll Random random) {
        var deviceIds = IntStream.range(0, 12).mapToObj(i -> new UUID(1, i)).toList();
        var entra = new HashMap<UUID, Set<DirectoryDevice>>();
        for (var deviceId : deviceIds) {
            entra.put(deviceId, IntStream.range(0, random.nextInt(3)).mapToObj(i -> device(deviceId,
                    new UUID(deviceId.getLeastSignificantBits() + 1, i), random.nextInt(4) == 0 ? "Workplace" : "AzureAd"))
                    .collect(Collectors.toSet()));
        }
        var all = new Gathering(TENANT, Set.of("AzureAd"));
        var rows = new ArrayList<Map<String, Object>>();
        for (int collection = 0; collection < 1 + random.nextInt(3); collection++) {
            all.begin("PS10000" + collection);
            int size = random.nextInt(30);
            while (all.isOpen()) {
                all.startRead(facts("PS10000" + collection, 2, random.nextInt(5) == 0 ? size + 1 : size, 1));
                for (int i = 0; i < size; i++) {
                    var row = randomRow(random, deviceIds);
                    rows.add(row);
                    all.sift(List.of(row));
                    all.take(entra);
                }
                all.endRead();
            }
        }

        var desired = all.desired();
        var told = new HashSet<Long>();
        desired.unresolved().forEach(unresolved -> told.add(unresolved.resourceId()));
        for (var row : rows) {
            var device = DeviceRow.of(row);
            boolean member = device.fault(TENANT).isEmpty() && entra.get(device.toResource().deviceId()).stream()
                    .anyMatch(found -> desired.members().contains(found.objectId()));
            assertThat(member || told.contains(device.resourceId())).as(row.toString()).isTrue();
        }
        assertThat(desired.members().and(desired.ambiguous())).isEmpty();
    }

    private static Map<String, Object> randomRow(Random random, List<UUID> deviceIds) {
        int number = 1 + random.nextInt(60);
        String deviceId = switch (random.nextInt(6)) {
            case 0 -> null;
            case 1 -> "rubbish";
            default -> "{" + deviceIds.get(random.nextInt(deviceIds.size())).toString().toUpperCase(Locale.ROOT) + "}";
        };
        var row = row(number, deviceId, random.nextInt(6) == 0 ? null : TENANT.toString());
        row.put("Obsolete0", random.nextInt(8) == 0 ? 1 : 0);
        return row;
    }

    private void begin(int memberCount) {
        gathering.begin("PS100001");
        gathering.startRead(facts(2, memberCount, 1));
    }

    /** Ends the read of a chunk of which Entra knows this device only. */
    private List<Unresolved> unresolved() {
        gathering.take(Map.of(DEVICE, Set.of(device(DEVICE, OBJECT, "AzureAd"))));
        gathering.endRead();
        return gathering.desired().unresolved();
    }

    private void read(int resource) {
        gathering.sift(List.of(row(resource, null, null)));
        gathering.take(Map.of());
    }

    private static DirectoryDevice device(UUID deviceId, UUID object, String joinType) {
        return new DirectoryDevice(deviceId, object, joinType, true, "PC");
    }

    private static List<Map<String, Object>> facts(int type, Integer memberCount, Integer status) {
        return facts("PS100001", type, memberCount, status);
    }

    private static List<Map<String, Object>> facts(String id, int type, Integer memberCount, Integer status) {
        var row = new HashMap<String, Object>();
        row.put("CollectionID", id);
        row.put("Name", "Ring");
        row.put("CollectionType", type);
        row.put("MemberCount", memberCount);
        row.put("CurrentStatus", status);
        return List.of(row);
    }

    private static Map<String, Object> row(int resource, String deviceId, String tenant) {
        var row = new HashMap<String, Object>();
        row.put("ResourceID", resource);
        row.put("Name", "PC" + resource);
        row.put("AADDeviceID", deviceId);
        row.put("AADTenantID", tenant);
        row.put("ResourceType", 5);
        row.put("RecordID", resource);
        row.put("Client0", 1);
        row.put("Obsolete0", 0);
        row.put("Decommissioned0", 0);
        return row;
    }
}
