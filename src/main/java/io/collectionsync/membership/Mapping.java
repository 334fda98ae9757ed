package io.collectionsync.membership;

import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * One Entra group and the collections whose union it shall hold.
 *
 * @param name           unique among the mappings; the group's id where the administrator gave none
 * @param group          object id of the group
 * @param collections    ids such as {@code PS100012}, or names, one or more
 * @param tenant         name of the tenant in the settings
 * @param foreignMembers what happens to members that no collection explains
 * @param keep           object ids that are never removed
 * @param enabled        false: the mapping is left out of every run
 * @param limits         the guard's limits on its removals
 * @param exclude        collections, by id or name, whose members are no members here
 * @param joinTypes      Entra join types that are synchronised; empty: those of the tenant
 */
public record Mapping(
        String name,
        UUID group,
        List<String> collections,
        String tenant,
        ForeignMembers foreignMembers,
        MemberIds keep,
        boolean enabled,
        Limits limits,
        List<String> exclude,
        Set<String> joinTypes) {

    public Mapping {
        collections = List.copyOf(collections);
        exclude = List.copyOf(exclude);
        joinTypes = Set.copyOf(joinTypes);
    }

    /** Without exclusions, with the tenant's join types. */
    public Mapping(
            String name,
            UUID group,
            List<String> collections,
            String tenant,
            ForeignMembers foreignMembers,
            MemberIds keep,
            boolean enabled,
            Limits limits) {
        this(name, group, collections, tenant, foreignMembers, keep, enabled, limits, List.of(), Set.of());
    }

    /** @return whether {@code word} means this mapping and no other: its name or its group */
    public boolean isCalled(String word) {
        return name.equals(word) || group.toString().equalsIgnoreCase(word);
    }

    /** @return whether an administrator who names {@code word} means this mapping: its name, group or a collection */
    public boolean isNamed(String word) {
        return isCalled(word) || collections.stream().anyMatch(word::equalsIgnoreCase);
    }
}
