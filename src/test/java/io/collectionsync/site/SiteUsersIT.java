package io.collectionsync.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.collectionsync.membership.Status;
import io.collectionsync.membership.Unresolved;
import io.collectionsync.membership.Unresolved.Reason;
import io.collectionsync.sandbox.Fault;
import io.collectionsync.sandbox.FaultKind;
import io.collectionsync.sandbox.GroupKind;
import io.collectionsync.sandbox.SandboxDevice.Kind;
import io.collectionsync.testkit.SiteRecords;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** User collections, and how a mapping names its collections: from the site's records to the group's membership. */
class SiteUsersIT extends SiteRecords {

    private static final int FIRST_USER = 2_063_597_568;
    private static int number;

    @Test
    void usersOfAUserCollectionBecomeMembersByWhatTheSiteKnowsOfThem() {
        var site = sandbox.site();
        var staff = site.members("PS100020");
        site.execute("UPDATE dbo.sandbox_user SET AADUserID = NULL WHERE ResourceID = " + staff.get(0));
        site.execute("UPDATE dbo.sandbox_user SET AADUserID = '" + UUID.randomUUID() + "' WHERE ResourceID = "
                + staff.get(1));
        site.execute("DROP VIEW dbo.v_R_User");
        site.execute("CREATE VIEW dbo.v_R_User AS SELECT ResourceID, CONCAT('CONTOSO\\', User_Name0)"
                + " AS Unique_User_Name0, AADUserID, CASE WHEN ResourceID = " + staff.get(2) + " THEN NULL ELSE"
                + " CONCAT(User_Name0, '@contoso.example') END AS User_Principal_Name0, SID0 FROM dbo.sandbox_user");
        site.execute("GRANT SELECT ON dbo.v_R_User TO collection_sync");
        site.execute("UPDATE dbo.sandbox_user SET AADUserID = NULL WHERE ResourceID = " + staff.get(2));
        int nested = FIRST_USER + 900_000;
        special(nested, 0, 0, 3);
        site.addMembers("PS100020", List.of(nested));
        var group = sandbox.tenant("contoso").createGroup("users-" + UUID.randomUUID(), GroupKind.MICROSOFT_365);

        var report = run(mapping(group, "PS100020"));

        assertThat(report.status()).as(String.valueOf(report.error())).isEqualTo(Status.SUCCESS);
        assertThat(group.members()).hasSize(staff.size() - 1);
        assertThat(report.plan().unresolved())
                .extracting(Unresolved::resourceId, Unresolved::reason)
                .containsExactlyInAnyOrder(
                        tuple((long) staff.get(1), Reason.UNKNOWN_TO_ENTRA), tuple((long) nested, Reason.USER_GROUP));
    }

    @Test
    void afterALostAnswerUsersAreAskedForAndNoneIsAddedTwice() {
        var asked = new ConcurrentLinkedQueue<String>();
        sandbox.graph().onRequest(request -> asked.add(request.method() + " " + request.path()));
        sandbox.graph()
                .faults()
                .inject(Fault.of(FaultKind.RESET_AFTER)
                        .on("POST", "/.batch")
                        .after(1)
                        .times(1));
        var group = group();

        var report = run(mapping(group, "PS100020"));
        sandbox.graph().faults().clear();

        assertThat(report.status()).as(String.valueOf(report.error())).isEqualTo(Status.SUCCESS);
        assertThat(group.members()).hasSizeGreaterThan(20).hasSize(report.plan().desired());
        assertThat(asked)
                .filteredOn(request -> request.matches("GET .*/users/[^/]+/memberOf"))
                .hasSize(group.members().size());
        assertThat(asked).noneMatch(request -> request.matches("POST .*/members/.*"));
    }

    @ParameterizedTest(name = "{0}: user {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "aad-user-id,user-principal-name,sid | user31",
                "user-principal-name,sid | user32",
                "sid,user-principal-name,aad-user-id | user33",
                "sid | user33"
            })
    void theFirstKeyOfTheSettingDecides(String keys, String found) throws Exception {
        int resource = FIRST_USER + 900 + ++number;
        var id = "PS3%05d".formatted(number);
        sandbox.site()
                .execute("INSERT INTO dbo.sandbox_user SELECT " + resource + ", 'user32', 'Three in one',"
                        + " (SELECT SID0 FROM dbo.sandbox_user WHERE User_Name0 = 'user33'), AADUserID, AADTenantID"
                        + " FROM dbo.sandbox_user WHERE User_Name0 = 'user31'");
        userCollection(id, "Keys " + keys, resource);
        var group = group();

        run(mapping(group, id), "configmgr.user-keys = " + keys);

        assertThat(group.members()).containsExactly(objectId(found));
    }

    @Test
    void aMappingHoldsCollectionsOfOneKindAlsoWhereItTakesMembersAway() {
        collection("PS100130", "Machines", devices(Kind.JOINED).get(90).resourceId());
        var group = group();
        var before = Set.of(devices(Kind.JOINED).get(91).objectId());
        group.setMembers(before);

        for (var mapping : List.of(
                mapping(group, "PS100130, PS100020"),
                mapping(group, "PS100020, PS100130"),
                mapping(group, "PS100130") + ", exclude: [PS100020]")) {
            var report = run(mapping);

            assertThat(report.status()).isEqualTo(Status.FAILED);
            assertThat(report.error()).contains("a mapping holds collections of one kind");
            assertThat(group.members()).isEqualTo(before);
        }
    }

    @Test
    void aNameThatNoCollectionBearsAnyMoreIsAFaultWithTheNearest() {
        collection(
                "PS100131", "Notebooks of finance", devices(Kind.JOINED).get(92).resourceId());
        var group = group();
        var before = Set.of(devices(Kind.JOINED).get(92).objectId());
        group.setMembers(before);

        var report = run(mapping(group, "Finance notebooks"));

        assertThat(report.status()).isEqualTo(Status.FAILED);
        assertThat(report.error()).contains("Finance notebooks does not exist", "PS100131 (Notebooks of finance)");
        assertThat(group.members()).isEqualTo(before);
    }

    @Test
    void aNameThatSeveralCollectionsBearIsAFaultWithTheirIds() {
        collection("PS100108", "Doubled");
        collection("PS100109", "Doubled");

        assertThat(run(mapping(group(), "Doubled")).error()).contains("PS100108", "PS100109");
    }

    @Test
    void aMicrosoft365GroupHoldsNoDevices() {
        var group = sandbox.tenant("contoso").createGroup("m365-" + UUID.randomUUID(), GroupKind.MICROSOFT_365);
        collection("PS100111", "Devices", devices(Kind.JOINED).get(50).resourceId());

        assertThat(run(mapping(group, "PS100111")).error())
                .contains("is a Microsoft 365 group, which cannot hold devices");
    }

    private static void userCollection(String id, String name, int... resources) {
        collection(id, name);
        sandbox.site()
                .execute("UPDATE dbo.sandbox_collection SET CollectionType = 1" + " WHERE CollectionID = '" + id + "'");
        sandbox.site().addMembers(id, IntStream.of(resources).boxed().toList());
    }

    /** @return the object id of a user, as the site has it */
    private static UUID objectId(String name) throws SQLException {
        var site = sandbox.site();
        try (var connection = DriverManager.getConnection(site.url(), site.username(), site.password());
                var statement = connection.prepareStatement(
                        "SELECT AADUserID FROM dbo.v_R_User" + " WHERE Unique_User_Name0 = ? ORDER BY ResourceID")) {
            statement.setString(1, "CONTOSO\\" + name);
            var row = statement.executeQuery();
            assertThat(row.next()).isTrue();
            return UUID.fromString(row.getString(1));
        }
    }
}
