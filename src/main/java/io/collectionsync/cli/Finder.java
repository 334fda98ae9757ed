package io.collectionsync.cli;

import io.collectionsync.graph.read.FoundGroup;
import io.collectionsync.graph.read.GroupSearch;
import io.collectionsync.membership.Mapping;
import io.collectionsync.reload.NeededRoute;
import io.collectionsync.runtime.Engine;
import io.collectionsync.site.SiteCollection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** Finds the collections and groups that an administrator names by id or by name. */
final class Finder {

    private static final String GUID = "[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}";

    private final Engine engine;
    private final String tenant;
    private List<SiteCollection> collections;

    Finder(Engine engine, String tenant) {
        this.engine = engine;
        this.tenant = tenant;
    }

    /**
     * @param word collection id or name
     * @throws IllegalStateException if there is none, several bear the name, or it cannot be synchronised
     */
    @SuppressWarnings("unchecked")
    SiteCollection collection(String word) {
        if (collections == null) {
            collections = SiteCollection.of(engine.ask(NeededRoute.SITE_COLLECTIONS, "", List.class));
        }
        var byId = collections.stream()
                .filter(one -> one.id().equalsIgnoreCase(word.strip()))
                .toList();
        var meant = byId.isEmpty()
                ? collections.stream().filter(one -> one.isNamed(word.strip())).toList()
                : byId;
        if (meant.isEmpty()) {
            throw new IllegalStateException("Collection '" + word + "': the site database has none of this id or name");
        }
        if (meant.size() > 1) {
            throw new IllegalStateException("Collection '" + word + "' is ambiguous, name one by its id:\n"
                    + meant.stream()
                            .map(one -> "  " + one.id() + "  " + one.name() + ", " + one.members() + " members")
                            .collect(Collectors.joining("\n")));
        }
        return meant.get(0).requireUsable();
    }

    /**
     * @param word    object id or whole name
     * @param present the mappings that there are
     * @throws IllegalStateException if there is none, several bear the name, or it can be no target
     */
    FoundGroup target(String word, List<Mapping> present) {
        var groups = groups(word);
        if (groups.isEmpty()) {
            throw new IllegalStateException("Group '" + word + "': tenant " + tenant + " has none of this id or name;"
                    + " look for it with 'groups search', or give --create-group");
        }
        if (groups.size() > 1) {
            throw new IllegalStateException(
                    "Group '" + word + "' is ambiguous, name one by its id:\n" + GroupsCommand.table(groups));
        }
        var group = groups.get(0);
        if (!group.isTarget()) {
            throw new IllegalStateException("Group '" + group.name() + "' (" + group.id() + ") " + group.fault()
                    + ": choose an assigned security group");
        }
        present.stream()
                .filter(mapping -> mapping.group().equals(group.id()))
                .findFirst()
                .ifPresent(mapping -> {
                    throw new IllegalStateException("Group '" + group.name() + "' stands in mapping " + mapping.name()
                            + " already: add the collection to that one in config/mappings.yaml");
                });
        return group;
    }

    /** @throws IllegalStateException if a group of this name is there already */
    void refuseTaken(String name) {
        var groups = groups(name);
        if (!groups.isEmpty()) {
            throw new IllegalStateException("Group '" + name + "' is there already: leave --create-group out, or choose"
                    + " another name\n" + GroupsCommand.table(groups));
        }
    }

    List<FoundGroup> groups(String word) {
        String sought = word.strip();
        var search = sought.matches(GUID)
                ? GroupSearch.withId(tenant, UUID.fromString(sought))
                : GroupSearch.named(tenant, sought);
        return engine.inquire(search).found();
    }
}
