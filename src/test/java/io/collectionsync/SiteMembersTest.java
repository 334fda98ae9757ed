package io.collectionsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.membership.MappingReport;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.membership.Status;
import io.collectionsync.membership.Unresolved;
import io.collectionsync.membership.Unresolved.Reason;
import io.collectionsync.sandbox.GroupKind;
import io.collectionsync.sandbox.Sandbox;
import io.collectionsync.sandbox.SandboxDevice;
import io.collectionsync.sandbox.SandboxDevice.Kind;
import io.collectionsync.sandbox.SandboxGroup;
import io.collectionsync.sandbox.SandboxOptions;
import io.collectionsync.settings.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is a member: each rule from the site's records to the group's membership. */
class SiteMembersTest {

    private static final int FIRST_RESOURCE = 16_777_216;
    private static Sandbox sandbox;

    @TempDir
    private Path home;

    @BeforeAll
    static void startSandbox() {
        sandbox = Sandbox.start(SandboxOptions.defaults().withDevices(400).withQuota(false));
        var site = sandbox.site();
        site.execute("CREATE TABLE dbo.special(ResourceID INT PRIMARY KEY, Client0 INT, Decommissioned0 INT, ResourceType INT)");
        site.execute("DROP VIEW dbo.v_R_System");
        site.execute("CREATE VIEW dbo.v_R_System AS SELECT d.ResourceID, 5 AS ResourceType, d.Name0, d.AADDeviceID,"
                + " d.AADTenantID, COALESCE(s.Client0, 1) AS Client0, d.Obsolete0,"
                + " COALESCE(s.Decommissioned0, 0) AS Decommissioned0, CONCAT('GUID:00000000-0000-4000-8000-',"
                + " LPAD(CAST(d.ResourceID AS VARCHAR), 12, '0')) AS SMS_Unique_Identifier0"
                + " FROM dbo.sandbox_device d LEFT JOIN dbo.special s ON s.ResourceID = d.ResourceID");
        site.execute("DROP VIEW dbo.v_FullCollectionMembership");
        site.execute("CREATE VIEW dbo.v_FullCollectionMembership AS SELECT m.CollectionID, m.ResourceID,"
                + " COALESCE(s.ResourceType, CASE WHEN m.ResourceID >= 2063597568 THEN 4 ELSE 5 END) AS ResourceType,"
                + " COALESCE(d.Name0, 'Unknown') AS Name FROM dbo.sandbox_member m"
                + " LEFT JOIN dbo.sandbox_device d ON d.ResourceID = m.ResourceID"
                + " LEFT JOIN dbo.special s ON s.ResourceID = m.ResourceID");
        site.execute("GRANT SELECT ON dbo.v_R_System TO collection_sync");
        site.execute("GRANT SELECT ON dbo.v_FullCollectionMembership TO collection_sync");
    }

    @AfterAll
    static void stopSandbox() {
        sandbox.close();
    }

    @Test
    void everyRecordHasItsRule() throws IOException {
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
        sandbox.site().setDeviceId(braced.resourceId(), "{" + braced.deviceId().toString().toUpperCase() + "}   ");
        collection("PS100101", "Rules", member.resourceId(), decommissioned.resourceId(), inactive.resourceId(),
                braced.resourceId(), gone.resourceId(), unknown, userGroup);
        sandbox.site().deleteDeviceRecord(gone.resourceId());
        var group = group();
        group.setMembers(List.of(decommissioned.objectId(), gone.objectId()));

        var report = run(mapping(group, "PS100101"));

        assertThat(group.members()).containsExactlyInAnyOrder(member.objectId(), inactive.objectId(), braced.objectId());
        assertThat(reasons(report)).containsExactlyInAnyOrder(Reason.DECOMMISSIONED, Reason.NO_RECORD,
                Reason.UNKNOWN_COMPUTER, Reason.RESOURCE_TYPE);
    }

    @Test
    void ofTwoRecordsWithOneDeviceIdTheOneWithAClientStands() throws IOException {
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
    void excludedCollectionsTakeTheirMembersAwayAlsoFromTheGroup() throws IOException {
        var joined = devices(Kind.JOINED).subList(20, 26);
        collection("PS100103", "Ring", numbers(joined));
        collection("PS100104", "Executives", numbers(joined.subList(0, 2)));
        var group = group();
        group.setMembers(objects(joined));

        run(mapping(group, "PS100103") + "    exclude: [Executives]\n");

        assertThat(group.members()).containsExactlyInAnyOrderElementsOf(objects(joined.subList(2, 6)));
    }

    @Test
    void anExclusionThatCannotBeTrustedChangesNothing() throws IOException {
        var joined = devices(Kind.JOINED).subList(20, 26);
        collection("PS100105", "All of them", numbers(joined));
        collection("PS100106", "Kept out", numbers(joined.subList(0, 2)));
        sandbox.site().setStatus("PS100106", 2);
        var group = group();

        var report = run(mapping(group, "PS100105") + "    exclude: [PS100106]\n");

        assertThat(report.status()).isEqualTo(Status.FAILED);
        assertThat(report.error()).contains("exclude", "PS100106 is being evaluated");
        assertThat(group.members()).isEmpty();
    }

    @Test
    void aMappingMayHaveJoinTypesOfItsOwnAndACollectionByItsName() throws IOException {
        var hybrid = devices(Kind.HYBRID);
        var joined = devices(Kind.JOINED).subList(30, 33);
        var all = new ArrayList<>(joined);
        all.addAll(hybrid);
        collection("PS100107", "Hybrid: and joined", numbers(all));
        var group = group();

        run(mapping(group, "\"hybrid: AND joined\"") + "    join-types: [ServerAd]\n");

        assertThat(group.members()).containsExactlyInAnyOrderElementsOf(objects(hybrid)).isNotEmpty();
    }

    @Test
    void aNameThatSeveralCollectionsBearIsAFaultWithTheirIds() throws IOException {
        collection("PS100108", "Doubled");
        collection("PS100109", "Doubled");

        assertThat(run(mapping(group(), "Doubled")).error()).contains("PS100108", "PS100109");
    }

    @Test
    void deviceIdsMayComeFromTheClientsKeys() throws IOException {
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
    void usersOfAUserCollectionBecomeMembersByWhatTheSiteKnowsOfThem() throws IOException {
        var site = sandbox.site();
        var staff = site.members("PS100020");
        site.execute("UPDATE dbo.sandbox_user SET AADUserID = NULL WHERE ResourceID = " + staff.get(0));
        site.execute("UPDATE dbo.sandbox_user SET AADUserID = '" + UUID.randomUUID() + "' WHERE ResourceID = " + staff.get(1));
        site.execute("DROP VIEW dbo.v_R_User");
        site.execute("CREATE VIEW dbo.v_R_User AS SELECT ResourceID, CONCAT('CONTOSO\\', User_Name0) AS Unique_User_Name0,"
                + " AADUserID, CASE WHEN ResourceID = " + staff.get(2) + " THEN NULL ELSE"
                + " CONCAT(User_Name0, '@contoso.example') END AS User_Principal_Name0, SID0 FROM dbo.sandbox_user");
        site.execute("GRANT SELECT ON dbo.v_R_User TO collection_sync");
        site.execute("UPDATE dbo.sandbox_user SET AADUserID = NULL WHERE ResourceID = " + staff.get(2));
        int nested = 2_063_597_568 + 900_000;
        special(nested, 0, 0, 3);
        site.addMembers("PS100020", List.of(nested));
        var group = sandbox.tenant("contoso").createGroup("users-" + UUID.randomUUID(), GroupKind.MICROSOFT_365);

        var report = run(mapping(group, "PS100020"));

        assertThat(report.status()).as(String.valueOf(report.error())).isEqualTo(Status.SUCCESS);
        assertThat(group.members()).hasSize(staff.size() - 1);
        assertThat(report.plan().unresolved()).extracting(Unresolved::resourceId, Unresolved::reason)
                .containsExactlyInAnyOrder(org.assertj.core.groups.Tuple.tuple((long) staff.get(1), Reason.UNKNOWN_TO_ENTRA),
                        org.assertj.core.groups.Tuple.tuple((long) nested, Reason.USER_GROUP));
    }

    @Test
    void aMicrosoft365GroupHoldsNoDevices() throws IOException {
        var group = sandbox.tenant("contoso").createGroup("m365-" + UUID.randomUUID(), GroupKind.MICROSOFT_365);
        collection("PS100111", "Devices", devices(Kind.JOINED).get(50).resourceId());

        assertThat(run(mapping(group, "PS100111")).error()).contains("is a Microsoft 365 group, which cannot hold devices");
    }

    private static List<SandboxDevice> devices(Kind kind) {
        return IntStream.rangeClosed(30, 400).mapToObj(sandbox.world()::device).filter(device -> device.kind() == kind)
                .toList();
    }

    private static Integer[] numbers(List<SandboxDevice> devices) {
        return devices.stream().map(SandboxDevice::resourceId).toArray(Integer[]::new);
    }

    private static Set<UUID> objects(List<SandboxDevice> devices) {
        var objects = new HashSet<UUID>();
        devices.forEach(device -> objects.add(device.objectId()));
        return objects;
    }

    private static void collection(String id, String name, Integer... resources) {
        sandbox.site().createCollection(id, name);
        sandbox.site().addMembers(id, List.of(resources));
    }

    private static void special(int resource, int client, int decommissioned, int type) {
        sandbox.site().execute("INSERT INTO dbo.special VALUES(" + resource + ", " + client + ", " + decommissioned + ", "
                + type + ")");
    }

    private static SandboxGroup group() {
        return sandbox.tenant("contoso").createGroup("members-" + UUID.randomUUID(), GroupKind.SECURITY);
    }

    private static List<Reason> reasons(MappingReport report) {
        return report.plan().unresolved().stream().map(Unresolved::reason).toList();
    }

    private static String mapping(SandboxGroup group, String collection) {
        return "mappings:\n  - name: under-test\n    tenant: contoso\n    group: " + group.id() + "\n    collections: ["
                + collection + "]\n    guard: {max-removals: unlimited, max-removal-percent: unlimited}\n";
    }

    private MappingReport run(String mapping, String... settings) throws IOException {
        sandbox.writeHome(home, Path.of("routes"));
        Files.writeString(home.resolve("config/mappings.yaml"), mapping);
        var file = home.resolve("config/application.properties");
        Files.writeString(file, Files.readString(file) + String.join("\n", settings) + "\n");
        try (var engine = Engine.start(Configuration.load(home, Map.of()), Map.of(), false)) {
            return engine.run(new RunRequest(List.of(), RunRequest.Mode.APPLY, "test")).mappings().get(0);
        }
    }
}
