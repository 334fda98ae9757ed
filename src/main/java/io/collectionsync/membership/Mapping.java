package io.collectionsync.membership;

import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * One Entra group and the collections whose union it shall hold.
 *
 * @param name           unique among the mappings; the group's id where the administrator gave none
 * @param group          object id of the group
 * @param sources        the collections that its members come from
 * @param tenant         name of the tenant in the settings
 * @param foreignMembers what happens to members that no collection explains
 * @param keep           object ids that are never removed
 * @param enabled        false: the mapping is left out of every run
 * @param limits         the guard's limits on its removals
 */
public record Mapping(
        String name,
        UUID group,
        Sources sources,
        String tenant,
        ForeignMembers foreignMembers,
        MemberIds keep,
        boolean enabled,
        Limits limits) {

    /** @return see {@link Sources#collections} */
    public List<String> collections() {
        return sources.collections();
    }

    /** @return see {@link Sources#exclude} */
    public List<String> exclude() {
        return sources.exclude();
    }

    /** @return see {@link Sources#joinTypes} */
    public Set<String> joinTypes() {
        return sources.joinTypes();
    }

    /** @return whether {@code word} means this mapping and no other: its name or its group */
    public boolean isCalled(String word) {
        return name.equals(word) || group.toString().equalsIgnoreCase(word);
    }

    /** @return whether an administrator who names {@code word} means this mapping: its name, group or a collection */
    public boolean isNamed(String word) {
        return isCalled(word) || collections().stream().anyMatch(word::equalsIgnoreCase);
    }
}
