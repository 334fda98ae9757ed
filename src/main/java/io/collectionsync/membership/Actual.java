package io.collectionsync.membership;

import java.util.Map;
import java.util.UUID;

/**
 * The members that a group has now, read completely.
 *
 * @param members    all direct members
 * @param otherTypes the type, such as {@code user}, of each member that is not a device
 */
public record Actual(MemberIds members, Map<UUID, String> otherTypes) {

    public Actual {
        otherTypes = Map.copyOf(otherTypes);
    }
}
