package io.collectionsync.graph;

import io.collectionsync.graph.throttle.Cost;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * One request to Graph, before it has a host or a token.
 *
 * @param tenant name of the tenant in the settings
 * @param method GET or POST
 * @param url    a path under the version root, such as {@code /groups}, or a next link exactly as Graph gave it
 * @param body   JSON, null for none
 * @param reads  resource units that it costs by Microsoft's table
 * @param writes writes that it costs, but for its PATCHes
 * @param patches members in each PATCH of a batch by the id of its part: what such a PATCH costs must be learnt
 * @param permit  proves each time that a change may be sent
 */
public record GraphCall(
        String tenant,
        String method,
        String url,
        String body,
        int reads,
        int writes,
        Map<String, Integer> patches,
        Permit permit) {

    private static final String BATCH = "/$batch";
    /** Resource units of a page of members with $select (Microsoft docs: 3, less 1). */
    public static final int MEMBER_PAGE_UNITS = 2;
    /** Most members in a page (Microsoft docs). */
    private static final int MEMBER_PAGE = 999;
    /** What decides whether a group can be a target. */
    public static final List<String> GROUP_FACTS = List.of(
            "id",
            "displayName",
            "groupTypes",
            "mailEnabled",
            "securityEnabled",
            "onPremisesSyncEnabled",
            "isAssignableToRole",
            "isManagementRestricted",
            "visibility",
            "createdDateTime");

    public GraphCall {
        patches = Map.copyOf(patches);
        Objects.requireNonNull(permit, "A call to Graph needs its permit");
        if (permit == Permit.NOT_NEEDED && (writes > 0 || !patches.isEmpty())) {
            throw new IllegalArgumentException("A call that changes something needs a permit of its own");
        }
    }

    public static GraphCall get(String tenant, String url, int reads) {
        return new GraphCall(tenant, "GET", url, null, reads, 0, Map.of(), Permit.NOT_NEEDED);
    }

    /** A batch of up to 20 requests that only read. */
    public static GraphCall batch(String tenant, String body, int reads) {
        return new GraphCall(tenant, "POST", BATCH, body, reads, 0, Map.of(), Permit.NOT_NEEDED);
    }

    /**
     * A batch of up to 20 requests that change members.
     *
     * @throws IllegalArgumentException if it changes something and {@code permit} proves nothing
     */
    public static GraphCall batch(
            String tenant, String body, int reads, int writes, Map<String, Integer> patches, Permit permit) {
        return new GraphCall(tenant, "POST", BATCH, body, reads, writes, patches, permit);
    }

    /**
     * A request that makes one object.
     *
     * @throws IllegalArgumentException if {@code permit} proves nothing
     */
    public static GraphCall create(String tenant, String url, String body, Permit permit) {
        return new GraphCall(tenant, "POST", url, body, 1, 1, Map.of(), permit);
    }

    /** @return what it costs of the tenant's quotas */
    Cost cost() {
        return new Cost(reads, writes, patches.values());
    }

    boolean isRead() {
        return method.equals("GET");
    }

    boolean writesNothing() {
        return writes == 0 && patches.isEmpty();
    }

    /** @return whether a second sending may make a second object */
    boolean makesObject() {
        return method.equals("POST") && !isBatch() && writes > 0;
    }

    public boolean isBatch() {
        return url.equals(BATCH);
    }

    /** The facts of a group that decide whether it can be a target. */
    public static GraphCall groupFacts(String tenant, UUID group) {
        return get(tenant, "/groups/" + group + "?$select=" + String.join(",", GROUP_FACTS), 1);
    }

    /** The first page of a group's direct members; no index is asked, which may lag (Microsoft docs). */
    public static GraphCall members(String tenant, UUID group) {
        return get(tenant, "/groups/" + group + "/members?$select=id&$top=" + MEMBER_PAGE, MEMBER_PAGE_UNITS);
    }

    /** The groups that hold a device as a direct member. */
    public static GraphCall groupsOfDevice(String tenant, UUID object) {
        return get(tenant, groupsOf("devices", object), 1);
    }

    /** @param collection {@code devices} or {@code users} */
    public static String groupsOf(String collection, UUID object) {
        return "/" + collection + "/" + object + "/memberOf?$select=id&$top=999";
    }

    /** @return {@code text} as it may stand in a query */
    public static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
