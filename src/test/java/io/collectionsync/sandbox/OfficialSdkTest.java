package io.collectionsync.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.graph.core.content.BatchRequestContent;
import com.microsoft.graph.core.content.BatchResponseContent;
import com.microsoft.graph.core.requests.GraphClientFactory;
import com.microsoft.graph.core.tasks.PageIterator;
import com.microsoft.graph.models.DeviceCollectionResponse;
import com.microsoft.graph.models.DirectoryObject;
import com.microsoft.graph.models.DirectoryObjectCollectionResponse;
import com.microsoft.graph.models.Group;
import com.microsoft.graph.models.ReferenceCreate;
import com.microsoft.graph.models.odataerrors.ODataError;
import com.microsoft.graph.serviceclient.GraphServiceClient;
import java.util.ArrayList;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The official SDK works on the sandbox as on Graph: a client that we did not write. */
class OfficialSdkTest extends SandboxTestBase {

    private GraphServiceClient sdk;

    @BeforeEach
    void connect() {
        sdk = new GraphServiceClient(
                (request, more) -> request.headers.tryAdd(
                        "Authorization", "Bearer " + sandbox.graph().token(contoso)),
                GraphClientFactory.create()
                        .sslSocketFactory(
                                sandbox.certificates().clientContext().getSocketFactory(),
                                sandbox.certificates().trustManager())
                        .build());
        sdk.getRequestAdapter().setBaseUrl(sandbox.graph().url() + "/v1.0");
    }

    @Test
    void addsOneMemberByReference() {
        ReferenceCreate reference = new ReferenceCreate();
        reference.setOdataId(client.url(devices.get(0)));
        sdk.groups().byGroupId(id()).members().ref().post(reference);
        assertThat(group.members()).containsExactly(devices.get(0));
        noViolation();
    }

    @Test
    void addsTwentyMembersByPatch() {
        sdk.groups().byGroupId(id()).patch(binding(devices.subList(0, 20)));
        assertThat(group.members()).containsExactlyElementsOf(devices.subList(0, 20));
        noViolation();
    }

    @Test
    void removesAMember() {
        group.setMembers(devices.subList(0, 2));
        sdk.groups()
                .byGroupId(id())
                .members()
                .byDirectoryObjectId(devices.get(0).toString())
                .ref()
                .delete();
        assertThat(group.members()).containsExactly(devices.get(1));
        noViolation();
    }

    @Test
    void readsAllMembersOverManyPages() throws ReflectiveOperationException {
        group.setMembers(devices.subList(0, 120));
        DirectoryObjectCollectionResponse first = sdk.groups()
                .byGroupId(id())
                .members()
                .get(request -> {
                    request.queryParameters.select = new String[] {"id"};
                    request.queryParameters.top = 25;
                });
        List<UUID> read = new ArrayList<>();
        new PageIterator.Builder<DirectoryObject, DirectoryObjectCollectionResponse>()
                .client(sdk)
                .collectionPage(first)
                .collectionPageFactory(DirectoryObjectCollectionResponse::createFromDiscriminatorValue)
                .processPageItemCallback(member -> read.add(UUID.fromString(member.getId())))
                .build()
                .iterate();
        assertThat(read).containsExactlyElementsOf(devices.subList(0, 120));
        noViolation();
    }

    @Test
    void readsDevicesAmongTheMembersByCast() {
        group.setMembers(devices.subList(0, 3));
        DeviceCollectionResponse found = sdk.groups()
                .byGroupId(id())
                .members()
                .graphDevice()
                .get(request -> {
                    request.headers.add("ConsistencyLevel", "eventual");
                    request.queryParameters.count = true;
                });
        assertThat(found.getValue()).hasSize(3).allSatisfy(device -> assertThat(device.getDeviceId())
                .isNotNull());
        noViolation();
    }

    @Test
    void findsDevicesAndGroups() {
        SandboxDevice device = sandbox.world().device(1);
        assertThat(sdk.devices()
                        .get(request -> request.queryParameters.filter = "deviceId eq '" + device.deviceId() + "'")
                        .getValue())
                .singleElement()
                .satisfies(found ->
                        assertThat(found.getId()).isEqualTo(device.objectId().toString()));
        assertThat(sdk.devicesWithDeviceId(device.deviceId().toString()).get().getId())
                .isEqualTo(device.objectId().toString());
        assertThat(sdk.groups()
                        .get(request -> request.queryParameters.filter = "startsWith(displayName, 'sg-kio')")
                        .getValue())
                .singleElement()
                .satisfies(found -> assertThat(found.getDisplayName()).isEqualTo("sg-kiosks"));
        noViolation();
    }

    @Test
    void readsGraphsErrors() {
        UUID unknown = UUID.randomUUID();
        assertThatThrownBy(() -> sdk.groups().byGroupId(unknown.toString()).get())
                .isInstanceOfSatisfying(ODataError.class, error -> {
                    assertThat(error.getResponseStatusCode()).isEqualTo(404);
                    assertThat(error.getError().getCode()).isEqualTo("Request_ResourceNotFound");
                    assertThat(error.getError().getMessage()).contains(unknown.toString());
                });
    }

    @Test
    void addsAndRemovesInABatch() throws Exception {
        group.setMembers(devices.subList(0, 2));
        BatchRequestContent batch = new BatchRequestContent(sdk);
        String added = batch.addBatchRequestStep(
                sdk.groups().byGroupId(id()).toPatchRequestInformation(binding(devices.subList(5, 10))));
        String removed = batch.addBatchRequestStep(sdk.groups()
                .byGroupId(id())
                .members()
                .byDirectoryObjectId(devices.get(0).toString())
                .ref()
                .toDeleteRequestInformation());
        String refused = batch.addBatchRequestStep(sdk.groups()
                .byGroupId(id())
                .members()
                .byDirectoryObjectId(UUID.randomUUID().toString())
                .ref()
                .toDeleteRequestInformation());
        BatchResponseContent answer = sdk.getBatchRequestBuilder().post(batch, null);
        assertThat(answer.getResponsesStatusCode()).isEqualTo(Map.of(added, 204, removed, 204, refused, 404));
        assertThat(group.members())
                .containsExactlyInAnyOrder(
                        devices.get(1), devices.get(5), devices.get(6), devices.get(7), devices.get(8), devices.get(9));
        noViolation();
    }

    @Test
    void waitsForRetryAfterOnSingleCalls() {
        faults().setRetryAfterForms(RetryAfterForm.INTEGER);
        faults().inject(Fault.of(FaultKind.THROTTLED).on("PATCH", "/groups/.*").times(1));
        sdk.groups().byGroupId(id()).patch(binding(devices.subList(0, 3)));
        assertThat(group.members()).hasSize(3);
        assertThat(sandbox.graph().counters().throttled()).isEqualTo(1);
        noViolation();
    }

    private Group binding(List<UUID> members) {
        Group body = new Group();
        List<String> references =
                new LinkedList<>(members.stream().map(client::url).toList());
        body.getAdditionalData().put("members@odata.bind", references);
        return body;
    }

    private String id() {
        return group.id().toString();
    }

    private void noViolation() {
        assertThat(sandbox.graph().violations()).isEmpty();
    }
}
