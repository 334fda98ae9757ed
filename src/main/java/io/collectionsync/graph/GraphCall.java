package io.collectionsync.graph;

import io.collectionsync.graph.read.GroupFacts;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
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
 */
public record GraphCall(
        String tenant, String method, String url, String body, int reads, int writes, Map<String, Integer> patches) {

    private static final String BATCH = "/$batch";
    /** Resource units of a page of members with $select (Microsoft docs: 3, less 1). */
    public static final int MEMBER_PAGE_UNITS = 2;
    /** Most members in a page (Microsoft docs). */
    private static final int MEMBER_PAGE = 999;

    public static GraphCall get(String tenant, String url, int reads) {
        return new GraphCall(tenant, "GET", url, null, reads, 0, Map.of());
    }

    static GraphCall post(String tenant, String url, String body, int reads, int writes) {
        return new GraphCall(tenant, "POST", url, body, reads, writes, Map.of());
    }

    /** A batch of up to 20 requests. */
    public static GraphCall batch(String tenant, String body, int reads, int writes, Map<String, Integer> patches) {
        return new GraphCall(tenant, "POST", BATCH, body, reads, writes, Map.copyOf(patches));
    }

    /** A request that makes one object. */
    public static GraphCall create(String tenant, String url, String body) {
        return new GraphCall(tenant, "POST", url, body, 1, 1, Map.of());
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
        return get(tenant, "/groups/" + group + "?$select=" + String.join(",", GroupFacts.PROPERTIES), 1);
    }

    /** Whether a group exists. */
    public static GraphCall groupExists(String tenant, UUID group) {
        return get(tenant, "/groups/" + group + "?$select=id", 1);
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
