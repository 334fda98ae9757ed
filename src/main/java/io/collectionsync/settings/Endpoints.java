package io.collectionsync.settings;

import static io.collectionsync.settings.SettingKey.TENANT_AUTHORITY_URL;
import static io.collectionsync.settings.SettingKey.TENANT_CLOUD;
import static io.collectionsync.settings.SettingKey.TENANT_GRAPH_URL;

import java.net.URI;
import java.util.List;

/**
 * Where a tenant is reached.
 *
 * @param cloud     the cloud it lives in
 * @param graph     root of Graph without version and closing slash
 * @param authority root of the login without tenant and closing slash
 */
public record Endpoints(Cloud cloud, URI graph, URI authority) {

    /** @return null after a fault */
    static Endpoints read(Values values, String tenant) {
        var cloud = values.get(TENANT_CLOUD, tenant, text -> Rules.oneOf(text, List.of(Cloud.values()), Cloud::word));
        var graph = values.get(TENANT_GRAPH_URL, tenant, Rules::root);
        var authority = values.get(TENANT_AUTHORITY_URL, tenant, Rules::root);
        return cloud == null
                ? null
                : new Endpoints(cloud, or(graph, cloud.graphUrl()), or(authority, cloud.authorityUrl()));
    }

    private static URI or(URI given, URI otherwise) {
        return given == null ? otherwise : given;
    }
}
