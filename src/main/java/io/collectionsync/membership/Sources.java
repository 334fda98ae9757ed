package io.collectionsync.membership;

import java.util.List;
import java.util.Set;

/**
 * Where the members of a mapped group come from.
 *
 * @param collections ids such as {@code PS100012}, or names, one or more: the group holds their union
 * @param exclude     collections, by id or name, whose members are no members here
 * @param joinTypes   Entra join types that are synchronised; empty: those of the tenant
 */
public record Sources(List<String> collections, List<String> exclude, Set<String> joinTypes) {

    public Sources {
        collections = List.copyOf(collections);
        exclude = List.copyOf(exclude);
        joinTypes = Set.copyOf(joinTypes);
    }

    /** Without exclusions, with the tenant's join types. */
    public Sources(List<String> collections) {
        this(collections, List.of(), Set.of());
    }
}
