package io.collectionsync.state;

import io.collectionsync.membership.MemberIds;
import java.time.Instant;

/**
 * What the runtime has left in a group.
 *
 * @param members object ids
 * @param time    when it was put down; later changes are on record one by one
 */
public record LeftMembers(MemberIds members, Instant time) {}
