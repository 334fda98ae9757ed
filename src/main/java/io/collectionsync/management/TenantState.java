package io.collectionsync.management;

import java.time.Instant;
import java.util.UUID;

/**
 * How the runtime stands with one tenant.
 *
 * @param name              its name in the settings
 * @param id                its directory id
 * @param pausedUntil       nothing is sent before; in the past when nothing is paused
 * @param writesInWindow    writes that count against the quota, an estimate
 * @param writeQuota        writes allowed within the window
 * @param tokenExpires      end of the present token; null before the first
 * @param credentialExpires end of the certificate; null where there is none: a secret's end is known to Entra alone
 */
public record TenantState(
        String name,
        UUID id,
        Instant pausedUntil,
        long writesInWindow,
        int writeQuota,
        Instant tokenExpires,
        Instant credentialExpires) {}
