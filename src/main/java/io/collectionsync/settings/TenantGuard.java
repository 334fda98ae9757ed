package io.collectionsync.settings;

import static io.collectionsync.settings.SettingKey.GUARD_TENANT_MAX_REMOVALS;
import static io.collectionsync.settings.SettingKey.GUARD_TENANT_WINDOW;

import java.time.Duration;

/**
 * The guard's limit over all mappings of a tenant.
 *
 * @param maxRemovals the most removals within the window; 0: none,
 *                    {@link io.collectionsync.membership.Limits#UNLIMITED}: switched off
 * @param window      the time in which removals count
 */
public record TenantGuard(int maxRemovals, Duration window) {

    /** @return null after a fault */
    static TenantGuard read(Values values) {
        var removals = values.get(GUARD_TENANT_MAX_REMOVALS, Rules::limit);
        var window = values.get(GUARD_TENANT_WINDOW, Rules::duration);
        return removals == null ? null : new TenantGuard(removals, window);
    }
}
