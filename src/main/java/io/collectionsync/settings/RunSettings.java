package io.collectionsync.settings;

import static io.collectionsync.settings.SettingKey.APPLY_ENABLED;
import static io.collectionsync.settings.SettingKey.HISTORY_DAYS;

import io.collectionsync.membership.Limits;

/**
 * How runs go.
 *
 * @param schedule     when things start
 * @param applyEnabled false: every run stops after the plan
 * @param graph        what Graph allows
 * @param guard        limits of a mapping that names none of its own
 * @param tenantGuard  limit over all mappings of a tenant
 * @param historyDays  days for which runs and changes are kept
 */
public record RunSettings(
        Schedule schedule,
        boolean applyEnabled,
        GraphLimits graph,
        Limits guard,
        TenantGuard tenantGuard,
        int historyDays) {

    /** @return null after a fault */
    static RunSettings read(Values values, Limits guard) {
        var schedule = Schedule.read(values);
        var applyEnabled = values.get(APPLY_ENABLED, Rules::flag);
        var graph = GraphLimits.read(values);
        var tenantGuard = TenantGuard.read(values);
        var historyDays = values.get(HISTORY_DAYS, Rules::positive);
        boolean whole =
                applyEnabled != null && graph != null && guard != null && tenantGuard != null && historyDays != null;
        return whole ? new RunSettings(schedule, applyEnabled, graph, guard, tenantGuard, historyDays) : null;
    }
}
