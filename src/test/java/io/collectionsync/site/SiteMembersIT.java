package io.collectionsync.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.membership.Status;
import io.collectionsync.membership.Unresolved.Reason;
import io.collectionsync.sandbox.SandboxDevice.Kind;
import io.collectionsync.testkit.SiteRecords;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which devices are members: each rule from the site's records to the group's membership. */
class SiteMembersIT extends SiteRecords {

    private static final Map<String, String> VIEWS = Map.of(
            "collection",
            "v_Collection",
            "membership",
            "v_FullCollectionMembership",
            "system",
            "v_R_System",
            "user",
            "v_R_User",
            "client-key-data",
            "ClientKeyData");

    @Test
    void everyRecordHasItsRule() {
        var joined = devices(Kind.JOINED);
        var member = joined.get(0);
        var decommissioned = joined.get(1);
        var inactive = joined.get(2);
        var braced = joined.get(3);
        var gone = joined.get(4);
        int unknown = FIRST_RESOURCE + 900_000;
        int userGroup = FIRST_RESOURCE + 900_001;
        special(decommissioned.resourceId(), 1, 1, 5);
        special(inactive.resourceId(), 0, 0, 5);
        special(unknown, 0, 0, 2);
        special(userGroup, 0, 0, 3);
        sandbox.site()
                .setDeviceId(
                        braced.resourceId(), "{" + braced.deviceId().toString().toUpperCase(Locale.ROOT) + "}   ");
        collection(
                "PS100101",
                "Rules",
                member.resourceId(),
                decommissioned.resourceId(),
                inactive.resourceId(),
                braced.resourceId(),
                gone.resourceId(),
                unknown,
                userGroup);
        sandbox.site().deleteDeviceRecord(gone.resourceId());
        var group = group();
        group.setMembers(List.of(decommissioned.objectId(), gone.objectId()));

        var report = run(mapping(group, "PS100101"));

        assertThat(group.members())
                .containsExactlyInAnyOrder(member.objectId(), inactive.objectId(), braced.objectId());
        assertThat(reasons(report))
                .containsExactlyInAnyOrder(
                        Reason.DECOMMISSIONED, Reason.NO_RECORD, Reason.UNKNOWN_COMPUTER, Reason.RESOURCE_TYPE);
    }

    @Test
    void ofTwoRecordsWithOneDeviceIdTheOneWithAClientStands() {
        var machine = devices(Kind.JOINED).get(10);
        var older = devices(Kind.JOINED).get(11);
        sandbox.site().setDeviceId(older.resourceId(), machine.deviceId().toString());
        special(older.resourceId(), 0, 0, 5);
        collection("PS100102", "Twice", older.resourceId(), machine.resourceId());
        var group = group();

        var report = run(mapping(group, "PS100102"));

        assertThat(group.members()).containsExactly(machine.objectId());
        assertThat(report.plan().unresolved()).singleElement().satisfies(duplicate -> {
            assertThat(duplicate.reason()).isEqualTo(Reason.DUPLICATE);
            assertThat(duplicate.resourceId()).isEqualTo(older.resourceId());
            assertThat(duplicate.name()).isEqualTo(older.name());
        });
    }

    @Test
    void excludedCollectionsTakeTheirMembersAwayAlsoFromTheGroup() {
        var joined = devices(Kind.JOINED).subList(20, 26);
        collection("PS100103", "Ring", numbers(joined));
        collection("PS100104", "Executives", numbers(joined.subList(0, 2)));
        var group = group();
        group.setMembers(objects(joined));

        run(mapping(group, "PS100103") + ", exclude: [Executives]");

        assertThat(group.members()).containsExactlyInAnyOrderElementsOf(objects(joined.subList(2, 6)));
    }

    @Test
    void anExclusionThatCannotBeTrustedChangesNothing() {
        var joined = devices(Kind.JOINED).subList(20, 26);
        collection("PS100105", "All of them", numbers(joined));
        collection("PS100106", "Kept out", numbers(joined.subList(0, 2)));
        sandbox.site().setStatus("PS100106", 2);
        var group = group();

        var report = run(mapping(group, "PS100105") + ", exclude: [PS100106]");

        assertThat(report.status()).isEqualTo(Status.FAILED);
        assertThat(report.error()).contains("exclude", "PS100106 is being evaluated");
        assertThat(group.members()).isEmpty();
    }

    @Test
    void aMappingMayHaveJoinTypesOfItsOwnAndACollectionByItsName() {
        var hybrid = devices(Kind.HYBRID);
        var joined = devices(Kind.JOINED).subList(30, 33);
        var all = new ArrayList<>(joined);
        all.addAll(hybrid);
        collection("PS100107", "Hybrid: and joined", numbers(all));
        var group = group();

        run(mapping(group, "\"hybrid: AND joined\"") + ", join-types: [ServerAd]");

        assertThat(group.members())
                .containsExactlyInAnyOrderElementsOf(objects(hybrid))
                .isNotEmpty();
    }

    @Test
    void deviceIdsMayComeFromTheClientsKeys() {
        var machine = devices(Kind.JOINED).get(40);
        var other = devices(Kind.JOINED).get(41);
        sandbox.site().setKeyDeviceId(machine.resourceId(), other.deviceId().toString());
        collection("PS100110", "Keys", machine.resourceId());
        sandbox.site().execute("GRANT SELECT ON dbo.ClientKeyData TO collection_sync");
        var group = group();

        run(mapping(group, "PS100110"), "configmgr.device-source = client-key-data");

        assertThat(group.members()).containsExactly(other.objectId());
    }

    @Test
    void everyIdHasItsRuleHoweverItIsWritten() {
        var ids = devices(Kind.JOINED).subList(60, 68);
        var site = sandbox.site();
        site.setDeviceId(
                ids.get(0).resourceId(), ids.get(0).deviceId().toString().toUpperCase(Locale.ROOT) + "  ");
        site.setDeviceId(ids.get(1).resourceId(), "00000000-0000-0000-0000-000000000000");
        site.setDeviceId(ids.get(2).resourceId(), "  ");
        site.setDeviceId(ids.get(3).resourceId(), null);
        site.setDeviceId(ids.get(4).resourceId(), ids.get(4).deviceId() + "ff");
        site.setTenantId(ids.get(5).resourceId(), null);
        site.setTenantId(
                ids.get(6).resourceId(), sandbox.tenant("fabrikam").id().toString());
        site.setTenantId(
                ids.get(7).resourceId(),
                "{" + sandbox.tenant("contoso").id().toString().toUpperCase(Locale.ROOT) + "} ");
        collection("PS100112", "Ids", numbers(ids));
        var group = group();

        var report = run(mapping(group, "PS100112"));

        assertThat(group.members())
                .containsExactlyInAnyOrder(ids.get(0).objectId(), ids.get(7).objectId());
        assertThat(reasons(report))
                .containsExactlyInAnyOrder(
                        Reason.NO_DEVICE_ID,
                        Reason.NO_DEVICE_ID,
                        Reason.NO_DEVICE_ID,
                        Reason.MALFORMED_DEVICE_ID,
                        Reason.NO_TENANT,
                        Reason.OTHER_TENANT);
    }

    @Test
    void anObsoleteRecordIsNoMemberAndTheMachinesNewOneIs() {
        var old = devices(Kind.OBSOLETE).get(0);
        var machine = sandbox.world().device(old.number() - 1);
        assertThat(old.deviceId()).isEqualTo(machine.deviceId());
        collection("PS100113", "Set up anew", old.resourceId(), machine.resourceId());
        var group = group();

        var report = run(mapping(group, "PS100113"));

        assertThat(group.members()).containsExactly(machine.objectId());
        assertThat(reasons(report)).containsExactly(Reason.OBSOLETE);
    }

    @Test
    void whatEntraDoesNotKnowOrKnowsTwiceIsNeitherAddedNorRemoved() {
        var unknown = devices(Kind.UNKNOWN_TO_ENTRA).get(0);
        var twice = devices(Kind.JOINED).get(70);
        var twin = sandbox.tenant("contoso").addDevice(twice.name(), twice.deviceId(), "Workplace");
        collection("PS100114", "Doubtful", unknown.resourceId(), twice.resourceId());
        var group = group();
        group.setMembers(List.of(twin));

        var report = run(mapping(group, "PS100114"));

        assertThat(group.members()).containsExactly(twin);
        assertThat(reasons(report)).containsExactlyInAnyOrder(Reason.UNKNOWN_TO_ENTRA, Reason.AMBIGUOUS);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "AzureAd | JOINED",
                "AzureAd,ServerAd | JOINED HYBRID",
                "Workplace | REGISTERED",
                "AzureAd,ServerAd,Workplace | JOINED HYBRID REGISTERED"
            })
    void joinTypesAreThoseOfTheTenant(String setting, String kinds) {
        var all = Stream.of(Kind.JOINED, Kind.HYBRID, Kind.REGISTERED)
                .map(kind -> devices(kind).get(72 % devices(kind).size()))
                .toList();
        var id = "PS2%05d".formatted(setting.length());
        collection(id, "Join types " + setting, numbers(all));
        var group = group();
        group.setMembers(objects(all));
        var wanted = all.stream()
                .filter(device -> kinds.contains(device.kind().name()))
                .toList();

        var report = run(mapping(group, id), "tenant.contoso.join-types = " + setting);

        assertThat(group.members()).containsExactlyInAnyOrderElementsOf(objects(wanted));
        assertThat(reasons(report)).hasSize(3 - wanted.size()).allMatch(Reason.JOIN_TYPE::equals);
    }

    @Test
    void devicesThatAreDisabledInEntraStayOutBySetting() {
        var two = devices(Kind.JOINED).subList(74, 76);
        sandbox.tenant("contoso").disableDevice(two.get(0).objectId());
        collection("PS100115", "Lost", numbers(two));
        var group = group();

        assertThat(run(mapping(group, "PS100115")).status()).isEqualTo(Status.SUCCESS);
        assertThat(group.members()).containsExactlyInAnyOrderElementsOf(objects(two));
        var report = run(mapping(group, "PS100115"), "tenant.contoso.disabled-devices = exclude");

        assertThat(group.members()).containsExactly(two.get(1).objectId());
        assertThat(reasons(report)).containsExactly(Reason.DISABLED);
    }

    @Test
    void everyViewMayBearANameOfTheSitesOwn() {
        var joined = devices(Kind.JOINED).subList(77, 80);
        collection("PS100116", "Wrapped", numbers(joined));
        sandbox.site().execute("CREATE SCHEMA IF NOT EXISTS reporting");
        var settings = new ArrayList<String>();
        VIEWS.forEach((key, view) -> {
            sandbox.site().execute("CREATE VIEW reporting.own_" + view + " AS SELECT * FROM dbo." + view);
            sandbox.site().execute("GRANT SELECT ON reporting.own_" + view + " TO collection_sync");
            sandbox.site().revokeSelect(view);
            settings.add("configmgr.view." + key + " = reporting.own_" + view);
        });
        var group = group();
        var users = group();
        var byKey = group();
        try {
            run(mapping(group, "Wrapped"), settings.toArray(String[]::new));
            run(mapping(users, "PS100020"), settings.toArray(String[]::new));
            settings.add("configmgr.device-source = client-key-data");
            run(mapping(byKey, "PS100116"), settings.toArray(String[]::new));
            assertThat(group.members()).containsExactlyInAnyOrderElementsOf(objects(joined));
            assertThat(users.members()).hasSameSizeAs(sandbox.site().members("PS100020"));
            assertThat(byKey.members()).isEqualTo(group.members());
        } finally {
            VIEWS.values()
                    .forEach(view -> sandbox.site().execute("GRANT SELECT ON dbo." + view + " TO collection_sync"));
        }
    }
}
