package io.collectionsync.sandbox;

import java.util.Set;
import java.util.UUID;

/**
 * Who calls, as the access token says.
 *
 * @param tenant  the token's tenant
 * @param appId   the calling application
 * @param roles   application permissions when the token was issued
 */
record Caller(SandboxTenant tenant, UUID appId, Set<String> roles) {

    boolean hasAny(String... wanted) {
        for (String role : wanted) {
            if (roles.contains(role)) {
                return true;
            }
        }
        return false;
    }

    /** Refuses with the text of fact sheet 2.2 unless one of the roles is there. */
    void needAny(String... wanted) {
        if (roles.isEmpty()) {
            throw GraphRefusal.rolesMissing();
        }
        if (!hasAny(wanted)) {
            throw GraphRefusal.insufficientPrivileges();
        }
    }
}
