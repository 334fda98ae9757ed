package io.collectionsync.graph.read;

import com.fasterxml.jackson.databind.JsonNode;
import io.collectionsync.graph.GraphAnswer;
import io.collectionsync.graph.GraphCall;
import io.collectionsync.graph.GraphFault;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/**
 * What decides whether devices can be written into a group.
 *
 * @param id    object id
 * @param name  display name
 * @param fault why it cannot be a target; null when it can
 * @param role  the application permission that it takes beside the usual ones; null when none
 * @param created when it was made; null where that is not told
 */
public record GroupFacts(UUID id, String name, String fault, String role, Instant created) {

    private static final String USERS_ONLY = "is a Microsoft 365 group, which cannot hold devices";
    private static final String ROLE_ASSIGNABLE = "RoleManagement.ReadWrite.Directory";
    private static final String RESTRICTED = "Directory.Write.Restricted";
    private static final String HIDDEN = "Member.Read.Hidden";
    /** A group that is younger may be unknown to some of Graph's servers (Terraform waits for up to 12 minutes). */
    private static final Duration YOUNG = Duration.ofMinutes(15);

    /**
     * @param group  the group asked for
     * @param answer Graph's answer to {@link GraphCall#groupFacts}
     * @return the facts of an existing group
     * @throws GraphFault where the group does not exist or could not be read
     */
    public static GroupFacts of(UUID group, GraphAnswer answer) {
        if (answer.status() == 404) {
            throw new GraphFault("Group " + group + " does not exist in this tenant: correct 'group' in"
                    + " config/mappings.yaml, or restore the group; one that is new shows within minutes");
        }
        if (!answer.isOk() || !isAbout(group, answer)) {
            throw new GraphFault(
                    "Group " + group + " could not be read: " + answer.error().line());
        }
        var json = answer.json();
        return new GroupFacts(
                group,
                json.path("displayName").asText(""),
                fault(json).orElse(null),
                role(json),
                created(json.path("createdDateTime").asText("")));
    }

    /** @return whether the answer is about this group and no other */
    public static boolean isAbout(UUID group, GraphAnswer answer) {
        return answer.json().path("id").asText().equalsIgnoreCase(group.toString());
    }

    private static Instant created(String text) {
        try {
            return text.isEmpty() ? null : Instant.parse(text);
        } catch (DateTimeParseException unknown) {
            return null;
        }
    }

    /** @return whether Graph may not know it everywhere yet */
    public boolean isYoung(Instant now) {
        return created != null && created.plus(YOUNG).isAfter(now);
    }

    /** @return whether it can hold users, but no devices (Microsoft docs: Microsoft 365 groups) */
    public boolean isUsersOnly() {
        return USERS_ONLY.equals(fault);
    }

    /**
     * @return these facts, if the group can be a target, if only of users
     * @throws GraphFault where it cannot; the line says why and names the fix
     */
    public GroupFacts requireTarget() {
        return isUsersOnly() ? this : requireWritable();
    }

    /**
     * @return these facts, if the group can be a target of devices
     * @throws GraphFault where it cannot; the line says why and names the fix
     */
    public GroupFacts requireWritable() {
        if (fault != null) {
            throw new GraphFault(
                    "Group " + id + " (" + name + ") " + fault + ": choose an assigned security group as target");
        }
        return this;
    }

    /** The rows of the table of group kinds that take a permission of their own (Microsoft docs). */
    static String role(JsonNode group) {
        if (group.path("isAssignableToRole").asBoolean(false)) {
            return ROLE_ASSIGNABLE;
        }
        if (group.path("isManagementRestricted").asBoolean(false)) {
            return RESTRICTED;
        }
        return group.path("visibility").asText("").equals("HiddenMembership") ? HIDDEN : null;
    }

    /** @return what makes {@link #role} necessary, in words */
    public String kind() {
        return kind(role);
    }

    public static String kind(String role) {
        return ROLE_ASSIGNABLE.equals(role)
                ? "is role-assignable"
                : HIDDEN.equals(role) ? "has a hidden membership" : "is in a restricted management administrative unit";
    }

    /** @return what only {@code role} may do */
    public static String deed(String role) {
        return HIDDEN.equals(role) ? "read" : "write";
    }

    /** The table of group kinds (Microsoft docs). */
    static Optional<String> fault(JsonNode group) {
        var types = StreamSupport.stream(group.path("groupTypes").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
        if (types.contains("DynamicMembership")) {
            return Optional.of("is dynamic, its members follow from a rule");
        }
        if (group.path("onPremisesSyncEnabled").asBoolean(false)) {
            return Optional.of("is synchronised from on-premises");
        }
        if (types.contains("Unified")) {
            return Optional.of(USERS_ONLY);
        }
        if (group.path("mailEnabled").asBoolean(false)) {
            return Optional.of("is mail-enabled, which Graph cannot write");
        }
        return group.path("securityEnabled").asBoolean(true) ? Optional.empty() : Optional.of("is no security group");
    }
}
