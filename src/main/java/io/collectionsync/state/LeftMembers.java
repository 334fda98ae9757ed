package io.collectionsync.state;

import io.collectionsync.membership.MemberIds;

/**
 * What the runtime has left in a group.
 *
 * @param members    object ids
 * @param lastChange number of the last change on record then; later ones are on record one by one
 */
public record LeftMembers(MemberIds members, long lastChange) {}
