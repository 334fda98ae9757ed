package io.collectionsync.membership;

import java.util.List;
import java.util.UUID;

/**
 * One Entra group and the collections whose union it shall hold.
 *
 * @param name           unique among the mappings; the group's id where the administrator gave none
 * @param group          object id of the group
 * @param collections    collection ids such as {@code PS100012}, one or more
 * @param tenant         name of the tenant in the settings
 * @param foreignMembers what happens to members that no collection explains
 * @param keep           object ids that are never removed
 * @param enabled        false: the mapping is left out of every run
 * @param limits         the guard's limits on its removals
 */
public record Mapping(String name, UUID group, List<String> collections, String tenant, ForeignMembers foreignMembers,
                      MemberIds keep, boolean enabled, Limits limits) {

    public Mapping {
        collections = List.copyOf(collections);
    }

    /** @return whether an administrator who names {@code word} means this mapping: its name, group or a collection */
    public boolean isNamed(String word) {
        return name.equals(word) || group.toString().equalsIgnoreCase(word)
                || collections.stream().anyMatch(word::equalsIgnoreCase);
    }
}
