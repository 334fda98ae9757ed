package io.collectionsync.collection;

import io.collectionsync.membership.Mapping;
import io.collectionsync.settings.Tenant;
import java.util.Map;

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
}
