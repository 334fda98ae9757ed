package io.collectionsync.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.sandbox.SandboxClient.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** One test a row of the fact sheet's table of answers (2.2). */
class MembersTest extends SandboxTestBase {

    private static final String NOT_PRESENT =
            "Resource '%s' does not exist or one of its queried reference-property objects are not present.";

    @Test
    void aMemberIsAddedAndRemoved() {
        assertThat(client.add(group, devices.get(0)).status()).isEqualTo(204);
        assertThat(group.members()).containsExactly(devices.get(0));
        assertThat(client.remove(group, devices.get(0)).status()).isEqualTo(204);
        assertThat(group.members()).isEmpty();
        assertThat(sandbox.graph().violations()).isEmpty();
    }

    @Test
    void aPatchAddsTwentyMembersForOneWrite() {
        Reply reply = client.addAll(group, devices.subList(0, 20));
        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.text()).isEmpty();
        assertThat(reply.header("x-ms-resource-unit")).isEqualTo("1");
        assertThat(group.members()).containsExactlyElementsOf(devices.subList(0, 20));
        assertThat(sandbox.graph().counters().writesSpent()).isEqualTo(1);
    }

    @Test
    void addingAMemberTwiceSaysThatItExists() {
        group.add(devices.get(0));
        refused(
                client.add(group, devices.get(0)),
                400,
                "Request_BadRequest",
                "One or more added object references already exist for the following modified properties: 'members'.");
    }

    @Test
    void aPatchWithOneMemberTooManyAppliesNothing() {
        group.add(devices.get(5));
        assertThat(client.addAll(group, devices.subList(0, 20)).code()).isEqualTo("Request_BadRequest");
        assertThat(group.members()).containsExactly(devices.get(5));
    }

    @Test
    void aPatchWithOneBadReferenceAppliesNothing() {
        UUID unknown = UUID.randomUUID();
        List<UUID> members = new ArrayList<>(devices.subList(0, 19));
        members.add(unknown);
        refused(client.addAll(group, members), 404, "Request_ResourceNotFound", NOT_PRESENT.formatted(unknown));
        assertThat(group.members()).isEmpty();
    }

    @Test
    void aMemberThatTheGroupRefusesIsNeitherAddedNorRemoved() {
        group.add(devices.get(1));
        group.refuse(devices.get(0));
        group.refuse(devices.get(1));
        String text = "The membership of this object cannot be changed.";
        refused(client.add(group, devices.get(0)), 400, "Request_BadRequest", text);
        refused(client.addAll(group, List.of(devices.get(2), devices.get(0))), 400, "Request_BadRequest", text);
        refused(client.remove(group, devices.get(1)), 400, "Request_BadRequest", text);
        assertThat(group.members()).containsExactly(devices.get(1));
        group.refuseNobody();
        assertThat(client.add(group, devices.get(0)).status()).isEqualTo(204);
    }

    @Test
    void aPatchOfTwentyOneIsRefused() {
        refused(
                client.addAll(group, devices.subList(0, 21)),
                400,
                "Request_BadRequest",
                "A resource cannot contain more than 20 link changes");
        assertThat(brokenRules()).containsExactly("at most 20 references a PATCH");
        assertThat(group.members()).isEmpty();
    }

    @Test
    void aReferenceTwiceInAPatchIsAViolation() {
        assertThat(client.addAll(group, List.of(devices.get(0), devices.get(0))).status())
                .isEqualTo(400);
        assertThat(brokenRules()).containsExactly("references of a PATCH are distinct");
    }

    @Test
    void removingANonMemberIsNotFoundUnlessToldOtherwise() {
        refused(
                client.remove(group, devices.get(0)),
                404,
                "Request_ResourceNotFound",
                NOT_PRESENT.formatted(devices.get(0)));
        faults().setRemovedNonMemberIsBadRequest(true);
        refused(
                client.remove(group, devices.get(0)),
                400,
                "Request_BadRequest",
                "One or more removed object references do not exist for the following modified properties: 'members'.");
    }

    @Test
    void aDeletedGroupIsNotFoundForEveryMember() {
        contoso.delete(group.id());
        refused(client.add(group, devices.get(0)), 404, "Request_ResourceNotFound", NOT_PRESENT.formatted(group.id()));
        refused(
                client.remove(group, devices.get(0)),
                404,
                "Request_ResourceNotFound",
                NOT_PRESENT.formatted(group.id()));
        assertThat(client.get("/groups/" + group.id() + "?$select=id").status()).isEqualTo(404);
    }

    @Test
    void anUnknownObjectIsNotFound() {
        UUID unknown = UUID.randomUUID();
        refused(client.add(group, unknown), 404, "Request_ResourceNotFound", NOT_PRESENT.formatted(unknown));
    }

    @Test
    void aPatchMayNameTheGroupInsteadOfTheMissingMember() {
        faults().setNotFoundNamesGroup(true);
        refused(
                client.addAll(group, List.of(devices.get(0), UUID.randomUUID())),
                404,
                "Request_ResourceNotFound",
                NOT_PRESENT.formatted(group.id()));
    }

    @Test
    void aDeletedObjectLeavesItsGroups() {
        group.add(devices.get(0));
        contoso.delete(devices.get(0));
        assertThat(group.members()).isEmpty();
    }

    @Test
    void aNewGroupIsNotWritableForAWhile() {
        faults().setNewGroupDelay(Duration.ofHours(1));
        SandboxGroup young = contoso.createGroup("young", GroupKind.SECURITY);
        refused(
                client.add(young, devices.get(0)),
                400,
                "Request_BadRequest",
                "The source resource object or one of the objects being referenced don't exist.");
        faults().setNewGroupIsNotFound(true);
        refused(client.add(young, devices.get(0)), 404, "Request_ResourceNotFound", NOT_PRESENT.formatted(young.id()));
        assertThat(client.get("/groups/" + young.id()).status()).isEqualTo(404);
        faults().setNewGroupDelay(Duration.ZERO);
        assertThat(client.add(young, devices.get(0)).status()).isEqualTo(204);
    }

    @Test
    void aNewObjectIsUnknownForAWhile() {
        faults().setNewObjectDelay(Duration.ofHours(1));
        UUID deviceId = UUID.randomUUID();
        UUID young = contoso.addDevice("PC-new", deviceId, "AzureAd");
        assertThat(client.add(group, young).status()).isEqualTo(404);
        assertThat(client.get("/devices/" + young).status()).isEqualTo(404);
        assertThat(client.ids("/devices?$filter=deviceId%20eq%20'" + deviceId + "'"))
                .isEmpty();
        faults().setNewObjectDelay(Duration.ZERO);
        assertThat(client.add(group, young).status()).isEqualTo(204);
    }

    @Test
    void mailEnabledGroupsAreNotWritable() {
        String text = "Cannot Update a mail-enabled security groups and or distribution list.";
        refused(client.add(kind(GroupKind.MAIL_ENABLED_SECURITY), devices.get(0)), 400, "Request_BadRequest", text);
        refused(client.add(kind(GroupKind.DISTRIBUTION), devices.get(0)), 400, "Request_BadRequest", text);
    }

    @Test
    void aSyncedGroupIsNotWritable() {
        refused(
                client.add(kind(GroupKind.ON_PREMISES_SYNCED), devices.get(0)),
                400,
                "Request_BadRequest",
                "Unable to update the specified properties for on-premises mastered Directory Sync objects or objects"
                        + " currently undergoing migration.");
    }

    @Test
    void aMicrosoft365GroupTakesUsersAndNoDevicesOrGuests() {
        SandboxGroup unified = kind(GroupKind.MICROSOFT_365);
        UUID guest = contoso.addUser("Guest", "guest@elsewhere.example", true);
        UUID user = contoso.addUser("Somebody", "somebody@contoso.example", false);
        assertThat(client.add(unified, devices.get(0)).status()).isEqualTo(400);
        refused(
                client.add(unified, guest),
                403,
                "Authorization_RequestDenied",
                "Guests users are not allowed to join this Unified Group due to policy setting.");
        assertThat(client.add(unified, user).status()).isEqualTo(204);
    }

    @Test
    void dynamicAndRoleAssignableGroupsAreRefusedForLackOfPrivilege() {
        String text = "Insufficient privileges to complete the operation.";
        refused(client.add(kind(GroupKind.DYNAMIC), devices.get(0)), 403, "Authorization_RequestDenied", text);
        refused(client.remove(kind(GroupKind.DYNAMIC), devices.get(0)), 403, "Authorization_RequestDenied", text);
        refused(client.add(kind(GroupKind.ROLE_ASSIGNABLE), devices.get(0)), 403, "Authorization_RequestDenied", text);
        grant("RoleManagement.ReadWrite.Directory", null);
        assertThat(client.add(kind(GroupKind.ROLE_ASSIGNABLE), devices.get(0)).status())
                .isEqualTo(204);
    }

    @Test
    void aRestrictedGroupNamesItsAdministrativeUnit() {
        Reply reply = client.add(kind(GroupKind.RESTRICTED), devices.get(0));
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.message())
                .contains("Target object is a member of a restricted management administrative unit and can"
                        + " only be modified by administrators scoped to that administrative unit.");
    }

    @Test
    void aGroupTurnedDynamicIsRefusedFromThenOn() {
        assertThat(client.add(group, devices.get(0)).status()).isEqualTo(204);
        group.setKind(GroupKind.DYNAMIC);
        assertThat(client.remove(group, devices.get(0)).status()).isEqualTo(403);
    }

    @Test
    void addingADeviceNeedsTheRightToWriteDevices() {
        grant(null, "Device.ReadWrite.All");
        refused(
                client.add(group, devices.get(0)),
                403,
                "Authorization_RequestDenied",
                "Insufficient privileges to complete the operation.");
        faults().setDeviceReadEnoughToAdd(true);
        assertThat(client.add(group, devices.get(0)).status()).isEqualTo(204);
    }

    @Test
    void removingADeviceDoesNotNeedIt() {
        group.add(devices.get(0));
        grant(null, "Device.ReadWrite.All");
        assertThat(client.remove(group, devices.get(0)).status()).isEqualTo(204);
    }

    @Test
    void aPatchMayNeedMoreThanASinglePost() {
        faults().setPatchNeedsGroupReadWrite(true);
        assertThat(client.addAll(group, devices.subList(0, 2)).code()).isEqualTo("Authorization_RequestDenied");
        assertThat(client.add(group, devices.get(0)).status()).isEqualTo(204);
        grant("Group.ReadWrite.All", null);
        assertThat(client.addAll(group, devices.subList(1, 3)).status()).isEqualTo(204);
    }

    @Test
    void aTokenWithoutRolesIsToldSo() {
        contoso.app().setRoles(Set.of());
        client.renewToken();
        Reply reply = client.add(group, devices.get(0));
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.message()).isEqualTo("Required roles claim values are not provided");
    }

    @Test
    void theQuotaOfMembersIsCheckedBeforeDuplicates() {
        group.setMembers(devices.subList(0, 10));
        group.setMemberQuota(10);
        refused(
                client.add(group, devices.get(0)),
                403,
                "Directory_QuotaExceeded",
                "Unable to perform operation as '11' would exceed the maximum quota count '10' for forward-link members.");
    }

    @Test
    void deletingAMemberWithoutRefDeletesTheObjectAndIsFatal() {
        group.add(devices.get(0));
        assertThat(client.delete("/groups/" + group.id() + "/members/" + devices.get(0))
                        .status())
                .isEqualTo(204);
        assertThat(contoso.has(devices.get(0))).isFalse();
        assertThat(sandbox.graph().violations()).singleElement().matches(Violation::fatal);
    }

    @Test
    void theWrongFormsOfWritingAreAnsweredAsCaptured() {
        String members = "/groups/" + group.id() + "/members";
        refused(
                client.patch(members + "/$ref", client.reference(devices.get(0))),
                400,
                "BadRequest",
                "The request is currently not supported on the targeted entity set");
        refused(
                client.post(members, client.reference(devices.get(0))),
                400,
                "BadRequest",
                "Write requests are only supported on contained entities");
    }

    @Test
    void aReferenceToAnotherHostIsAViolation() {
        assertThat(client.post(
                                "/groups/" + group.id() + "/members/$ref",
                                Json.object()
                                        .put(
                                                "@odata.id",
                                                "https://graph.example.com/v1.0/directoryObjects/" + devices.get(0)))
                        .status())
                .isEqualTo(400);
        assertThat(brokenRules()).containsExactly("references name an object below this cloud's version root");
    }

    @Test
    void everyErrorBearsTheInnerErrorOfGraph() {
        Reply reply =
                client.get("/groups/" + UUID.randomUUID(), "client-request-id", "8d9a7a4c-4c5f-4d8b-9e0c-1f6f3c2b1a00");
        assertThat(reply.json().at("/error/innerError/date").asText())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d)?");
        assertThat(reply.json().at("/error/innerError/client-request-id").asText())
                .isEqualTo("8d9a7a4c-4c5f-4d8b-9e0c-1f6f3c2b1a00");
        assertThat(reply.header("client-request-id")).isEqualTo("8d9a7a4c-4c5f-4d8b-9e0c-1f6f3c2b1a00");
        assertThat(reply.headers()).containsKeys("request-id", "date", "x-ms-ags-diagnostic");
    }

    private SandboxGroup kind(GroupKind kind) {
        return contoso.groups().stream()
                .filter(any -> any.kind() == kind)
                .findFirst()
                .orElseThrow();
    }

    private void grant(String more, String less) {
        Set<String> roles = new HashSet<>(SandboxApp.RECOMMENDED_ROLES);
        if (more != null) {
            roles.add(more);
        }
        roles.remove(less);
        contoso.app().setRoles(roles);
        client.renewToken();
    }

    private static void refused(Reply reply, int status, String code, String message) {
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.code()).isEqualTo(code);
        assertThat(reply.message()).isEqualTo(message);
    }
}
