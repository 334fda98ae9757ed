package io.collectionsync.settings;

import io.collectionsync.membership.Limits;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Everything of {@code config/application.properties}, checked.
 *
 * @param home         the folder that holds {@code config/}, {@code routes/} and {@code data/}
 * @param configMgr    the site database
 * @param tenants      by name, in the order of the file, at least one
 * @param proxy        null: none
 * @param trustFile    PEM file of further certificate authorities; null: none
 * @param schedule     when things start
 * @param applyEnabled false: every run stops after the plan
 * @param graph        what Graph allows
 * @param guard        limits of a mapping that names none of its own
 * @param tenantGuard  limit over all mappings of a tenant
 * @param state        the runtime's own database
 * @param historyDays  days for which runs and changes are kept
 * @param httpPort     port on loopback for health and metrics; null: none
 * @param webhook      where administrators are told; null: nowhere
 * @param log          the log's form and file
 * @param camel        the keys that start with {@code camel.}, as written
 */
public record Settings(
        Path home,
        ConfigMgr configMgr,
        Map<String, Tenant> tenants,
        Proxy proxy,
        Path trustFile,
        Schedule schedule,
        boolean applyEnabled,
        GraphLimits graph,
        Limits guard,
        TenantGuard tenantGuard,
        State state,
        int historyDays,
        Integer httpPort,
        WebhookSettings webhook,
        Log log,
        Map<String, String> camel) {

    public Settings {
        tenants = Collections.unmodifiableMap(new LinkedHashMap<>(tenants));
        camel = Collections.unmodifiableMap(new LinkedHashMap<>(camel));
    }

    /** Camel's keys are named without their values: some hold passwords. */
    @Override
    public String toString() {
        return ("Settings[home=%s, configMgr=%s, tenants=%s, proxy=%s, trustFile=%s, schedule=%s, applyEnabled=%s, "
                        + "graph=%s, guard=%s, tenantGuard=%s, state=%s, historyDays=%s, httpPort=%s, webhook=%s, log=%s, "
                        + "camel=%s]")
                .formatted(
                        home,
                        configMgr,
                        tenants.values(),
                        proxy,
                        trustFile,
                        schedule,
                        applyEnabled,
                        graph,
                        guard,
                        tenantGuard,
                        state,
                        historyDays,
                        httpPort,
                        webhook,
                        log,
                        camel.keySet());
    }
}
