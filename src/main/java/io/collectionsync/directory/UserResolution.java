package io.collectionsync.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.collectionsync.membership.UserIdentity;
import io.collectionsync.membership.UserIdentity.Property;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the directory objects of users, {@value Resolution#CLAUSES} clauses of one property a query,
 * {@value Resolution#QUERIES} queries a batch (Microsoft docs: limits of $filter and of $batch). Users are not
 * remembered: names change hands. Used by one thread: take {@link #getNext()}, send it, hand the answer to
 * {@link #take}.
 */
public final class UserResolution {

    private static final long FIRST_PAUSE_MILLIS = 500;
    /** The security identifier comes only with $select, and asks for User.Read.All (Microsoft docs). */
    private static final String USERS = "/users?$select=%s&$filter=";

    private record Query(String url, int attempts) {
    }

    private final String tenant;
    private final String root;
    private final Deque<Query> queries = new ArrayDeque<>();
    private final Map<String, Query> inFlight = new LinkedHashMap<>();
    private final Map<UserIdentity, Set<UUID>> found = new HashMap<>();
    private int attempts;

    /**
     * @param tenant     name of the tenant
     * @param root       the tenant's version root, by which next links are told from strangers
     * @param identities what to find users by
     */
    UserResolution(String tenant, String root, Collection<UserIdentity> identities) {
        this.tenant = tenant;
        this.root = root;
        for (var property : Property.values()) {
            var values = new ArrayDeque<>(identities.stream().filter(identity -> identity.property() == property)
                    .map(UserIdentity::value).collect(Collectors.toCollection(TreeSet::new)));
            while (!values.isEmpty()) {
                var clauses = Stream.generate(values::poll).limit(Math.min(Resolution.CLAUSES, values.size()))
                        .map(value -> property.word() + " eq '" + value.replace("'", "''") + "'").toList();
                queries.add(new Query(USERS.formatted(select(property)) + GraphCall.escape(String.join(" or ", clauses)),
                        0));
            }
        }
    }

    private static String select(Property property) {
        return property == Property.OBJECT_ID ? "id" : "id," + property.word();
    }

    public boolean isOpen() {
        return !queries.isEmpty();
    }

    /** @return milliseconds to wait before {@link #getNext()}: growing and jittered after a failed part */
    public long getPause() {
        long longest = attempts == 0 ? 0 : FIRST_PAUSE_MILLIS << (attempts - 1);
        return longest == 0 ? 0 : ThreadLocalRandom.current().nextLong(longest / 2, longest + 1);
    }

    /** @return a batch of queries */
    public GraphCall getNext() {
        inFlight.clear();
        var batch = JsonNodeFactory.instance.objectNode();
        var requests = batch.putArray("requests");
        while (!queries.isEmpty() && inFlight.size() < Resolution.QUERIES) {
            String id = String.valueOf(inFlight.size() + 1);
            inFlight.put(id, queries.poll());
            requests.addObject().put("id", id).put("method", "GET").put("url", inFlight.get(id).url());
        }
        return GraphCall.batch(tenant, batch.toString(), inFlight.size(), 0, Map.of());
    }

    /**
     * @param answer the answer to the last {@link #getNext()}
     * @throws DirectoryFault if a query is refused, or failed too often: then nothing of this resolution is to be used
     */
    public void take(GraphAnswer answer) {
        if (!answer.isOk() && !answer.isRetryable()) {
            throw refused(answer);
        }
        var batch = new BatchAnswer(answer);
        attempts = 0;
        inFlight.forEach((id, query) -> take(query, batch.part(id)
                .orElseGet(() -> answer.isOk() ? GraphAnswer.none("Graph's answer lacks this query") : answer)));
    }

    private void take(Query query, GraphAnswer part) {
        var items = part.json().path("value");
        if (part.isOk() && items.isArray()) {
            items.forEach(this::takeUser);
            follow(part.json().path("@odata.nextLink"));
        } else if ((part.isOk() || part.isRetryable()) && query.attempts() + 1 < Resolution.MOST_ATTEMPTS) {
            queries.addFirst(new Query(query.url(), query.attempts() + 1));
            attempts = Math.max(attempts, query.attempts() + 1);
        } else {
            throw refused(part);
        }
    }

    private void takeUser(JsonNode item) {
        try {
            var id = UUID.fromString(item.path("id").asText());
            for (var property : Property.values()) {
                var value = item.path(property.word());
                if (value.isTextual()) {
                    found.merge(new UserIdentity(property, value.textValue()), Set.of(id), UserResolution::union);
                }
            }
        } catch (IllegalArgumentException malformed) {
            throw new DirectoryFault("Users could not be resolved: Graph lists one without id", malformed);
        }
    }

    private static Set<UUID> union(Set<UUID> one, Set<UUID> other) {
        return Stream.concat(one.stream(), other.stream()).collect(Collectors.toSet());
    }

    /** The parts of a batch are relative to the version root, next links are absolute. */
    private void follow(JsonNode link) {
        if (link.isTextual()) {
            if (!link.textValue().startsWith(root + "/")) {
                throw new DirectoryFault("Users could not be resolved: a next link leads away from " + root);
            }
            queries.addFirst(new Query(link.textValue().substring(root.length()), 0));
        }
    }

    private static DirectoryFault refused(GraphAnswer answer) {
        return new DirectoryFault("Users could not be resolved in Entra: " + answer.error().line());
    }

    /**
     * @return object ids by what was asked for; users that Entra does not know are absent
     * @throws IllegalStateException while queries are open
     */
    public Map<UserIdentity, Set<UUID>> found() {
        if (isOpen()) {
            throw new IllegalStateException("Queries are open");
        }
        return Map.copyOf(found);
    }
}
