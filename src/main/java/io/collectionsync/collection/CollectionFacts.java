package io.collectionsync.collection;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A row of {@code v_Collection}.
 *
 * @param id            collection id
 * @param name          its name
 * @param status        CurrentStatus, -1 for NULL
 * @param memberCount   MemberCount: members of every resource type, as the site counted them last
 */
record CollectionFacts(String id, String name, int status, int memberCount) {

    private static final int USER_COLLECTION = 1;

    /** Ready, or waiting for its next refresh: the members are whole (fact: CurrentStatus). */
    private static final Set<Integer> READY = Set.of(1, 5);

    /**
     * @param rows the rows of {@code v_Collection} with this id
     * @throws CollectionFault if there is none, or it is no device collection
     */
    static CollectionFacts of(String id, List<Map<String, Object>> rows) {
        if (rows.isEmpty()) {
            throw new CollectionFault("Collection " + id + " does not exist in the site database: correct 'collections'"
                    + " in config/mappings.yaml, or restore the collection");
        }
        var row = rows.get(0);
        if (Columns.number(row, "CollectionType", 2) == USER_COLLECTION) {
            throw new CollectionFault("Collection " + id + " holds users: only device collections are synchronised");
        }
        return new CollectionFacts(id, Columns.text(row, "Name"), (int) Columns.number(row, "CurrentStatus", -1),
                (int) Columns.number(row, "MemberCount", -1));
    }

    boolean isReady() {
        return READY.contains(status);
    }
}
