package io.collectionsync.site;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A row of {@code v_Collection}.
 *
 * @param id            collection id
 * @param name          its name
 * @param type          CollectionType: 1 users, 2 devices
 * @param status        CurrentStatus, -1 for NULL
 * @param memberCount   MemberCount: members of every resource type, as the site counted them last
 */
record CollectionFacts(String id, String name, int type, int status, int memberCount) {

    static final int USER_COLLECTION = 1;
    static final int DEVICE_COLLECTION = 2;

    /** Ready, or waiting for its next refresh: the members are whole (fact: CurrentStatus). */
    private static final Set<Integer> READY = Set.of(1, 5);

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9]{3}[A-Fa-f0-9]{5}");

    /**
     * @param word what the mapping says: an id, or a name
     * @param rows the rows of {@code v_Collection} with this id or name
     * @throws CollectionFault if there is none, or several bear the name, or it holds neither devices nor users
     */
    static CollectionFacts of(String word, List<Map<String, Object>> rows) {
        var meant = rows.stream()
                .map(CollectionFacts::of)
                .filter(facts -> isMeant(word, facts.id(), facts.name()))
                .toList();
        if (meant.isEmpty()) {
            throw new CollectionFault(missing(word));
        }
        if (meant.size() > 1) {
            throw doubled(word, meant.stream().map(CollectionFacts::id).toList());
        }
        var facts = meant.get(0);
        if (facts.type() != USER_COLLECTION && facts.type() != DEVICE_COLLECTION) {
            throw new CollectionFault("Collection " + word + " is of type " + facts.type()
                    + ": only device and user collections are synchronised");
        }
        return facts;
    }

    private static CollectionFacts of(Map<String, Object> row) {
        return new CollectionFacts(
                Columns.text(row, "CollectionID"),
                Columns.text(row, "Name"),
                (int) Columns.number(row, "CollectionType", DEVICE_COLLECTION),
                (int) Columns.number(row, "CurrentStatus", -1),
                (int) Columns.number(row, "MemberCount", -1));
    }

    /** What looks like an id is one: a collection of that name is named by its id. */
    static boolean isMeant(String word, String id, String name) {
        return isId(word) ? word.equalsIgnoreCase(id) : word.equalsIgnoreCase(name);
    }

    static boolean isId(String word) {
        return ID.matcher(word).matches();
    }

    static String missing(String word) {
        return "Collection " + word + " does not exist in the site database: correct 'collections' or 'exclude' in"
                + " config/mappings.yaml, or restore the collection";
    }

    static CollectionFault doubled(String word, List<String> ids) {
        return new CollectionFault("Collection " + word + " is the name of several collections: write the id of one, "
                + String.join(" or ", ids));
    }

    boolean isUser() {
        return type == USER_COLLECTION;
    }

    boolean isReady() {
        return READY.contains(status);
    }
}
