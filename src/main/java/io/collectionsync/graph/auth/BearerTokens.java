package io.collectionsync.graph.auth;

import io.collectionsync.graph.GraphClient;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.function.UnaryOperator;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpRequestInterceptor;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * Puts the tenant's token on an admitted request at the last moment, inside the HTTP client: so no route, log line,
 * trace or MBean can ever see it, and no other request gets one.
 */
public final class BearerTokens implements HttpRequestInterceptor {

    /** Names the attempt that a request stands for; it never leaves the process. */
    private static final String ATTEMPT = "X-Collection-Sync-Attempt";

    private final GraphClient client;
    private final UnaryOperator<String> bearer;

    /** @param bearer the value of the header {@code Authorization} for a tenant's name */
    public BearerTokens(GraphClient client, UnaryOperator<String> bearer) {
        this.client = client;
        this.bearer = bearer;
    }

    @Override
    public void process(HttpRequest request, EntityDetails entity, HttpContext context) throws ProtocolException {
        var id = request.getHeader(ATTEMPT);
        request.removeHeaders(ATTEMPT);
        var attempt = client.send(id == null ? null : id.getValue(), request.getMethod(), target(request));
        if (attempt != null) {
            request.setHeader("Authorization", bearer.apply(attempt.tenant()));
        }
    }

    private static URI target(HttpRequest request) throws ProtocolException {
        try {
            return request.getUri();
        } catch (URISyntaxException malformed) {
            throw new ProtocolException("The request's address is malformed", malformed);
        }
    }
}
