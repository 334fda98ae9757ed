package io.collectionsync.graph.read;

import com.fasterxml.jackson.databind.JsonNode;
import io.collectionsync.graph.GraphAnswer;
import io.collectionsync.graph.GraphCall;
import io.collectionsync.graph.GraphFault;
import io.collectionsync.graph.work.Inquiry;
import io.collectionsync.membership.Actual;
import io.collectionsync.membership.MemberIds;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The listing of one group's direct members, page by page. Nothing of it counts until it is complete. */
public final class MemberPages extends Inquiry {

    private static final String DEVICE = "device";
    /** What Graph says of a next link that has become too old (captured): the listing starts over, so often. */
    static final String EXPIRED = "Directory_ExpiredPageToken";

    private static final int MOST_STARTS = 3;

    private final String tenant;
    private final UUID group;
    private MemberIds.Builder members;
    private final Map<UUID, String> otherTypes = new HashMap<>();
    private final Set<String> links = new HashSet<>();
    private GraphCall next;
    private int starts;

    public MemberPages(String tenant, UUID group) {
        this.tenant = tenant;
        this.group = group;
        start();
    }

    private void start() {
        starts++;
        members = new MemberIds.Builder();
        otherTypes.clear();
        links.clear();
        next = GraphCall.members(tenant, group);
    }

    @Override
    protected GraphCall question() {
        return next;
    }

    /**
     * @param answer the next page; that a next link has expired starts the listing over, twice at most
     * @throws GraphFault if the page is none, an item lacks its id, or a link repeats: the listing is worthless
     */
    @Override
    protected void take(GraphAnswer answer) {
        if (!answer.isOk()
                && starts < MOST_STARTS
                && EXPIRED.equals(answer.error().code())) {
            start();
            return;
        }
        var items = answer.json().path("value");
        if (!answer.isOk() || !items.isArray()) {
            throw broken(answer.isOk() ? "a page holds no list" : answer.error().line());
        }
        items.forEach(this::takeItem);
        var link = answer.json().path("@odata.nextLink");
        if (link.isTextual() && !links.add(link.textValue())) {
            throw broken("a page repeats");
        }
        next = link.isTextual() ? GraphCall.get(tenant, link.textValue(), GraphCall.MEMBER_PAGE_UNITS) : null;
    }

    private void takeItem(JsonNode item) {
        UUID id;
        try {
            id = UUID.fromString(item.path("id").asText(""));
        } catch (IllegalArgumentException malformed) {
            throw broken("an item lacks its id");
        }
        members.add(id);
        String type = item.path("@odata.type").asText("").replace("#microsoft.graph.", "");
        if (!type.isEmpty() && !type.equals(DEVICE)) {
            otherTypes.put(id, type);
        }
    }

    private GraphFault broken(String why) {
        return new GraphFault("Members of group " + group + " could not be read completely: " + why);
    }

    /**
     * @return the members
     * @throws RuntimeException what the listing failed with
     * @throws io.collectionsync.graph.MissingStep if it is not complete
     */
    public Actual actual() {
        requireAnswered();
        return new Actual(members.build(), otherTypes);
    }
}
