package io.collectionsync.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.collectionsync.sandbox.SandboxClient.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReadingTest extends SandboxTestBase {

    private static final String[] EVENTUAL = {"ConsistencyLevel", "eventual"};

    @Test
    void membersComeInPagesOfAHundredUnlessAsked() {
        group.setMembers(devices.subList(0, 130));
        String members = "/groups/" + group.id() + "/members";
        assertThat(client.get(members).json().path("value")).hasSize(100);
        assertThat(client.get(members + "?$top=999").json().has("@odata.nextLink"))
                .isFalse();
        assertThat(client.ids(members + "?$select=id&$top=7"))
                .containsExactlyInAnyOrderElementsOf(devices.subList(0, 130));
        assertThat(sandbox.graph().violations()).isEmpty();
    }

    @Test
    void aListingDoesNotChangeWhileItIsRead() {
        group.setMembers(devices.subList(0, 10));
        String next = next(client.get("/groups/" + group.id() + "/members?$top=6"));
        group.remove(devices.get(0));
        assertThat(client.get(next).json().path("value")).hasSize(4);
    }

    @Test
    void aPageLargerThanGraphGivesIsRefused() {
        assertThat(client.get("/groups/" + group.id() + "/members?$top=1000").code())
                .isEqualTo("Request_BadRequest");
    }

    @Test
    void aNextLinkThatWasTouchedIsAViolation() {
        group.setMembers(devices.subList(0, 10));
        String next = next(client.get("/groups/" + group.id() + "/members?$select=id&$top=6"));
        client.get(next.replace("$select=id&", ""));
        assertThat(brokenRules()).containsExactly("nextLink is sent verbatim");
    }

    @Test
    void pageTokensExpire() {
        group.setMembers(devices.subList(0, 10));
        String next = next(client.get("/groups/" + group.id() + "/members?$top=6"));
        faults().inject(Fault.of(FaultKind.EXPIRED_PAGE_TOKEN).times(1));
        assertThat(client.get(next).code()).isEqualTo("Directory_ExpiredPageToken");
        assertThat(client.get(next).status()).isEqualTo(200);
        faults().setPageTokenLife(Duration.ZERO);
        assertThat(client.get(next).code()).isEqualTo("Directory_ExpiredPageToken");
    }

    @Test
    void pagesCanBeEmptyRepeatedOrMangled() {
        group.setMembers(devices.subList(0, 10));
        String first = "/groups/" + group.id() + "/members?$top=6";
        faults().inject(Fault.of(FaultKind.EMPTY_PAGE).times(1));
        assertThat(client.ids(first)).hasSize(10);
        faults().inject(Fault.of(FaultKind.REPEATED_ITEMS).times(1));
        assertThat(client.ids(first)).hasSizeGreaterThan(10).containsAll(devices.subList(0, 10));
        faults().inject(Fault.of(FaultKind.ITEM_WITHOUT_ID).times(1));
        assertThat(client.get(first).json().path("value")).anyMatch(item -> !item.has("id"));
        faults().inject(Fault.of(FaultKind.PAGE_WITHOUT_VALUE).times(1));
        assertThat(client.get(first).json().has("value")).isFalse();
    }

    @Test
    void membersAreReadFromALaggingReplica() {
        faults().setReplicaLag(Duration.ofDays(365));
        group.setMembers(devices.subList(0, 10));
        assertThat(client.ids("/groups/" + group.id() + "/members")).isEmpty();
        assertThat(group.members()).hasSize(10);
        faults().setReplicaLag(Duration.ZERO);
        assertThat(client.ids("/groups/" + group.id() + "/members")).hasSize(10);
    }

    @Test
    void theIndexLagsMoreThanTheReplicas() {
        faults().setIndexLag(Duration.ofDays(365));
        group.setMembers(devices.subList(0, 10));
        assertThat(client.ids("/groups/" + group.id() + "/members")).hasSize(10);
        assertThat(client.get("/groups/" + group.id() + "/members/$count", EVENTUAL)
                        .text())
                .isEqualTo("0");
    }

    @Test
    void aCastNeedsTheHeaderAndTheCount() {
        group.setMembers(devices.subList(0, 3));
        group.add(contoso.addUser("Somebody", "somebody@contoso.example", false));
        String cast = "/groups/" + group.id() + "/members/microsoft.graph.device?$count=true";
        assertThat(client.get(cast).code()).isEqualTo("Request_UnsupportedQuery");
        Reply reply = client.get(cast, EVENTUAL);
        assertThat(reply.json().path("value")).hasSize(3);
        assertThat(reply.json().path("@odata.count").asInt()).isEqualTo(3);
        assertThat(client.get("/groups/" + group.id() + "/members/$count", EVENTUAL)
                        .text())
                .isEqualTo("4");
    }

    @Test
    void membersBearTheirTypeAndOnlyThatWithoutPermission() {
        group.add(devices.get(0));
        contoso.app().setRoles(Set.of("GroupMember.Read.All"));
        client.renewToken();
        JsonNode member =
                client.get("/groups/" + group.id() + "/members").json().at("/value/0");
        assertThat(member.path("@odata.type").asText()).isEqualTo("#microsoft.graph.device");
        assertThat(member).hasSize(2);
    }

    @Test
    void devicesAreFoundByDeviceIdUpToFifteenAtOnce() {
        List<SandboxDevice> known = IntStream.rangeClosed(1, 200)
                .mapToObj(sandbox.world()::device)
                .filter(device -> device.kind() == SandboxDevice.Kind.JOINED)
                .limit(15)
                .toList();
        assertThat(client.ids(
                        filter(known, device -> device.deviceId().toString().toUpperCase(Locale.ROOT))))
                .containsExactlyInAnyOrderElementsOf(
                        known.stream().map(SandboxDevice::objectId).toList());
        Reply tooMany = client.get(filter(
                IntStream.rangeClosed(1, 18).mapToObj(sandbox.world()::device).toList(),
                d -> UUID.randomUUID().toString()));
        assertThat(tooMany.code()).isEqualTo("Request_UnsupportedQuery");
        assertThat(tooMany.message())
                .isEqualTo("Too many child clauses specified in search filter expression containing"
                        + " 'OR' operators: 18. Max allowed: 15.");
    }

    @Test
    void aDeviceIdMayBeBorneByTwoObjects() {
        SandboxDevice ambiguous = IntStream.rangeClosed(1, 200)
                .mapToObj(sandbox.world()::device)
                .filter(device -> device.kind() == SandboxDevice.Kind.AMBIGUOUS)
                .findFirst()
                .orElseThrow();
        assertThat(client.ids(
                        filter(List.of(ambiguous), device -> device.deviceId().toString())))
                .hasSize(2);
    }

    @Test
    void deviceIdInIsUndocumentedAndRefusedUnlessAllowed() {
        String target = "/devices?$filter=" + "deviceId in ('"
                + sandbox.world().device(1).deviceId() + "')";
        assertThat(client.get(target.replace(" ", "%20")).code()).isEqualTo("Request_UnsupportedQuery");
        faults().setDeviceIdInAllowed(true);
        assertThat(client.ids(target.replace(" ", "%20"))).hasSize(1);
    }

    @Test
    void aDeviceIsReadByObjectIdOrByItsAlternateKey() {
        SandboxDevice device = sandbox.world().device(1);
        assertThat(client.get("/devices/" + device.objectId() + "?$select=deviceId")
                        .json()
                        .path("deviceId")
                        .asText())
                .isEqualTo(device.deviceId().toString());
        assertThat(client.get("/devices(deviceId='" + device.deviceId() + "')")
                        .json()
                        .path("id")
                        .asText())
                .isEqualTo(device.objectId().toString());
        assertThat(client.get("/devices/" + device.deviceId()).status()).isEqualTo(404);
    }

    @Test
    void groupsAreSearchedByWordOnlyWithTheHeader() {
        String search = "/groups?$select=id,displayName&$search=%22displayName:kios%22";
        Reply refused = client.get(search);
        assertThat(refused.message())
                .isEqualTo("Request with $search query parameter only works through MSGraph with a special"
                        + " request header: 'ConsistencyLevel: eventual'");
        assertThat(names(client.get(search, EVENTUAL))).containsExactly("sg-kiosks");
        assertThat(names(client.get("/groups?$filter=startswith(displayName,'sg-fin')")))
                .containsExactly("sg-finance-laptops");
        assertThat(names(client.get("/groups?$filter=displayName%20eq%20'sg-empty'")))
                .containsExactly("sg-empty");
        assertThat(client.ids("/groups?$filter=id%20eq%20'" + group.id() + "'")).containsExactly(group.id());
    }

    @Test
    void everyKindOfGroupShowsWhatItIs() {
        JsonNode dynamic = client.get(
                        "/groups/" + contoso.group("not-a-target-dynamic").id())
                .json();
        assertThat(dynamic.path("groupTypes").toString()).isEqualTo("[\"DynamicMembership\"]");
        JsonNode restricted = client.get(
                        "/groups/" + contoso.group("not-a-target-restricted").id() + "?$select=isManagementRestricted")
                .json();
        assertThat(restricted.path("isManagementRestricted").asBoolean()).isTrue();
        assertThat(client.get("/groups/"
                                + contoso.group("not-a-target-on-premises-synced")
                                        .id())
                        .json()
                        .path("onPremisesSyncEnabled")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void aGroupIsMadeWithTheRightToMakeGroups() {
        String body =
                "{\"displayName\":\"new\",\"mailEnabled\":false,\"mailNickname\":\"new\",\"securityEnabled\":true}";
        assertThat(client.post("/groups", body).status()).isEqualTo(403);
        contoso.app().setRoles(Set.of("Group.Create"));
        client.renewToken();
        Reply reply = client.post("/groups", body);
        assertThat(reply.status()).isEqualTo(201);
        assertThat(contoso.group("new").id().toString())
                .isEqualTo(reply.json().path("id").asText());
    }

    @Test
    void usersAreFoundByNameAndBySid() {
        SandboxUser user = SandboxUser.of(sandbox.world(), 7);
        assertThat(client.ids("/users?$filter=userPrincipalName%20eq%20'user07@contoso.example'"))
                .containsExactly(user.id());
        assertThat(client.ids("/users?$filter=onPremisesSecurityIdentifier%20eq%20'" + user.sid() + "'"))
                .containsExactly(user.id());
        assertThat(client.get("/users/" + user.id()).json().has("onPremisesSecurityIdentifier"))
                .isFalse();
    }

    @Test
    void objectsAreReadByIdAThousandAtATime() {
        contoso.app().setRoles(Set.of("Directory.Read.All", "Organization.Read.All"));
        client.renewToken();
        String body = "{\"ids\":[\"" + devices.get(0) + "\",\"" + UUID.randomUUID() + "\"],\"types\":[\"device\"]}";
        assertThat(client.post("/directoryObjects/getByIds", body).json().path("value"))
                .hasSize(1);
        assertThat(client.get("/organization").json().at("/value/0/id").asText())
                .isEqualTo(contoso.id().toString());
    }

    @Test
    void queryOptionsThatARequestDoesNotTakeAreViolations() {
        client.get("/devices?$expand=memberOf");
        client.get("/nothing");
        assertThat(brokenRules())
                .containsExactly("query options are those of the request", "request is one that the contract knows");
        assertThat(client.get("/devices?$select=nonsense").status()).isEqualTo(400);
    }

    private static String filter(List<SandboxDevice> devices, Function<SandboxDevice, String> id) {
        return "/devices?$select=id,deviceId&$filter="
                + devices.stream()
                        .map(device -> "deviceId%20eq%20'" + id.apply(device) + "'")
                        .collect(Collectors.joining("%20or%20"));
    }

    private static List<String> names(Reply reply) {
        return reply.json().path("value").findValuesAsText("displayName");
    }

    private String next(Reply reply) {
        return reply.json()
                .path("@odata.nextLink")
                .asText()
                .substring((sandbox.graph().url() + "/v1.0").length());
    }
}
