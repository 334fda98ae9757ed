package io.collectionsync.graph.read;

import io.collectionsync.graph.GraphAnswer;
import io.collectionsync.graph.GraphCall;
import io.collectionsync.graph.GraphFault;
import io.collectionsync.graph.work.Inquiry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Looks for groups of one tenant by name. A part of a name is looked for here, in the listing of all groups: Graph's
 * {@code $search} finds the beginnings of words only, and asks an index that lags (Microsoft docs). So no text of the
 * user's reaches a query, but for a whole name.
 */
public final class GroupSearch extends Inquiry {

    /** Groups a page; the most that Graph gives (Microsoft docs). */
    private static final String ALL = "/groups?$select=" + String.join(",", GraphCall.GROUP_FACTS) + "&$top=999";

    private final String tenant;
    private final Predicate<String> wanted;
    private final List<FoundGroup> found = new ArrayList<>();
    private final Set<String> links = new HashSet<>();
    private GraphCall next;

    private GroupSearch(String tenant, String url, Predicate<String> wanted) {
        this.tenant = tenant;
        this.wanted = wanted;
        this.next = GraphCall.get(tenant, url, 1);
    }

    /** @return the search for groups with {@code part} anywhere in their name, in upper or lower case */
    public static GroupSearch containing(String tenant, String part) {
        String sought = part.strip().toLowerCase(Locale.ROOT);
        return new GroupSearch(
                tenant, ALL, name -> name.toLowerCase(Locale.ROOT).contains(sought));
    }

    /** @return the search for groups that are called {@code name} */
    public static GroupSearch named(String tenant, String name) {
        String filter = "displayName eq '" + name.strip().replace("'", "''") + "'";
        return new GroupSearch(tenant, ALL + "&$filter=" + GraphCall.escape(filter), any -> true);
    }

    /** @return the search for the group with this object id */
    public static GroupSearch withId(String tenant, UUID id) {
        return new GroupSearch(tenant, ALL + "&$filter=" + GraphCall.escape("id eq '" + id + "'"), any -> true);
    }

    @Override
    protected GraphCall question() {
        return next;
    }

    @Override
    protected void take(GraphAnswer answer) {
        var items = answer.json().path("value");
        if (!answer.isOk() || !items.isArray()) {
            throw broken(answer.isOk() ? "a page holds no list" : answer.error().line());
        }
        for (var item : items) {
            if (wanted.test(item.path("displayName").asText(""))) {
                found.add(FoundGroup.of(tenant, item));
            }
        }
        String link = answer.json().path("@odata.nextLink").asText(null);
        if (link != null && !links.add(link)) {
            throw broken("a page repeats");
        }
        next = link == null ? null : GraphCall.get(tenant, link, 1);
    }

    private GraphFault broken(String why) {
        return new GraphFault("Groups of tenant " + tenant + " could not be listed: " + why);
    }

    /** @return what was found, by name */
    public List<FoundGroup> found() {
        return found.stream()
                .sorted(Comparator.comparing(FoundGroup::name, String.CASE_INSENSITIVE_ORDER)
                        .thenComparing(FoundGroup::id))
                .toList();
    }
}
