package io.collectionsync.graph.read;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

/**
 * A group as a search shows it.
 *
 * @param tenant name of its tenant in the settings
 * @param id     object id
 * @param name   display name
 * @param kind   what kind of group it is, in words
 * @param fault  why it cannot be the target of a mapping; null when it can
 */
public record FoundGroup(String tenant, UUID id, String name, String kind, String fault) {

    /** @return whether a mapping may name it */
    public boolean isTarget() {
        return fault == null;
    }

    static FoundGroup of(String tenant, JsonNode group) {
        return new FoundGroup(
                tenant,
                UUID.fromString(group.path("id").asText()),
                group.path("displayName").asText(""),
                kind(group),
                fault(group));
    }

    /** What stops a mapping at once, then what stops every write later (Microsoft docs: kinds of groups). */
    private static String fault(JsonNode group) {
        String role = GroupFacts.role(group);
        return GroupFacts.fault(group)
                .orElseGet(() -> role == null
                        ? null
                        : GroupFacts.kind(role) + ", which only " + role + " may " + GroupFacts.deed(role));
    }

    private static String kind(JsonNode group) {
        List<String> types = StreamSupport.stream(group.path("groupTypes").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
        boolean mail = group.path("mailEnabled").asBoolean(false);
        boolean security = group.path("securityEnabled").asBoolean(false);
        String plain = types.contains("Unified")
                ? "Microsoft 365"
                : mail && security ? "mail-enabled security" : security ? "security" : "distribution";
        return (types.contains("DynamicMembership") ? "dynamic " : "assigned ") + plain;
    }
}
