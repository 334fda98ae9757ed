package io.collectionsync.graph.throttle;

import java.util.Collection;
import java.util.List;

/**
 * What a call costs of a tenant's quotas.
 *
 * @param reads   resource units by Microsoft's table
 * @param writes  writes, but for PATCHes of members
 * @param patches members of each such PATCH: what one costs must be learnt
 */
public record Cost(int reads, int writes, Collection<Integer> patches) {

    public Cost {
        patches = List.copyOf(patches);
    }
}
