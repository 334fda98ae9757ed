package io.collectionsync.reconcile;

import io.collectionsync.graph.GraphAnswer;
import io.collectionsync.graph.GraphCall;
import io.collectionsync.graph.GraphClient;
import io.collectionsync.graph.GraphFault;
import io.collectionsync.graph.NetworkFault;
import io.collectionsync.graph.ProxyRefusal;
import io.collectionsync.graph.read.GroupFacts;
import io.collectionsync.graph.read.MemberPages;
import io.collectionsync.graph.read.OpenQueries;
import io.collectionsync.graph.read.Resolution;
import io.collectionsync.graph.read.Resolver;
import io.collectionsync.graph.read.UserResolution;
import io.collectionsync.graph.work.GraphWorker;
import io.collectionsync.graph.write.ChangeQueue;
import io.collectionsync.membership.Actual;
import io.collectionsync.membership.DirectoryDevice;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.Plan;
import io.collectionsync.membership.Resource;
import io.collectionsync.membership.UserIdentity;
import io.collectionsync.membership.UserResource;
import io.collectionsync.settings.Tenant;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The routes' way to the directory: each method is one step of a route. */
public final class Directory {

    /** Where the HTTP component leaves the status of an answer. */
    private static final String STATUS = "CamelHttpResponseCode";

    private final Map<String, Tenant> tenants;
    private final GraphClient door;
    private final Resolver resolver;
    private final Duration retryDelay;
    private final Clock clock;
    private volatile Consumer<GroupFacts> reader = facts -> {};

    /**
     * @param tenants    by name
     * @param retryDelay how long a change waits at first before it is sent again
     * @param clock      tells how long ago the collections were read
     */
    public Directory(
            Map<String, Tenant> tenants, GraphClient door, Resolver resolver, Duration retryDelay, Clock clock) {
        this.retryDelay = retryDelay;
        this.clock = clock;
        this.tenants = Map.copyOf(tenants);
        this.door = door;
        this.resolver = resolver;
    }

    /** Has {@code reader} called with the facts of every mapped group that is read. */
    public void onFacts(Consumer<GroupFacts> reader) {
        this.reader = reader;
    }

    /** @return the call that asks for the facts of the mapping's group */
    public GraphCall askForGroup(Mapping mapping) {
        return GraphCall.groupFacts(mapping.tenant(), mapping.group());
    }

    /** @throws GraphFault if the group does not exist, cannot be a target, or takes rights that are not there */
    public GroupFacts requireTarget(Mapping mapping, GraphAnswer answer) {
        var facts = GroupFacts.of(mapping.group(), answer);
        reader.accept(facts);
        facts.requireTarget();
        door.rights().require(mapping.tenant(), facts);
        return facts;
    }

    /**
     * @param users whether the mapping's collections hold users; null where they were not asked
     * @throws GraphFault if the tenant's token does not grant what is to be sent
     */
    public void requireRights(Plan plan, Boolean users) {
        door.rights().require(plan, users);
    }

    /** @throws GraphFault if the group cannot hold what the collections hold */
    public void requireRoom(GroupFacts target, boolean users) {
        if (!users) {
            target.requireWritable();
        }
    }

    /** @return the listing of the group's members, still to be read */
    public MemberPages listMembers(Mapping mapping) {
        return new MemberPages(mapping.tenant(), mapping.group());
    }

    /**
     * Waits until the listing is complete.
     *
     * @throws RuntimeException what the listing failed with
     */
    public Actual members(MemberPages pages) throws InterruptedException {
        return pages.actual();
    }

    /** @return the place where the members of a collection are looked up, chunk by chunk: devices, or users */
    public OpenQueries<?> resolution(Mapping mapping, boolean users) {
        return users
                ? new UserResolution(mapping.tenant(), door.root(mapping.tenant()), retryDelay)
                : resolver.begin(tenants.get(mapping.tenant()));
    }

    /** Asks for one more chunk of devices. */
    public void ask(Mapping mapping, Resolution resolution, List<Resource> resources) {
        resolver.ask(tenants.get(mapping.tenant()), resolution, resources);
    }

    /** Asks for one more chunk of users. */
    public void askUsers(UserResolution resolution, List<UserResource> users) {
        resolution.ask(users.stream().map(UserResource::identity).toList());
    }

    /**
     * Waits for the oldest chunk that was asked for, and takes it.
     *
     * @return the directory objects of each device id
     */
    public Map<UUID, Set<DirectoryDevice>> resolved(Mapping mapping, Resolution resolution)
            throws InterruptedException {
        return resolver.oldest(tenants.get(mapping.tenant()), resolution);
    }

    /** The same for users: object ids by what was asked for. */
    public Map<UserIdentity, Set<UUID>> resolvedUsers(UserResolution resolution) throws InterruptedException {
        return resolution.oldest();
    }

    /** @return the queries that ask which of {@code members} are devices, and which ones */
    public Resolution identify(Mapping mapping, List<UUID> members) {
        return Resolution.ofObjects(mapping.tenant(), door.root(mapping.tenant()), members, retryDelay);
    }

    /**
     * @param users whether the mapping's collections hold users; null where they were not asked
     * @param read  when their reading began; null where they were not asked
     * @return the changes of {@code plan}, still to be sent
     */
    public ChangeQueue pending(Plan plan, Boolean users, Instant read) {
        return new ChangeQueue(plan, door.root(plan.mapping().tenant()), users, read, retryDelay, clock);
    }

    /** See {@link GraphWorker#requireFresh}. */
    public void requireFresh(GraphWorker lane) {
        lane.requireFresh();
    }

    /** @return what the HTTP component received */
    public GraphAnswer answer(Map<String, Object> headers, String body) {
        var texts = new TreeMap<String, String>();
        headers.forEach((name, value) -> texts.put(name, text(value)));
        return new GraphAnswer(Integer.parseInt(texts.get(STATUS)), texts, body, null);
    }

    /** A header that came several times is a list to Camel, and one line with commas to HTTP. */
    private static String text(Object value) {
        return value instanceof Collection<?> values
                ? values.stream().map(String::valueOf).collect(Collectors.joining(", "))
                : String.valueOf(value);
    }

    /**
     * @return the answer that did not come
     * @throws GraphFault if the proxy refuses name and password: nothing was sent, and no attempt may follow
     */
    public GraphAnswer silence(Exception failure) {
        if (failure instanceof ProxyRefusal refusal && refusal.isOfCredentials()) {
            throw new GraphFault(refusal.getMessage(), refusal);
        }
        return GraphAnswer.none(NetworkFault.line(failure));
    }
}
