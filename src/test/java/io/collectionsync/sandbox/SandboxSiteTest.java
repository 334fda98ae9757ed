package io.collectionsync.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SandboxSiteTest extends SandboxTestBase {

    /** The reader's statements of the fact sheet on Configuration Manager, 3.5. */
    private static final String DEVICES =
            """
            SELECT m.ResourceID, m.Name, CONVERT(nvarchar(36), s.AADDeviceID) AS AADDeviceID,
                   CONVERT(nvarchar(36), s.AADTenantID) AS AADTenantID,
                   s.Client0, s.Obsolete0, s.Decommissioned0, s.SMS_Unique_Identifier0
            FROM dbo.v_FullCollectionMembership m LEFT JOIN dbo.v_R_System s ON s.ResourceID = m.ResourceID
            WHERE m.CollectionID = '%s' AND m.ResourceType = 5""";

    private static final String COLLECTION =
            """
            SELECT CollectionID, Name, CollectionType, MemberCount, CurrentStatus,
                   LastChangeTime, LastMemberChangeTime, LastRefreshTime
            FROM dbo.v_Collection WHERE CollectionID = '%s'""";

    @Test
    void aReaderReadsACollectionAndItsDevices() throws SQLException {
        assertThat(rows(DEVICES.formatted("PS100012")))
                .hasSameSizeAs(sandbox.site().members("PS100012"))
                .hasSizeGreaterThan(20);
        List<Object> collection = rows(COLLECTION.formatted("PS100012")).get(0);
        assertThat(collection.subList(0, 5))
                .containsExactly(
                        "PS100012",
                        "Pilot ring",
                        2,
                        sandbox.site().members("PS100012").size(),
                        1);
        assertThat(collection.subList(5, 8)).doesNotContainNull();
    }

    @Test
    void aReaderReadsUsersSitesAndTheProductsOwnMappings() throws SQLException {
        sandbox.site().addCloudSyncMapping("PS100012", group.id().toString());
        assertThat(rows(
                        "SELECT m.ResourceID, u.Unique_User_Name0, u.User_Principal_Name0, CONVERT(nvarchar(36), u.AADUserID) AS AADUserID"
                                + " FROM dbo.v_FullCollectionMembership m LEFT JOIN dbo.v_R_User u ON u.ResourceID = m.ResourceID"
                                + " WHERE m.CollectionID = 'PS100020' AND m.ResourceType = 4"))
                .hasSize(25);
        assertThat(rows("SELECT CollectionSiteID, AADGroupID, CloudServiceID FROM dbo.CollectionAADGroupMapping"))
                .containsExactly(List.of("PS100012", group.id().toString(), 16777217));
        assertThat(rows("SELECT SiteCode, Version FROM [dbo].[v_Site] WITH (NOLOCK)"))
                .hasSize(1);
        assertThat(rows("SELECT ThisSiteCode FROM dbo.v_Identification")).containsExactly(List.of("PS1"));
        assertThat(
                        rows(
                                "SELECT TOP 1 SMSID, ApprovalStatus, AADDeviceID, Thumbprint, IsRevoked FROM dbo.ClientKeyData"))
                .hasSize(1);
    }

    @Test
    void identifiersAndValuesCompareAsOnSqlServer() throws SQLException {
        assertThat(rows("select name from dbo.V_COLLECTION where collectionid = 'ps100012' and NAME = 'PILOT RING'"))
                .hasSize(1);
    }

    @Test
    void aReaderSeesTheViewsAndNotTheTablesBehind() {
        assertThatThrownBy(() -> rows("SELECT * FROM dbo.sandbox_device")).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> rows("DELETE FROM dbo.CollectionAADGroupMapping"))
                .isInstanceOf(SQLException.class);
    }

    @Test
    void aWrongPasswordIsRefused() {
        assertThatThrownBy(() -> DriverManager.getConnection(
                        sandbox.site().url(), sandbox.site().username(), "wrong"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("Wrong user name or password");
    }

    @Test
    void theWorldHoldsEveryKindOfDevice() {
        EnumSet<SandboxDevice.Kind> kinds = EnumSet.noneOf(SandboxDevice.Kind.class);
        IntStream.rangeClosed(1, 200)
                .forEach(n -> kinds.add(sandbox.world().device(n).kind()));
        assertThat(kinds).isEqualTo(EnumSet.allOf(SandboxDevice.Kind.class));
        Set<String> missing = new HashSet<>();
        IntStream.rangeClosed(1, 2000)
                .mapToObj(sandbox.world()::device)
                .filter(device -> device.deviceId() == null)
                .forEach(device -> missing.add(device.deviceIdText()));
        assertThat(missing).containsExactlyInAnyOrder(null, "", "00000000-0000-0000-0000-000000000000");
    }

    @Test
    void anObsoleteRecordBearsTheDeviceIdOfTheOneBefore() {
        SandboxDevice obsolete = IntStream.rangeClosed(1, 2000)
                .mapToObj(sandbox.world()::device)
                .filter(device -> device.kind() == SandboxDevice.Kind.OBSOLETE)
                .findFirst()
                .orElseThrow();
        assertThat(obsolete.deviceId())
                .isEqualTo(sandbox.world().device(obsolete.number() - 1).deviceId());
    }

    @Test
    void theSameSeedMakesTheSameWorld() {
        try (Sandbox other = Sandbox.start(options())) {
            assertThat(other.site().members("PS100012"))
                    .isEqualTo(sandbox.site().members("PS100012"));
            assertThat(other.tenant("contoso").group("sg-kiosks").id())
                    .isEqualTo(contoso.group("sg-kiosks").id());
        }
    }

    @Test
    void membershipChangesAndIsCounted() throws SQLException {
        sandbox.site().createCollection("PS1000AA", "New");
        int resource = sandbox.world().device(1).resourceId();
        assertThat(sandbox.site().addMember("PS1000AA", resource)).isTrue();
        assertThat(sandbox.site().addMember("PS1000AA", resource)).isFalse();
        assertThat(rows(COLLECTION.formatted("PS1000AA")).get(0).get(3)).isEqualTo(1);
        sandbox.site().setMemberCount("PS1000AA", 7);
        sandbox.site().setStatus("PS1000AA", 4);
        assertThat(rows(COLLECTION.formatted("PS1000AA")).get(0).subList(3, 5)).containsExactly(7, 4);
        assertThat(sandbox.site().removeMember("PS1000AA", resource)).isTrue();
        sandbox.site().deleteCollection("PS1000AA");
        assertThat(rows(COLLECTION.formatted("PS1000AA"))).isEmpty();
    }

    @Test
    void recordsCanBeSpoilt() throws SQLException {
        int resource = sandbox.site().members("PS100012").get(0);
        sandbox.site().setDeviceId(resource, "not a guid");
        sandbox.site().setTenantId(resource, null);
        sandbox.site().setKeyDeviceId(resource, "another");
        List<Object> row = rows(DEVICES.formatted("PS100012")).stream()
                .filter(r -> r.get(0).equals(resource))
                .findFirst()
                .orElseThrow();
        assertThat(row.get(2)).isEqualTo("not a guid");
        assertThat(row.get(3)).isNull();
        sandbox.site().deleteDeviceRecord(resource);
        assertThat(rows(DEVICES.formatted("PS100012"))).anyMatch(r -> r.get(0).equals(resource) && r.get(7) == null);
    }

    @Test
    void viewsColumnsAndRightsCanGoMissing() {
        sandbox.site().dropColumn("v_R_System", "AADTenantID");
        assertThatThrownBy(() -> rows("SELECT AADTenantID FROM dbo.v_R_System")).hasMessageContaining("AADTenantID");
        sandbox.site().revokeSelect("v_Collection");
        assertThatThrownBy(() -> rows("SELECT Name FROM dbo.v_Collection")).hasMessageContaining("Not enough rights");
        sandbox.site().dropView("v_FullCollectionMembership");
        assertThatThrownBy(() -> rows(DEVICES.formatted("PS100012")))
                .hasMessageContaining("v_FullCollectionMembership");
    }

    @Test
    void theDatabaseIsGoneAfterStop() {
        sandbox.site().stop();
        assertThatThrownBy(() -> rows("SELECT 1")).isInstanceOf(SQLException.class);
    }

    private List<List<Object>> rows(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        sandbox.site().url(),
                        sandbox.site().username(),
                        sandbox.site().password());
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<List<Object>> rows = new ArrayList<>();
            while (result.next()) {
                List<Object> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.add(result.getObject(i));
                }
                rows.add(row);
            }
            return rows;
        }
    }
}
