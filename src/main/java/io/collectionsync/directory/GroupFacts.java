package io.collectionsync.directory;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/**
 * What decides whether devices can be written into a group.
 *
 * @param id    object id
 * @param name  display name
 * @param fault why it cannot be a target; null when it can
 */
public record GroupFacts(UUID id, String name, String fault) {

    static final List<String> PROPERTIES = List.of("id", "displayName", "groupTypes", "mailEnabled", "securityEnabled",
            "onPremisesSyncEnabled");

    private static final String USERS_ONLY = "is a Microsoft 365 group, which cannot hold devices";

    /**
     * @param group  the group asked for
     * @param answer Graph's answer to {@link GraphCall#groupFacts}
     * @return the facts of an existing group
     * @throws DirectoryFault where the group does not exist or could not be read
     */
    public static GroupFacts of(UUID group, GraphAnswer answer) {
        if (answer.status() == 404) {
            throw new DirectoryFault("Group " + group + " does not exist in this tenant: correct 'group' in"
                    + " config/mappings.yaml, or restore the group");
        }
        if (!answer.isOk() || !answer.json().hasNonNull("id")) {
            throw new DirectoryFault("Group " + group + " could not be read: " + answer.error().line());
        }
        var json = answer.json();
        return new GroupFacts(group, json.path("displayName").asText(""), fault(json).orElse(null));
    }

    /** @return whether it can hold users, but no devices (Microsoft docs: Microsoft 365 groups) */
    public boolean isUsersOnly() {
        return USERS_ONLY.equals(fault);
    }

    /**
     * @return these facts, if the group can be a target, if only of users
     * @throws DirectoryFault where it cannot; the line says why and names the mend
     */
    public GroupFacts requireTarget() {
        return isUsersOnly() ? this : requireWritable();
    }

    /**
     * @return these facts, if the group can be a target of devices
     * @throws DirectoryFault where it cannot; the line says why and names the mend
     */
    public GroupFacts requireWritable() {
        if (fault != null) {
            throw new DirectoryFault("Group " + id + " (" + name + ") " + fault
                    + ": choose an assigned security group as target");
        }
        return this;
    }

    /** The table of group kinds (Microsoft docs). */
    static Optional<String> fault(JsonNode group) {
        var types = StreamSupport.stream(group.path("groupTypes").spliterator(), false).map(JsonNode::asText).toList();
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
        return group.path("securityEnabled").asBoolean(true) ? Optional.empty()
                : Optional.of("is no security group");
    }
}
