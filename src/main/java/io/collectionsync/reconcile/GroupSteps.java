package io.collectionsync.reconcile;

import io.collectionsync.graph.GraphAnswer;
import io.collectionsync.graph.GraphCall;
import io.collectionsync.graph.MissingStep;
import io.collectionsync.graph.read.GroupFacts;
import io.collectionsync.graph.read.MemberPages;
import io.collectionsync.graph.read.Resolution;
import io.collectionsync.graph.read.Resolver;
import io.collectionsync.graph.write.Rights;
import io.collectionsync.membership.ReplicaLag;
import io.collectionsync.settings.Tenant;
import java.util.Map;
import java.util.function.Consumer;

/** Steps of the routes about the group: its facts, its members, and who those are that would be removed. */
public final class GroupSteps {

    private final Map<String, Tenant> tenants;
    private final Rights rights;
    private final Resolver resolver;
    private final PlanBuilder plans;
    private final Consumer<GroupFacts> reader;

    /**
     * @param tenants by name
     * @param reader  called with the facts of every mapped group that is read
     */
    public GroupSteps(
            Map<String, Tenant> tenants,
            Rights rights,
            Resolver resolver,
            PlanBuilder plans,
            Consumer<GroupFacts> reader) {
        this.tenants = Map.copyOf(tenants);
        this.rights = rights;
        this.resolver = resolver;
        this.plans = plans;
        this.reader = reader;
    }

    /** @return the call that asks for the facts of the group */
    public GraphCall askForFacts(Reconciliation mapping) {
        return GraphCall.groupFacts(
                mapping.mapping().tenant(), mapping.mapping().group());
    }

    /**
     * @param answer Graph's, to {@link #askForFacts}
     * @throws MissingStep if that was not asked
     * @throws io.collectionsync.graph.GraphFault if the group does not exist, cannot be a target, or takes rights that
     *     are not there
     */
    public GroupFacts requireTarget(Reconciliation mapping, Object answer) {
        if (!(answer instanceof GraphAnswer came)) {
            throw new MissingStep("graph-call");
        }
        var facts = GroupFacts.of(mapping.mapping().group(), came);
        reader.accept(facts);
        facts.requireTarget();
        rights.require(mapping.mapping().tenant(), facts);
        mapping.target(facts);
        return facts;
    }

    /** @return the listing of the group's members, still to be read */
    public MemberPages listMembers(Reconciliation mapping) {
        var pages =
                new MemberPages(mapping.mapping().tenant(), mapping.mapping().group());
        mapping.listing(pages, plans.recent(mapping.mapping()));
        return pages;
    }

    /**
     * The listing is complete. Our own changes that it does not show yet count as made.
     *
     * @throws MissingStep      if it is not
     * @throws RuntimeException what the listing failed with
     */
    public void actual(Reconciliation mapping) {
        mapping.actual(ReplicaLag.withOwnChanges(
                mapping.listing().actual(), mapping.recent().made()));
    }

    /** @return the queries that ask which devices those members are that would be removed and that nobody has seen */
    public Resolution identify(Reconciliation mapping) {
        var members = plans.unidentified(mapping.mapping(), mapping.desired(), mapping.actual());
        var queries = resolver.identify(tenants.get(mapping.mapping().tenant()), members);
        mapping.unidentified(queries);
        return queries;
    }
}
