package io.collectionsync.settings;

import java.time.Duration;

/**
 * The guard's limit over all mappings of a tenant.
 *
 * @param maxRemovals the most removals within the window; 0: none,
 *                    {@link io.collectionsync.membership.Limits#UNLIMITED}: switched off
 * @param window      the time in which removals count
 */
public record TenantGuard(int maxRemovals, Duration window) {}
