package io.collectionsync.graph.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.aad.msal4j.IAuthenticationResult;
import io.collectionsync.graph.GraphClient;
import io.collectionsync.graph.GraphFault;
import io.collectionsync.graph.HttpConnections;
import io.collectionsync.graph.SignIn;
import io.collectionsync.settings.Tenant;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.HttpRequestInterceptor;

/** Access tokens, one application object for each tenant. Thread-safe; a token never leaves this package. */
public final class Tokens implements SignIn, AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** A younger token is not renewed in the hope of more permissions. */
    private static final Duration FRESH = Duration.ofMinutes(5);

    private final Map<String, TokenSource> sources = new TreeMap<>();
    private final Map<String, Held> latest = new ConcurrentHashMap<>();
    /** What the last attempt said where it failed. */
    private final Map<String, String> faults = new ConcurrentHashMap<>();

    private final CloseableHttpClient client;

    /**
     * @param number   counts the tenant's tokens
     * @param replaced the one before, null for none
     * @param since    {@link System#nanoTime} when it came
     */
    private record Held(IAuthenticationResult token, int number, String replaced, long since) {

        static Held first(IAuthenticationResult token) {
            return new Held(token, 1, null, System.nanoTime());
        }

        boolean isFresh() {
            return System.nanoTime() - since < FRESH.toNanos();
        }

        Held then(IAuthenticationResult next) {
            return text().equals(next.accessToken()) ? this : new Held(next, number + 1, text(), System.nanoTime());
        }

        String text() {
            return token.accessToken();
        }
    }

    /** @throws GraphFault if a certificate file cannot be used */
    public Tokens(Iterable<Tenant> tenants, HttpConnections connections) {
        client = connections.configure(HttpClients.custom()).build();
        tenants.forEach(tenant -> sources.put(tenant.name(), TokenSource.of(tenant, new TokenHttp(client))));
    }

    @Override
    public int ensure(String tenant) {
        var token = acquired(tenant, false);
        // what left the cache just before another thread renewed it is the old one
        return latest.compute(
                        tenant,
                        (any, held) -> held == null
                                ? Held.first(token)
                                : token.accessToken().equals(held.replaced()) ? held : held.then(token))
                .number();
    }

    @Override
    public boolean renew(String tenant, int refused) {
        var held = latest.get(tenant);
        return held != null && held.number() != refused || renew(tenant) != refused;
    }

    /**
     * Fetches a token past the cache.
     *
     * @return its number
     * @throws GraphFault if it cannot be had
     */
    public int renew(String tenant) {
        var token = acquired(tenant, true);
        return latest.compute(tenant, (any, held) -> held == null ? Held.first(token) : held.then(token))
                .number();
    }

    private IAuthenticationResult acquired(String tenant, boolean past) {
        try {
            var token = source(tenant).acquire(past);
            faults.remove(tenant);
            return token;
        } catch (GraphFault refused) {
            faults.put(tenant, refused.getMessage());
            throw refused;
        }
    }

    /** @return why the tenant has no token: the last attempt's word, or that there was none; null when all is well */
    public String fault(String tenant) {
        return latest.containsKey(tenant) || faults.containsKey(tenant)
                ? faults.get(tenant)
                : "Token of tenant " + tenant + ": not asked for yet";
    }

    /** @return what puts the tenants' tokens on the requests that {@code client} has admitted */
    public HttpRequestInterceptor onAdmitted(GraphClient client) {
        return new BearerTokens(client, this::bearer);
    }

    String bearer(String tenant) {
        return "Bearer "
                + Objects.requireNonNull(latest.get(tenant), "No token was asked for")
                        .text();
    }

    /** @return when the tenant's present token expires; null before the first */
    public Instant expires(String tenant) {
        var token = latest.get(tenant);
        return token == null ? null : token.token().expiresOnDate().toInstant();
    }

    /**
     * @return when the certificate that the tenant's application signs in with ends; null where it has none, or it
     *     cannot be read
     */
    public Instant credentialExpires(String tenant) {
        return source(tenant).credentialExpires();
    }

    @Override
    public Optional<Set<String>> granted(String tenant, Predicate<Set<String>> enough) {
        var now = granted(tenant);
        var held = latest.get(tenant);
        if (now.filter(enough.negate()).isEmpty() || held == null || held.isFresh()) {
            return now;
        }
        renew(tenant);
        return granted(tenant);
    }

    /** @return the application permissions that the present token grants; empty where it does not tell */
    private Optional<Set<String>> granted(String tenant) {
        var claims = claims(tenant);
        return claims.isEmpty()
                ? Optional.empty()
                : Optional.of(StreamSupport.stream(claims.path("roles").spliterator(), false)
                        .map(JsonNode::asText)
                        .collect(Collectors.toSet()));
    }

    /** @return the application permissions that the present token grants (its {@code roles}); for diagnostics only */
    public Set<String> roles(String tenant) {
        return granted(tenant).orElse(Set.of());
    }

    /** @return object id of the application's service principal by the present token; null where it does not say */
    public String principal(String tenant) {
        return claims(tenant).path("oid").asText(null);
    }

    /** @return what the present token says of itself; empty where it says nothing */
    private JsonNode claims(String tenant) {
        var token = latest.get(tenant);
        String[] parts = token == null ? new String[0] : token.text().split("\\.");
        try {
            return parts.length < 2
                    ? JSON.createObjectNode()
                    : JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
        } catch (IOException | IllegalArgumentException opaque) {
            return JSON.createObjectNode();
        }
    }

    private TokenSource source(String tenant) {
        return Objects.requireNonNull(sources.get(tenant), () -> "Unknown tenant " + tenant);
    }

    /** Whoever waits for a token, or asks for one from now on, is told to stop. */
    public void stop() {
        sources.values().forEach(TokenSource::stop);
    }

    @Override
    public void close() throws IOException {
        stop();
        client.close();
    }
}
