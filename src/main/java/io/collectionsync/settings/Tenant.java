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
        var cloud = values.get(TENANT_CLOUD, name, text -> Rules.oneOf(text, List.of(Cloud.values()), Cloud::word));
        var graph = values.get(TENANT_GRAPH_URL, name, Rules::root);
        var authority = values.get(TENANT_AUTHORITY_URL, name, Rules::root);
        var joinTypes = values.get(TENANT_JOIN_TYPES, name, Tenant::joinTypes);
        var disabled = values.get(TENANT_DISABLED_DEVICES, name, Tenant::isIncluded);
        return cloud == null || joinTypes == null || disabled == null
                ? null
                : new Tenant(
                        name,
                        id,
                        clientId,
                        credential,
                        cloud,
                        or(graph, cloud.graphUrl()),
                        or(authority, cloud.authorityUrl()),
                        joinTypes,
                        disabled);
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

    private static URI or(URI given, URI otherwise) {
        return given == null ? otherwise : given;
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
