package io.collectionsync.sandbox;

import static io.collectionsync.sandbox.SandboxClient.part;
import static io.collectionsync.sandbox.SandboxClient.parts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.collectionsync.sandbox.SandboxClient.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchTest extends SandboxTestBase {

    @Test
    void everyPartIsAnsweredUnderItsId() {
        group.add(devices.get(0));
        Reply reply = client.batch(
                client.addPart("a", group, devices.get(1)),
                client.removePart("b", group, devices.get(0)),
                client.addPart("c", group, UUID.randomUUID()),
                part("d", "GET", "groups/" + group.id() + "?$select=id", null));
        assertThat(reply.status()).isEqualTo(200);
        Map<String, JsonNode> parts = parts(reply);
        assertThat(parts.get("a").path("status").asInt()).isEqualTo(204);
        assertThat(parts.get("a").path("body").isNull()).isTrue();
        assertThat(parts.get("b").path("status").asInt()).isEqualTo(204);
        assertThat(parts.get("c").at("/body/error/code").asText()).isEqualTo("Request_ResourceNotFound");
        assertThat(parts.get("d").at("/body/id").asText()).isEqualTo(group.id().toString());
        assertThat(group.members()).containsExactly(devices.get(1));
        assertThat(sandbox.graph().violations()).isEmpty();
    }

    @Test
    void answersComeInAnyOrderAndHeaderNamesInAnyCase() {
        List<ObjectNode> requests = IntStream.range(0, 20)
                .mapToObj(i -> client.addPart("" + i, group, devices.get(i)))
                .toList();
        Reply reply = client.batch(requests.toArray(JsonNode[]::new));
        List<String> order = new ArrayList<>();
        List<String> names = new ArrayList<>();
        reply.json().path("responses").forEach(part -> {
            order.add(part.path("id").asText());
            part.path("headers").fieldNames().forEachRemaining(names::add);
        });
        assertThat(order)
                .hasSize(20)
                .isNotEqualTo(
                        requests.stream().map(part -> part.path("id").asText()).toList());
        assertThat(names).contains("cache-control", "CACHE-CONTROL", "Cache-Control");
    }

    @Test
    void withoutThoseTogglesOrderAndCaseAreKept() {
        faults().setAnswersShuffled(false);
        faults().setHeaderCaseMixed(false);
        Reply reply =
                client.batch(client.addPart("1", group, devices.get(0)), client.addPart("2", group, devices.get(1)));
        assertThat(reply.json().at("/responses/0/id").asText()).isEqualTo("1");
        assertThat(reply.json().at("/responses/0/headers").has("Cache-Control")).isTrue();
    }

    @Test
    void aBatchWithoutRequestsIsInvalid() {
        for (String body : List.of("{}", "{\"requests\":[]}", "[]", "not json")) {
            Reply reply = client.post("/$batch", body);
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.code()).isEqualTo("BadRequest");
            assertThat(reply.message()).isEqualTo("Invalid batch payload format.");
        }
    }

    @Test
    void idsAreUniqueWhateverTheirCase() {
        Reply reply =
                client.batch(client.addPart("a", group, devices.get(0)), client.addPart("A", group, devices.get(1)));
        assertThat(reply.message()).isEqualTo("Request Id A has to be unique in a batch.");
        assertThat(group.members()).isEmpty();
    }

    @Test
    void twentyOnePartsAreTooMany() {
        Reply reply = client.batch(IntStream.range(0, 21)
                .mapToObj(i -> client.addPart("" + i, group, devices.get(i)))
                .toArray(JsonNode[]::new));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(brokenRules()).containsExactly("at most 20 parts a batch");
        assertThat(group.members()).isEmpty();
    }

    @Test
    void aWriteWithoutContentTypeIsRefused() {
        ObjectNode bare = client.addPart("1", group, devices.get(0));
        bare.remove("headers");
        assertThat(client.batch(bare).message())
                .isEqualTo("Write request id : 1 does not contain Content-Type header or body.");
    }

    @Test
    void anAbsoluteUrlIsRefused() {
        assertThat(client.batch(part("1", "GET", sandbox.graph().url() + "/v1.0/groups", null))
                        .status())
                .isEqualTo(400);
        assertThat(brokenRules()).containsExactly("a part's url is relative and no batch");
    }

    @Test
    void anUnknownPathFailsItsPartOnly() {
        JsonNode part = parts(client.batch(part("1", "GET", "/nothing", null))).get("1");
        assertThat(part.path("status").asInt()).isEqualTo(404);
        assertThat(part.at("/body/error/code").asText()).isEqualTo("UnknownError");
        assertThat(part.at("/body/error/message").asText()).isEmpty();
    }

    @Test
    void aFailedPrerequisiteFailsItsDependents() {
        ObjectNode dependent = client.addPart("2", group, devices.get(0));
        dependent.putArray("dependsOn").add("1");
        Map<String, JsonNode> parts = parts(client.batch(client.addPart("1", group, UUID.randomUUID()), dependent));
        assertThat(parts.get("2").path("status").asInt()).isEqualTo(424);
        assertThat(group.members()).isEmpty();
    }

    @Test
    void aBadTokenFailsTheWholeBatch() {
        client.useToken("nonsense");
        Reply reply = client.batch(client.addPart("1", group, devices.get(0)));
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.code()).isEqualTo("InvalidAuthenticationToken");
    }

    @Test
    void aPageInAPartBearsItsNextLink() {
        group.setMembers(devices.subList(0, 10));
        JsonNode part = parts(
                        client.batch(part("1", "GET", "/groups/" + group.id() + "/members?$select=id&$top=4", null)))
                .get("1");
        String next = part.at("/body/@odata.nextLink").asText();
        assertThat(next).startsWith(sandbox.graph().url() + "/v1.0/groups/");
        assertThat(client.get(next.substring((sandbox.graph().url() + "/v1.0").length()))
                        .json()
                        .path("value"))
                .hasSize(4);
        assertThat(sandbox.graph().violations()).isEmpty();
    }

    @Test
    void manyPatchesInABatchMayBeTooManyForGraph() {
        faults().setPatchesPerBatchAllowed(5);
        JsonNode[] patches = IntStream.range(0, 7)
                .mapToObj(i -> part("" + i, "PATCH", "/groups/" + group.id(), client.bind(List.of(devices.get(i)))))
                .toArray(JsonNode[]::new);
        List<Integer> statuses = parts(client.batch(patches)).values().stream()
                .map(part -> part.path("status").asInt())
                .sorted()
                .toList();
        assertThat(statuses).containsExactly(204, 204, 204, 204, 204, 503, 503);
        assertThat(group.members()).hasSize(5);
    }

    @Test
    void aPartMayBeLostOrAnsweredTwiceAlthoughItWasApplied() {
        faults().inject(Fault.of(FaultKind.MISSING_PART).on("POST", ".*").times(1));
        faults().inject(Fault.of(FaultKind.DUPLICATED_PART).on("POST", ".*").times(1));
        Reply reply =
                client.batch(client.addPart("1", group, devices.get(0)), client.addPart("2", group, devices.get(1)));
        assertThat(reply.json().path("responses"))
                .hasSize(2)
                .allMatch(part -> part.path("id").asText().equals("2"));
        assertThat(group.members()).hasSize(2);
    }

    @Test
    void aPartMayFailBeforeOrAfterItWasApplied() {
        faults().inject(Fault.of(FaultKind.ERROR_BEFORE)
                .inParts()
                .on("POST", ".*")
                .status(500)
                .times(1));
        faults().inject(Fault.of(FaultKind.ERROR_AFTER)
                .inParts()
                .on("POST", ".*")
                .status(504)
                .times(1));
        Map<String, JsonNode> parts = parts(
                client.batch(client.addPart("1", group, devices.get(0)), client.addPart("2", group, devices.get(1))));
        assertThat(parts.get("1").path("status").asInt()).isEqualTo(500);
        assertThat(parts.get("2").path("status").asInt()).isEqualTo(504);
        assertThat(group.members()).containsExactly(devices.get(1));
    }

    @Test
    void anyAnswerCanBePutIntoAPart() {
        faults().inject(Fault.of(FaultKind.ERROR_BEFORE).inParts().status(423).saying("Locked", "Nobody knows why."));
        JsonNode part =
                parts(client.batch(client.addPart("1", group, devices.get(0)))).get("1");
        assertThat(part.path("status").asInt()).isEqualTo(423);
        assertThat(part.at("/body/error/message").asText()).isEqualTo("Nobody knows why.");
    }
}
