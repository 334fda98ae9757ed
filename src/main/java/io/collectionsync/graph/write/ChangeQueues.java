package io.collectionsync.graph.write;

import io.collectionsync.graph.GraphClient;
import io.collectionsync.graph.GraphFault;
import io.collectionsync.graph.Permit;
import io.collectionsync.graph.read.GroupFacts;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Plan;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Makes the queues of changes; none without the rights that its plan takes. */
public final class ChangeQueues {

    private final GraphClient client;
    private final Rights rights;
    private final Duration retryDelay;
    private final Clock clock;

    /**
     * @param retryDelay how long a change waits at first before it is sent again
     * @param clock      tells how long ago the collections were read
     */
    public ChangeQueues(GraphClient client, Rights rights, Duration retryDelay, Clock clock) {
        this.client = client;
        this.rights = rights;
        this.retryDelay = retryDelay;
        this.clock = clock;
    }

    /**
     * @param users     whether the mapping's collections hold users; null where they were not asked
     * @param read      when their reading began; null where they were not asked
     * @param attempted members that an earlier run may have added so lately that the listing need not show them
     * @param witness   somebody who is a member and is to be one; null where there is none
     * @param target    the group, as it was when the run began
     * @param permit    proves each time that the group may be written
     * @return the changes of {@code plan}, still to be sent
     * @throws GraphFault if the tenant's token does not grant what is to be sent
     */
    public ChangeQueue of(
            Plan plan,
            Boolean users,
            Instant read,
            MemberIds attempted,
            UUID witness,
            GroupFacts target,
            Permit permit) {
        rights.require(plan, users);
        var root = client.root(plan.mapping().tenant());
        var group = new ChangeQueue.Group(
                root, users, attempted, witness, target.isYoung(clock.instant()), facts -> denies(plan, users, facts));
        return new ChangeQueue(plan, group, read, retryDelay, clock, permit);
    }

    private Optional<String> denies(Plan plan, Boolean users, GroupFacts facts) {
        try {
            facts.requireTarget();
            rights.require(plan.mapping().tenant(), facts);
            rights.require(plan, users);
            return Optional.empty();
        } catch (GraphFault explained) {
            return Optional.of(explained.getMessage());
        }
    }
}
