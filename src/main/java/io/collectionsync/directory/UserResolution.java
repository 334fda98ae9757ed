package io.collectionsync.directory;

import com.fasterxml.jackson.databind.JsonNode;
import io.collectionsync.membership.UserIdentity;
import io.collectionsync.membership.UserIdentity.Property;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the directory objects of users, a query for each property. Users are not remembered: names change hands. */
public final class UserResolution extends OpenQueries {

    /** The security identifier comes only with $select, and asks for User.Read.All (Microsoft docs). */
    private static final String USERS = "/users?$select=%s&$filter=";

    private final Map<UserIdentity, Set<UUID>> found = new HashMap<>();

    /**
     * @param tenant     name of the tenant
     * @param root       the tenant's version root, by which next links are told from strangers
     * @param identities what to find users by
     * @param retryDelay how long a query waits at first before it is sent again
     */
    UserResolution(String tenant, String root, Collection<UserIdentity> identities, Duration retryDelay) {
        super("Users", tenant, root, retryDelay);
        for (var property : Property.values()) {
            ask(USERS.formatted(select(property)), property.word(),
                    identities.stream().filter(identity -> identity.property() == property)
                            .map(identity -> identity.value().replace("'", "''")).distinct().sorted().toList());
        }
    }

    private static String select(Property property) {
        return property == Property.OBJECT_ID ? "id" : "id," + property.word();
    }

    @Override
    void take(JsonNode item) {
        var id = UUID.fromString(item.path("id").asText());
        for (var property : Property.values()) {
            var value = item.path(property.word());
            if (value.isTextual()) {
                found.merge(new UserIdentity(property, value.textValue()), Set.of(id), UserResolution::union);
            }
        }
    }

    private static Set<UUID> union(Set<UUID> one, Set<UUID> other) {
        return Stream.concat(one.stream(), other.stream()).collect(Collectors.toSet());
    }

    /** @return object ids by what was asked for; users that Entra does not know are absent */
    public Map<UserIdentity, Set<UUID>> found() {
        requireAnswers();
        return Map.copyOf(found);
    }
}
