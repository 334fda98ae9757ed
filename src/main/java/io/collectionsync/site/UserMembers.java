package io.collectionsync.site;

import io.collectionsync.membership.Unresolved;
import io.collectionsync.membership.Unresolved.Reason;
import io.collectionsync.membership.UserIdentity;
import io.collectionsync.membership.UserResource;
import io.collectionsync.settings.SiteReading.UserKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Which users of a user collection are members. */
final class UserMembers {

    private final Members members;
    private final List<UserKey> order;

    /** @param order what users are found by; the first that the site knows of a user decides */
    UserMembers(Members members, List<UserKey> order) {
        this.members = members;
        this.order = order;
    }

    List<UserResource> filter(List<Map<String, Object>> chunk) {
        var resources = new ArrayList<UserResource>(chunk.size());
        for (var cells : chunk) {
            var row = UserRow.of(cells);
            if (members.isExcluding()) {
                members.exclude(row.resourceId());
            }
            var fault = row.fault(order);
            if (fault == null) {
                resources.add(row.toResource(order));
            } else {
                members.note(fault);
            }
        }
        return resources;
    }

    void accept(List<UserResource> resources, Map<UserIdentity, Set<UUID>> found) {
        for (var resource : resources) {
            var objects = found.getOrDefault(resource.identity(), Set.of());
            if (members.isExcluding()) {
                members.exclude(objects);
            } else if (objects.size() == 1) {
                members.add(resource.resourceId(), objects.iterator().next());
            } else {
                members.ambiguous(objects);
                members.note(new Unresolved(
                        resource.resourceId(),
                        resource.name(),
                        resource.identity().value(),
                        objects.isEmpty() ? Reason.UNKNOWN_TO_ENTRA : Reason.AMBIGUOUS));
            }
        }
    }
}
