package io.collectionsync.settings;

import static io.collectionsync.settings.SettingKey.*;

import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * One Entra tenant.
 *
 * @param name        the administrator's word for it
 * @param id          directory id
 * @param clientId    application id; null where a managed identity needs none
 * @param credential  the one credential
 * @param endpoints   where it is reached
 * @param joinTypes   Entra join types that are synchronised
 * @param disabledToo whether devices that are disabled in Entra are members like the others
 */
public record Tenant(
        String name,
        UUID id,
        UUID clientId,
        Credential credential,
        Endpoints endpoints,
        Set<String> joinTypes,
        boolean disabledToo) {

    private static final Set<String> JOIN_TYPES = new LinkedHashSet<>(List.of("AzureAd", "ServerAd", "Workplace"));

    public Tenant {
        joinTypes = Collections.unmodifiableSet(new LinkedHashSet<>(joinTypes));
    }

    /** @return null after a fault */
    static Tenant read(Values values, String name) {
        values.require(TENANT_ID, name, "must be given: the directory (tenant) id");
        if (!values.has(TENANT_MANAGED_IDENTITY.key(name))) {
            values.require(TENANT_CLIENT_ID, name, "must be given: the application (client) id");
        }
        var id = values.get(TENANT_ID, name, Rules::guid);
        var clientId = values.get(TENANT_CLIENT_ID, name, Rules::guid);
        var credential = Credential.read(values, name, clientId);
        var endpoints = Endpoints.read(values, name);
        var joinTypes = values.get(TENANT_JOIN_TYPES, name, Tenant::joinTypes);
        var disabled = values.get(TENANT_DISABLED_DEVICES, name, Tenant::isIncluded);
        return endpoints == null || joinTypes == null || disabled == null
                ? null
                : new Tenant(name, id, clientId, credential, endpoints, joinTypes, disabled);
    }

    static Set<String> joinTypes(String text) throws BrokenRule {
        var types = new LinkedHashSet<String>();
        for (var word : Rules.words(text)) {
            types.add(Rules.oneOf(word, JOIN_TYPES, type -> type));
        }
        return types;
    }

    static boolean isIncluded(String text) throws BrokenRule {
        return Rules.oneOf(text, List.of("include", "exclude"), word -> word).equals("include");
    }

    /** @return see {@link Endpoints#cloud} */
    public Cloud cloud() {
        return endpoints.cloud();
    }

    /** @return see {@link Endpoints#graph} */
    public URI graphUrl() {
        return endpoints.graph();
    }

    /** @return see {@link Endpoints#authority} */
    public URI authorityUrl() {
        return endpoints.authority();
    }
}
