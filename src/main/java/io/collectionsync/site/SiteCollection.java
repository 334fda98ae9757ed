package io.collectionsync.site;

import java.util.List;
import java.util.Map;

/**
 * A collection as an administrator looks for it.
 *
 * @param id      collection id
 * @param name    its name
 * @param members how many members it has by its own count, -1 where it does not say
 * @param cells   the row itself
 */
public record SiteCollection(String id, String name, int members, Map<String, Object> cells) {

    /** @param rows rows of {@code routes/sql/site-collections.sql} */
    public static List<SiteCollection> of(List<Map<String, Object>> rows) {
        return rows.stream()
                .map(row -> new SiteCollection(
                        Columns.text(row, "CollectionID"),
                        String.valueOf(Columns.text(row, "Name")),
                        (int) Columns.number(row, "MemberCount", -1),
                        row))
                .toList();
    }

    /** @return whether an administrator who writes {@code word} may mean it: its id or its whole name, in any case */
    public boolean isNamed(String word) {
        return id.equalsIgnoreCase(word) || name.equalsIgnoreCase(word);
    }

    /** @throws CollectionFault if a run would refuse it */
    public SiteCollection requireUsable() {
        CollectionFacts.of(id, List.of(cells));
        return this;
    }
}
