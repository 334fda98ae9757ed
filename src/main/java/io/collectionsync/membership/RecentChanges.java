package io.collectionsync.membership;

import java.util.List;

/**
 * What this program has lately done to a group, so lately that a listing need not show it.
 *
 * @param made      changes that Graph said it made, in the order in which they were recorded
 * @param attempted members that it added, or may have added
 * @param doubt     what Graph's answers denied of the listings of that time
 */
public record RecentChanges(List<OwnChange> made, MemberIds attempted, ListingDoubt doubt) {

    public RecentChanges {
        made = List.copyOf(made);
    }
}
