package io.collectionsync.graph.write;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.collectionsync.graph.GraphAnswer;
import io.collectionsync.graph.GraphCall;
import io.collectionsync.graph.GraphFault;
import io.collectionsync.graph.Permit;
import io.collectionsync.graph.work.Inquiry;
import java.util.UUID;

/** Makes an assigned security group that the application owns. */
public final class GroupCreation extends Inquiry {

    /** Longest mailNickname (Microsoft docs). */
    private static final int NICKNAME = 64;

    private final String tenant;
    private final String name;
    private GraphCall next;
    private UUID id;

    /**
     * @param tenant name of the tenant
     * @param root   its version root
     * @param owner  object id of the application's service principal; null: the group gets no owner
     * @param name   display name of the new group
     * @param permit proves that it may be made
     */
    public GroupCreation(String tenant, String root, String owner, String name, Permit permit) {
        this.tenant = tenant;
        this.name = name.strip();
        var body = JsonNodeFactory.instance
                .objectNode()
                .put("displayName", this.name)
                .put("description", "Members are kept equal to Configuration Manager collections by Collection Sync")
                .put("mailEnabled", false)
                .put("securityEnabled", true)
                .put("mailNickname", nickname());
        body.putArray("groupTypes");
        if (owner != null) {
            body.putArray("owners@odata.bind").add(root + "/servicePrincipals/" + owner);
        }
        next = GraphCall.create(tenant, "/groups", body.toString(), permit);
    }

    private String nickname() {
        String plain = name.replaceAll("[^A-Za-z0-9-]", "");
        return plain.isEmpty() ? "group-" + UUID.randomUUID() : plain.substring(0, Math.min(NICKNAME, plain.length()));
    }

    @Override
    protected GraphCall question() {
        return next;
    }

    @Override
    protected void take(GraphAnswer answer) {
        if (!answer.isOk()) {
            throw new GraphFault("Group '" + name + "' could not be made in tenant " + tenant + ": "
                    + answer.error().line()
                    + (answer.status() == 403
                            ? "; grant Group.Create"
                            : answer.isRetryable() && answer.status() != 429
                                    ? "; it may be there all the same: look with 'collection-sync groups search'"
                                    : ""));
        }
        id = UUID.fromString(answer.json().path("id").asText());
        next = null;
    }

    /** @return object id of the new group */
    public UUID id() {
        return id;
    }
}
