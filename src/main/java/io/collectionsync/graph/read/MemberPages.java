package io.collectionsync.graph.read;

import com.fasterxml.jackson.databind.JsonNode;
import io.collectionsync.graph.GraphAnswer;
import io.collectionsync.graph.GraphCall;
import io.collectionsync.graph.GraphFault;
import io.collectionsync.graph.work.GraphWork;
import io.collectionsync.membership.Actual;
import io.collectionsync.membership.MemberIds;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The listing of one group's direct members, page by page. Nothing of it counts until it is complete. One thread reads
 * the pages while another waits for the members.
 */
public final class MemberPages {

    private static final String DEVICE = "device";
    /** What Graph says of a next link that has become too old (captured): the listing starts over, so often. */
    private static final String EXPIRED = "Directory_ExpiredPageToken";

    private static final int MOST_STARTS = 3;

    private final String tenant;
    private final UUID group;
    private MemberIds.Builder members;
    private final Map<UUID, String> otherTypes = new HashMap<>();
    private final Set<String> links = new HashSet<>();
    private GraphCall next;
    private int starts;
    private Throwable failure;

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

    /** @return whether a page is to be asked for */
    public synchronized boolean isOpen() {
        return next != null && failure == null;
    }

    /** @return the request for the next page */
    public synchronized GraphCall getNext() {
        return next;
    }

    /**
     * @param answer the answer to {@link #getNext()}; that a next link has expired starts the listing over, twice at
     *     most
     * @throws GraphFault if the page is none, an item lacks its id, or a link repeats: the listing is worthless
     */
    public synchronized void take(GraphAnswer answer) {
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
        notifyAll();
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
        var fault = new GraphFault("Members of group " + group + " could not be read completely: " + why);
        fail(fault);
        return fault;
    }

    /** Something broke: nothing more is asked for, and who waits for the members meets it. */
    public synchronized void fail(Throwable cause) {
        failure = cause;
        notifyAll();
    }

    /** Nobody wants the members any more. */
    public synchronized void close() {
        if (isOpen()) {
            fail(new IllegalStateException("The listing of group " + group + " was given up"));
        }
    }

    /**
     * Waits until the last page has been taken.
     *
     * @return the members
     * @throws RuntimeException what {@link #fail} was told
     */
    public synchronized Actual actual() throws InterruptedException {
        while (isOpen()) {
            wait();
        }
        GraphWork.rethrow(failure);
        return new Actual(members.build(), otherTypes);
    }
}
