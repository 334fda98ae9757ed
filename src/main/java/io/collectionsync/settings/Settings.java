package io.collectionsync.settings;

import io.collectionsync.membership.Limits;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Everything of {@code config/application.properties}, checked.
 *
 * @param home       the folder that holds {@code config/}, {@code routes/} and {@code data/}
 * @param configMgr  the site database
 * @param tenants    by name, in the order of the file, at least one
 * @param network    the way to Entra and Graph
 * @param runs       how runs go
 * @param state      the runtime's own database
 * @param monitoring how administrators and their monitors learn what happens
 * @param camel      the keys that start with {@code camel.}, as written
 */
public record Settings(
        Path home,
        ConfigMgr configMgr,
        Map<String, Tenant> tenants,
        Network network,
        RunSettings runs,
        State state,
        Monitoring monitoring,
        Map<String, String> camel) {

    public Settings {
        tenants = Collections.unmodifiableMap(new LinkedHashMap<>(tenants));
        camel = Collections.unmodifiableMap(new LinkedHashMap<>(camel));
    }

    /** @return see {@link RunSettings#applyEnabled} */
    public boolean applyEnabled() {
        return runs.applyEnabled();
    }

    /** @return see {@link RunSettings#graph} */
    public GraphLimits graph() {
        return runs.graph();
    }

    /** @return see {@link RunSettings#guard} */
    public Limits guard() {
        return runs.guard();
    }

    /** @return see {@link RunSettings#tenantGuard} */
    public TenantGuard tenantGuard() {
        return runs.tenantGuard();
    }

    /** @return the directory id of each tenant by its name */
    public Map<String, UUID> tenantIds() {
        return tenants.values().stream().collect(Collectors.toMap(Tenant::name, Tenant::id));
    }

    /** Camel's keys are named without their values: some hold passwords. */
    @Override
    public String toString() {
        return "Settings[home=%s, configMgr=%s, tenants=%s, network=%s, runs=%s, state=%s, monitoring=%s, camel=%s]"
                .formatted(home, configMgr, tenants.values(), network, runs, state, monitoring, camel.keySet());
    }
}
