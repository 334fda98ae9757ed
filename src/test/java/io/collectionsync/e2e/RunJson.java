package io.collectionsync.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.StreamSupport;

/**
 * The JSON of {@code plan} and {@code apply}, held to the operator's contract: every field, its type, and no other but
 * {@code plan}, the hash by which a held plan is approved, and in a plan {@code members}, each with name and reason.
 */
final class RunJson {

    private static final Set<String> STATUS = Set.of("Success", "Partial Success", "Failed", "In Progress", "Held");

    private final JsonNode document;

    private RunJson(JsonNode document) {
        this.document = document;
    }

    static RunJson ofPlan(Distribution.Result result) {
        return of(result.json(), false);
    }

    static RunJson ofApply(Distribution.Result result) {
        return of(result.json(), true);
    }

    private static RunJson of(JsonNode document, boolean applied) {
        requireFields(document, "run", "status", "mappings");
        assertThat(document.get("run").isTextual()).isTrue();
        assertThat(STATUS).contains(document.get("status").textValue());
        document.get("mappings").forEach(mapping -> requireMapping(mapping, applied));
        return new RunJson(document);
    }

    private static void requireMapping(JsonNode mapping, boolean applied) {
        boolean read = mapping.get("desired").isInt();
        if (applied) {
            requireFields(
                    mapping,
                    "name",
                    "tenant",
                    "group",
                    "collections",
                    "status",
                    "desired",
                    "actual",
                    "additions",
                    "removals",
                    "held",
                    "unresolved",
                    "plan",
                    "outcomes",
                    "error");
            requireFields(mapping.get("outcomes"), "applied", "alreadySo", "refused", "deadLettered");
            assertThat(mapping.get("outcomes")).allMatch(JsonNode::isInt);
        } else if (read) {
            requireFields(
                    mapping,
                    "name",
                    "tenant",
                    "group",
                    "collections",
                    "status",
                    "desired",
                    "actual",
                    "additions",
                    "removals",
                    "held",
                    "unresolved",
                    "plan",
                    "members",
                    "error");
            mapping.get("members").forEach(member -> requireFields(member, "id", "name", "change", "reason"));
        } else {
            requireFields(
                    mapping,
                    "name",
                    "tenant",
                    "group",
                    "collections",
                    "status",
                    "desired",
                    "actual",
                    "additions",
                    "removals",
                    "held",
                    "unresolved",
                    "plan",
                    "error");
        }
        assertThat(List.of(mapping.get("name"), mapping.get("tenant"))).allMatch(JsonNode::isTextual);
        UUID.fromString(mapping.get("group").textValue());
        assertThat(mapping.get("collections")).isNotEmpty().allMatch(JsonNode::isTextual);
        assertThat(STATUS).contains(mapping.get("status").textValue());
        assertThat(List.of(mapping.get("desired"), mapping.get("actual")))
                .allMatch(read ? JsonNode::isInt : JsonNode::isNull);
        List.of("additions", "removals")
                .forEach(list -> assertThat(mapping.get(list).isArray()).isTrue());
        ids(mapping, "additions");
        ids(mapping, "removals");
        requireFields(mapping.get("held"), "removals", "reasons", "fixes");
        mapping.at("/held/reasons").forEach(reason -> assertThat(
                        mapping.at("/held/fixes").get(reason.textValue()).textValue())
                .isNotBlank());
        assertThat(mapping.at("/held/removals").isInt()).isTrue();
        assertThat(mapping.at("/held/reasons").isArray()).isTrue();
        mapping.get("unresolved").forEach(member -> {
            requireFields(member, "resourceId", "name", "deviceId", "reason", "fix");
            assertThat(member.get("resourceId").isIntegralNumber()).isTrue();
            assertThat(member.get("reason").isTextual()).isTrue();
            assertThat(member.get("fix").textValue()).isNotBlank();
        });
        assertThat(mapping.get("error").isNull() || mapping.get("error").isTextual())
                .isTrue();
    }

    private static void requireFields(JsonNode object, String... names) {
        var found = new TreeSet<String>();
        object.fieldNames().forEachRemaining(found::add);
        assertThat(found).containsExactlyInAnyOrder(names);
    }

    private static List<UUID> ids(JsonNode mapping, String list) {
        return StreamSupport.stream(mapping.get(list).spliterator(), false)
                .map(id -> UUID.fromString(id.textValue()))
                .toList();
    }

    String status() {
        return document.get("status").textValue();
    }

    List<String> names() {
        return StreamSupport.stream(document.get("mappings").spliterator(), false)
                .map(mapping -> mapping.get("name").textValue())
                .toList();
    }

    JsonNode mapping(String name) {
        return StreamSupport.stream(document.get("mappings").spliterator(), false)
                .filter(mapping -> mapping.get("name").textValue().equals(name))
                .findFirst()
                .orElseThrow();
    }

    String status(String mapping) {
        return mapping(mapping).get("status").textValue();
    }

    String error(String mapping) {
        return mapping(mapping).get("error").textValue();
    }

    List<UUID> additions(String mapping) {
        return ids(mapping(mapping), "additions");
    }

    List<UUID> removals(String mapping) {
        return ids(mapping(mapping), "removals");
    }
}
