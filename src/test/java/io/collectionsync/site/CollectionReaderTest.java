package io.collectionsync.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.collectionsync.membership.DirectoryDevice;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Resource;
import io.collectionsync.membership.Unresolved;
import io.collectionsync.membership.Unresolved.Reason;
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

/** From rows of the site database to desired members: what is a member, what is not and why. */
class CollectionReaderTest extends SiteRowsFixture {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
                "AAAAAAAA-BBBB-CCCC-DDDD-EEEEEEEEEEEE",
                "{aaaaaaaa-BBBB-cccc-dddd-eeeeeeeeeeee}",
                "  aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee  "
            })
    void aDeviceIdCountsHoweverItIsWritten(String deviceId) {
        begin(1);
        assertThat(gathering.filter(List.of(row(1, deviceId, TENANT.toString()))))
                .containsExactly(new Resource(1, "PC1", DEVICE));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            nullValues = "NULL",
            value = {
                "NULL, NO_DEVICE_ID",
                "'', NO_DEVICE_ID",
                "'   ', NO_DEVICE_ID",
                "00000000-0000-0000-0000-000000000000, NO_DEVICE_ID",
                "{00000000-0000-0000-0000-000000000000}, NO_DEVICE_ID",
                "not-a-guid, MALFORMED_DEVICE_ID",
                "aaaaaaaabbbbccccddddeeeeeeeeeeee, MALFORMED_DEVICE_ID",
                "1-1-1-1-1, MALFORMED_DEVICE_ID",
                "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeeeff, MALFORMED_DEVICE_ID",
                "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee' or 1 eq 1, MALFORMED_DEVICE_ID",
                "gggggggg-bbbb-cccc-dddd-eeeeeeeeeeee, MALFORMED_DEVICE_ID"
            })
    void aRowWithoutAUsableDeviceIdIsToldAndTheRestGoesOn(String deviceId, Reason reason) {
        begin(2);
        var resources = gathering.filter(
                List.of(row(1, deviceId, TENANT.toString()), row(2, DEVICE.toString(), TENANT.toString())));

        assertThat(resources).extracting(Resource::resourceId).containsExactly(2L);
        assertThat(unresolved())
                .extracting(Unresolved::resourceId, Unresolved::reason)
                .containsExactly(tuple(1L, reason));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            nullValues = "NULL",
            value = {
                "NULL, NO_TENANT",
                "'', NO_TENANT",
                "rubbish, NO_TENANT",
                "00000000-0000-0000-0000-000000000000, NO_TENANT",
                "99999999-1111-1111-1111-111111111111, OTHER_TENANT"
            })
    void aDeviceOfAnotherTenantOrOfNoneIsNoMember(String tenant, Reason reason) {
        begin(1);

        gathering.filter(List.of(row(1, DEVICE.toString(), tenant)));

        assertThat(unresolved()).extracting(Unresolved::reason).containsExactly(reason);
    }

    @ParameterizedTest(name = "obsolete {0}, decommissioned {1}: retired is {2}")
    @CsvSource(
            nullValues = "NULL",
            value = {"0, 0, false", "NULL, NULL, false", "1, 0, true", "0, 1, true", "1, NULL, true"})
    void aRetiredRecordIsNoMember(Integer obsolete, Integer decommissioned, boolean retired) {
        begin(1);
        var row = row(1, DEVICE.toString(), TENANT.toString());
        row.put("Obsolete0", obsolete);
        row.put("Decommissioned0", decommissioned);

        assertThat(gathering.filter(List.of(row))).hasSize(retired ? 0 : 1);
    }

    @Test
    void aFlagMayComeAsBit() {
        begin(1);
        var row = row(1, DEVICE.toString(), TENANT.toString());
        row.put("Obsolete0", true);

        gathering.filter(List.of(row));

        assertThat(unresolved()).extracting(Unresolved::reason).containsExactly(Reason.OBSOLETE);
    }

    @Test
    void aMissingColumnIsAFaultAndNotANull() {
        begin(1);
        var row = row(1, DEVICE.toString(), TENANT.toString());
        row.remove("AADDeviceID");

        assertThatThrownBy(() -> gathering.filter(List.of(row)))
                .isInstanceOf(CollectionFault.class)
                .hasMessageContaining("no column AADDeviceID");
    }

    @ParameterizedTest(name = "{0}: a member is {1}")
    @CsvSource(
            nullValues = "NULL",
            value = {"AzureAd, true,", "ServerAd, true,", "Workplace, false, JOIN_TYPE", "NULL, false, NO_JOIN_TYPE"})
    void onlyTheJoinTypesOfTheSettingsAreSynchronised(String joinType, boolean member, Reason reason) {
        begin(1);
        gathering.filter(List.of(row(1, DEVICE.toString(), TENANT.toString())));
        gathering.accept(Map.of(DEVICE, Set.of(device(DEVICE, OBJECT, joinType))));
        gathering.endRead();

        assertThat(gathering.desired().members().contains(OBJECT)).isEqualTo(member);
        assertThat(gathering.desired().unresolved())
                .extracting(Unresolved::reason)
                .isEqualTo(member ? List.of() : List.of(reason));
    }

    @Test
    void aDeviceThatEntraDoesNotKnowIsUnresolved() {
        begin(1);
        gathering.filter(List.of(row(1, DEVICE.toString(), TENANT.toString())));
        gathering.accept(Map.of());
        gathering.endRead();

        assertThat(gathering.desired().unresolved())
                .extracting(Unresolved::reason)
                .containsExactly(Reason.UNKNOWN_TO_ENTRA);
    }

    @Test
    void aDeviceIdThatSeveralObjectsBearIsAmbiguousWhateverTheirJoinTypes() {
        var twin = UUID.randomUUID();
        begin(1);
        gathering.filter(List.of(row(1, DEVICE.toString(), TENANT.toString())));
        gathering.accept(Map.of(DEVICE, Set.of(device(DEVICE, OBJECT, "AzureAd"), device(DEVICE, twin, "Workplace"))));
        gathering.endRead();

        assertThat(gathering.desired().members()).isEmpty();
        assertThat(gathering.desired().ambiguous()).isEqualTo(MemberIds.of(OBJECT, twin));
        assertThat(gathering.desired().unresolved())
                .extracting(Unresolved::reason)
                .containsExactly(Reason.AMBIGUOUS);
    }

    @Test
    void aDeviceInSeveralCollectionsIsOneMember() {
        for (String collection : List.of("PS100001", "PS100002")) {
            gathering.begin(collection);
            gathering.startRead(facts(collection, 2, 1, 1));
            gathering.filter(List.of(row(1, DEVICE.toString(), TENANT.toString())));
            gathering.accept(Map.of(DEVICE, Set.of(device(DEVICE, OBJECT, "AzureAd"))));
            gathering.endRead();
        }

        assertThat(gathering.desired().members()).containsExactly(OBJECT);
        assertThat(gathering.desired().doubts()).isEmpty();
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void noRowIsLost(@ForAll Random random) {
        var deviceIds = IntStream.range(0, 12).mapToObj(i -> new UUID(1, i)).toList();
        var entra = new HashMap<UUID, Set<DirectoryDevice>>();
        for (var deviceId : deviceIds) {
            entra.put(
                    deviceId,
                    IntStream.range(0, random.nextInt(3))
                            .mapToObj(i -> device(
                                    deviceId,
                                    new UUID(deviceId.getLeastSignificantBits() + 1, i),
                                    random.nextInt(4) == 0 ? "Workplace" : "AzureAd"))
                            .collect(Collectors.toSet()));
        }
        var all = new CollectionReader(TENANT, Set.of("AzureAd"));
        var rows = new ArrayList<Map<String, Object>>();
        for (int collection = 0; collection < 1 + random.nextInt(3); collection++) {
            all.begin("PS10000" + collection);
            int size = random.nextInt(30);
            while (all.isOpen()) {
                all.startRead(facts("PS10000" + collection, 2, random.nextInt(5) == 0 ? size + 1 : size, 1));
                for (int i = 0; i < size; i++) {
                    var row = randomRow(random, deviceIds);
                    rows.add(row);
                    all.filter(List.of(row));
                    all.accept(entra);
                }
                all.endRead();
            }
        }

        var desired = all.desired();
        var told = new HashSet<Long>();
        desired.unresolved().forEach(unresolved -> told.add(unresolved.resourceId()));
        for (var row : rows) {
            var device = DeviceRow.of(row);
            boolean member = device.fault(TENANT).isEmpty()
                    && entra.get(device.toResource().deviceId()).stream()
                            .anyMatch(found -> desired.members().contains(found.objectId()));
            assertThat(member || told.contains(device.resourceId()))
                    .as(row.toString())
                    .isTrue();
        }
        assertThat(desired.members().and(desired.ambiguous())).isEmpty();
    }

    private static Map<String, Object> randomRow(Random random, List<UUID> deviceIds) {
        int number = 1 + random.nextInt(60);
        String deviceId =
                switch (random.nextInt(6)) {
                    case 0 -> null;
                    case 1 -> "rubbish";
                    default -> "{"
                            + deviceIds
                                    .get(random.nextInt(deviceIds.size()))
                                    .toString()
                                    .toUpperCase(Locale.ROOT) + "}";
                };
        var row = row(number, deviceId, random.nextInt(6) == 0 ? null : TENANT.toString());
        row.put("Obsolete0", random.nextInt(8) == 0 ? 1 : 0);
        return row;
    }
}
