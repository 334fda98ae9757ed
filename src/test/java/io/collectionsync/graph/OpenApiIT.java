package io.collectionsync.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request;
import com.atlassian.oai.validator.model.SimpleRequest;
import com.atlassian.oai.validator.report.LevelResolverFactory;
import com.atlassian.oai.validator.report.ValidationReport;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.collectionsync.sandbox.Fault;
import io.collectionsync.sandbox.FaultKind;
import io.collectionsync.sandbox.GroupKind;
import io.collectionsync.sandbox.Sandbox;
import io.collectionsync.sandbox.SandboxApp;
import io.collectionsync.sandbox.SandboxRequest;
import io.collectionsync.testkit.Scene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of request that we send is one that Microsoft's description of Graph knows, where it lies at hand. */
class OpenApiIT {

    private static final Path DESCRIPTION = Path.of("..", "shared", "facts", "graph-openapi.yaml");

    /** What the description lacks, being trimmed and of 2023 (Microsoft docs have them). */
    private static final List<String> LEFT_OUT = List.of(
            "GET /devices/ID/memberOf: No API path found",
            "GET /users/ID/memberOf: No API path found",
            "GET /groups/ID: Instance value (\"isManagementRestricted\") not found in enum",
            "GET /groups: Instance value (\"isManagementRestricted\") not found in enum");
    /** Annotations of OData, which stand in no schema. */
    private static final Set<String> ANNOTATIONS = Set.of("@odata.id", "members@odata.bind", "owners@odata.bind");

    private final Queue<SandboxRequest> received = new ConcurrentLinkedQueue<>();

    @Test
    void eachRequestFitsTheDescriptionOfGraph(@TempDir Path home) throws IOException {
        assumeTrue(Files.exists(DESCRIPTION), "no description of Graph beside the checkout");
        try (var sandbox = Scene.sandbox(400);
                var scene = new Scene(sandbox, home)) {
            sandbox.graph().onRequest(received::add);
            work(sandbox, scene);
        }
        var description = description();
        var validator = OpenApiInteractionValidator.createForInlineApiSpecification(description.toString())
                .withLevelResolver(LevelResolverFactory.withAdditionalPropertiesIgnored())
                .withBasePathOverride("/")
                .build();
        var faults = new TreeSet<String>();
        for (var request : received) {
            validator.validateRequest(request(request)).getMessages().stream()
                    .filter(message -> message.getLevel() == ValidationReport.Level.ERROR)
                    .map(message -> kind(request) + ": " + message.getMessage())
                    .filter(fault -> LEFT_OUT.stream().noneMatch(fault::startsWith))
                    .forEach(faults::add);
            unknownProperties(description, request).forEach(name -> faults.add(kind(request) + ": property " + name));
        }

        assertThat(received)
                .as("all that we send")
                .extracting(OpenApiIT::kind)
                .contains(
                        "PATCH /groups/ID",
                        "POST /groups/ID/members/$ref",
                        "DELETE /groups/ID/members/ID/$ref",
                        "GET /groups/ID/members",
                        "GET /devices",
                        "GET /groups",
                        "POST /groups",
                        "GET /users",
                        "GET /users/ID/memberOf");
        assertThat(received)
                .filteredOn(request -> request.path().equals("/users"))
                .extracting(request -> request.query().get("$filter").replaceFirst(" .*", ""))
                .as("what users are found by")
                .contains("id", "userPrincipalName", "onPremisesSecurityIdentifier");
        assertThat(faults).isEmpty();
    }

    /** Its schemas are open for objects only, which no text of a sibling schema passes: that is taken out. */
    private static JsonNode description() throws IOException {
        var description = new YAMLMapper().readTree(DESCRIPTION.toFile());
        description.findParents("additionalProperties").forEach(schema -> ((ObjectNode) schema)
                .remove("additionalProperties"));
        return description;
    }

    private static List<String> unknownProperties(JsonNode description, SandboxRequest request) {
        var known = new HashSet<>(ANNOTATIONS);
        description
                .path("components")
                .path("schemas")
                .path("microsoft.graph.group")
                .findValues("properties")
                .forEach(properties -> properties.fieldNames().forEachRemaining(known::add));
        var names = new ArrayList<String>();
        if (request.body() != null) {
            request.body().fieldNames().forEachRemaining(names::add);
        }
        names.removeAll(known);
        return names;
    }

    /** Reads, adds, removes, splits, searches and makes a group. */
    private static void work(Sandbox sandbox, Scene scene) {
        var ring = scene.mapping("ring", 0, 60);
        ring.group.setMembers(Scene.objects(scene.joined(55, 10)));
        sandbox.graph()
                .faults()
                .inject(Fault.of(FaultKind.ERROR_BEFORE)
                        .on("PATCH", "/groups/.*")
                        .inParts()
                        .times(1)
                        .status(403)
                        .saying("Authorization_RequestDenied", "Insufficient privileges"));
        scene.apply();
        assertThat(ring.group.members()).isEqualTo(ring.objects());
        addUsers(sandbox, scene);
        var roles = new HashSet<>(SandboxApp.RECOMMENDED_ROLES);
        roles.add("Group.Create");
        sandbox.tenant("contoso").app().setRoles(roles);
        for (var words : List.of(
                List.of("groups", "search", "sg"),
                List.of("check"),
                List.of("explain", ring.devices.get(0).name()),
                List.of(
                        "mappings",
                        "add",
                        "--collection",
                        ring.collection,
                        "--group",
                        "Made by the test",
                        "--create-group",
                        "--tenant",
                        "contoso",
                        "--yes"))) {
            assertThat(scene.run(words.toArray(String[]::new)).exit())
                    .as(words.toString())
                    .isBetween(0, 3);
        }
    }

    /** By each property that users are found by, and with an answer lost, after which they are asked for. */
    private static void addUsers(Sandbox sandbox, Scene scene) {
        sandbox.site()
                .execute("UPDATE dbo.sandbox_user SET AADUserID = NULL WHERE ResourceID = "
                        + sandbox.site().members("PS100020").get(0));
        var group = sandbox.tenant("contoso").createGroup("staff", GroupKind.MICROSOFT_365);
        scene.live.map("name: staff, tenant: contoso, group: " + group.id() + ", collections: [PS100020]");
        sandbox.graph()
                .faults()
                .inject(Fault.of(FaultKind.RESET_AFTER)
                        .on("POST", "/.batch")
                        .withPart("PATCH")
                        .times(1));
        assertThat(scene.apply().exit()).isZero();
        assertThat(group.size()).isEqualTo(sandbox.site().members("PS100020").size());
        scene.live.stop();
        scene.live.set("configmgr.user-keys = sid");
        assertThat(scene.apply().exit()).isZero();
    }

    private static Request request(SandboxRequest request) {
        var builder = new SimpleRequest.Builder(request.method(), request.path());
        request.query().forEach(builder::withQueryParam);
        request.headers().forEach(builder::withHeader);
        return request.body() == null
                ? builder.build()
                : builder.withBody(request.body().toString())
                        .withContentType("application/json")
                        .build();
    }

    private static String kind(SandboxRequest request) {
        return request.method() + " " + request.path().replaceAll("[0-9a-f-]{36}", "ID");
    }
}
