package io.collectionsync.management;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/** Answers for one tenant. */
final class ManagedTenant implements TenantMXBean {

    private final Supplier<TenantState> tenant;
    private final Clock clock;

    ManagedTenant(Supplier<TenantState> tenant, Clock clock) {
        this.tenant = tenant;
        this.clock = clock;
    }

    @Override
    public boolean isThrottled() {
        return getPausedForSeconds() > 0;
    }

    /** A second that has begun counts. */
    @Override
    public long getPausedForSeconds() {
        var now = clock.instant();
        var until = tenant.get().pausedUntil();
        return until.isAfter(now) ? Duration.between(now, until).plusMillis(999).toSeconds() : 0;
    }

    @Override
    public long getWritesInWindow() {
        return tenant.get().writesInWindow();
    }

    @Override
    public int getWriteQuota() {
        return tenant.get().writeQuota();
    }

    @Override
    public String getTokenExpires() {
        return text(tenant.get().tokenExpires());
    }

    @Override
    public String getCredentialExpires() {
        return text(tenant.get().credentialExpires());
    }

    private static String text(Instant time) {
        return time == null ? null : time.toString();
    }
}
