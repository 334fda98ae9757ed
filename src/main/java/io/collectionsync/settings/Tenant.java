package io.collectionsync.settings;

import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;

/**
 * One Entra tenant.
 *
 * @param name         the administrator's word for it
 * @param id           directory id
 * @param clientId     application id; null where a managed identity needs none
 * @param credential   the one credential
 * @param cloud        the cloud it lives in
 * @param graphUrl     root of Graph without version and closing slash
 * @param authorityUrl root of the login without tenant and closing slash
 * @param joinTypes    Entra join types that are synchronised
 * @param disabledToo  whether devices that are disabled in Entra are members like the others
 */
public record Tenant(
        String name,
        UUID id,
        UUID clientId,
        Credential credential,
        Cloud cloud,
        URI graphUrl,
        URI authorityUrl,
        Set<String> joinTypes,
        boolean disabledToo) {

    public Tenant {
        joinTypes = Collections.unmodifiableSet(new LinkedHashSet<>(joinTypes));
    }

    /** Disabled devices included. */
    public Tenant(
            String name,
            UUID id,
            UUID clientId,
            Credential credential,
            Cloud cloud,
            URI graphUrl,
            URI authorityUrl,
            Set<String> joinTypes) {
        this(name, id, clientId, credential, cloud, graphUrl, authorityUrl, joinTypes, true);
    }
}
