package io.collectionsync.graph.read;

import com.fasterxml.jackson.databind.JsonNode;
import io.collectionsync.membership.UserIdentity;
import io.collectionsync.membership.UserIdentity.Property;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the directory objects of users, a query for each property. Users are not remembered: names change hands. */
public final class UserResolution extends OpenQueries<UserResolution.Found> {

    /** A user whom Entra knows by this identity. */
    record Found(UserIdentity identity, UUID object) {}

    /** The security identifier comes only with $select, and asks for User.Read.All (Microsoft docs). */
    private static final String USERS = "/users?$select=%s&$filter=";

    /**
     * Nothing is asked yet.
     *
     * @param tenant     name of the tenant
     * @param root       the tenant's version root, by which its own next links are known
     * @param retryDelay how long a query waits at first before it is sent again
     */
    public UserResolution(String tenant, String root, Duration retryDelay) {
        super("Users", tenant, root, retryDelay);
    }

    /** Asks for one more chunk. */
    public void ask(Collection<UserIdentity> identities) {
        ask(Stream.of(Property.values())
                .flatMap(property -> queries(
                        USERS.formatted(select(property)),
                        property.word(),
                        identities.stream()
                                .filter(identity -> identity.property() == property)
                                .map(identity -> identity.value().replace("'", "''"))
                                .distinct()
                                .sorted()
                                .toList())
                        .stream())
                .toList());
    }

    private static String select(Property property) {
        return property == Property.OBJECT_ID ? "id" : "id," + property.word();
    }

    @Override
    List<Found> read(JsonNode item) {
        var id = UUID.fromString(item.path("id").asText());
        return Stream.of(Property.values())
                .filter(property -> item.path(property.word()).isTextual())
                .map(property -> new Found(
                        new UserIdentity(property, item.path(property.word()).textValue()), id))
                .toList();
    }

    /**
     * Waits for the oldest chunk, and takes it.
     *
     * @return object ids by what was asked for; users that Entra does not know are absent
     */
    public Map<UserIdentity, Set<UUID>> oldest() throws InterruptedException {
        return takeChunk().stream()
                .collect(Collectors.groupingBy(Found::identity, Collectors.mapping(Found::object, Collectors.toSet())));
    }
}
