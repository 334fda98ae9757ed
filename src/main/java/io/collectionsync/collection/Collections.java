package io.collectionsync.collection;

import io.collectionsync.membership.Desired;
import io.collectionsync.membership.DirectoryDevice;
import io.collectionsync.membership.Mapping;
import io.collectionsync.settings.Tenant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The routes' way to the collections of a mapping. */
public final class Collections {

    private final Map<String, Tenant> tenants;

    /** @param tenants by name */
    public Collections(Map<String, Tenant> tenants) {
        this.tenants = Map.copyOf(tenants);
    }

    /** @return the place where the desired members of {@code mapping} come together */
    public Gathering gather(Mapping mapping) {
        var tenant = tenants.get(mapping.tenant());
        return new Gathering(tenant.id(), tenant.joinTypes());
    }

    /**
     * What the rows of single devices would add to the desired members.
     *
     * @param rows  cells as {@code collection-members.sql} names them
     * @param found the directory objects of their device ids
     */
    public Desired judge(Mapping mapping, List<Map<String, Object>> rows, Map<UUID, Set<DirectoryDevice>> found) {
        return gather(mapping).judge(rows, found);
    }
}
