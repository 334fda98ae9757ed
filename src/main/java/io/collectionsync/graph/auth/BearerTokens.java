package io.collectionsync.graph.auth;

import io.collectionsync.graph.GraphClient;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpRequestInterceptor;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * Puts the tenant's token on a request at the last moment, inside the HTTP client: so no route, log line, trace or
 * MBean can ever see it.
 */
public final class BearerTokens implements HttpRequestInterceptor {

    private final Tokens tokens;

    public BearerTokens(Tokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public void process(HttpRequest request, EntityDetails entity, HttpContext context) {
        var tenant = request.getFirstHeader(GraphClient.TENANT_HEADER);
        if (tenant != null) {
            request.removeHeaders(GraphClient.TENANT_HEADER);
            request.setHeader("Authorization", tokens.bearer(tenant.getValue()));
        }
    }
}
