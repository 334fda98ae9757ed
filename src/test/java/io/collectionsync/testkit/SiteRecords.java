package io.collectionsync.testkit;

import io.collectionsync.membership.MappingReport;
import io.collectionsync.membership.Unresolved;
import io.collectionsync.membership.Unresolved.Reason;
import io.collectionsync.sandbox.GroupKind;
import io.collectionsync.sandbox.Sandbox;
import io.collectionsync.sandbox.SandboxDevice;
import io.collectionsync.sandbox.SandboxDevice.Kind;
import io.collectionsync.sandbox.SandboxGroup;
import io.collectionsync.sandbox.SandboxOptions;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A site whose records can be given every flag, and runs of one mapping from its records to a group's membership. */
public abstract class SiteRecords {

    public static final int FIRST_RESOURCE = 16_777_216;
    public static Sandbox sandbox;

    @TempDir
    private Path home;

    @BeforeAll
    public static void startSandbox() {
        sandbox = Sandbox.start(SandboxOptions.defaults().withDevices(400).withQuota(false));
        var site = sandbox.site();
        site.execute("CREATE TABLE dbo.special(ResourceID INT PRIMARY KEY, Client0 INT, Decommissioned0 INT,"
                + " ResourceType INT)");
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
    public static void stopSandbox() {
        sandbox.close();
    }

    public static List<SandboxDevice> devices(Kind kind) {
        return IntStream.rangeClosed(30, 400)
                .mapToObj(sandbox.world()::device)
                .filter(device -> device.kind() == kind)
                .toList();
    }

    public static Integer[] numbers(List<SandboxDevice> devices) {
        return devices.stream().map(SandboxDevice::resourceId).toArray(Integer[]::new);
    }

    public static Set<UUID> objects(List<SandboxDevice> devices) {
        var objects = new HashSet<UUID>();
        devices.forEach(device -> objects.add(device.objectId()));
        return objects;
    }

    public static void collection(String id, String name, Integer... resources) {
        sandbox.site().createCollection(id, name);
        sandbox.site().addMembers(id, List.of(resources));
    }

    public static void special(int resource, int client, int decommissioned, int type) {
        sandbox.site()
                .execute("INSERT INTO dbo.special VALUES(%d, %d, %d, %d)"
                        .formatted(resource, client, decommissioned, type));
    }

    public static SandboxGroup group() {
        return sandbox.tenant("contoso").createGroup("members-" + UUID.randomUUID(), GroupKind.SECURITY);
    }

    public static List<Reason> reasons(MappingReport report) {
        return report.plan().unresolved().stream().map(Unresolved::reason).toList();
    }

    public static String mapping(SandboxGroup group, String collection) {
        return "name: under-test, tenant: contoso, group: " + group.id() + ", collections: [" + collection
                + "], guard: {max-removals: unlimited, max-removal-percent: unlimited}";
    }

    public MappingReport run(String mapping, String... settings) {
        try (var live = new LiveRuntime(sandbox, home, settings).map(mapping)) {
            return live.apply().mappings().get(0);
        }
    }
}
