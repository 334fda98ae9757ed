package io.collectionsync.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Issues access tokens that look like Entra's and knows whose each one is. Thread-safe. */
final class Tokens {

    private static final String HEADER = encode(
            Json.bytes(Json.object().put("typ", "JWT").put("alg", "RS256").put("kid", "sandbox")));

    private final SandboxFaults faults;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Issued> issued = new ConcurrentHashMap<>();

    Tokens(SandboxFaults faults) {
        this.faults = faults;
    }

    private record Issued(Caller caller, Instant expires) {

        Issued ended() {
            return new Issued(caller, Instant.EPOCH);
        }

        /** Long over by itself; a token ended by hand stays known as expired. */
        boolean forgettable(Instant now) {
            return !expires.equals(Instant.EPOCH) && expires.plusSeconds(3600).isBefore(now);
        }
    }

    String issue(SandboxTenant tenant, String audience) {
        SandboxApp app = tenant.app();
        Instant now = Instant.now();
        Instant expires = now.plus(faults.tokenLife());
        ObjectNode claims = Json.object()
                .put("aud", audience)
                .put("iss", "https://sts.windows.net/" + tenant.id() + "/")
                .put("iat", now.getEpochSecond())
                .put("nbf", now.getEpochSecond())
                .put("exp", expires.getEpochSecond())
                .put("appid", app.clientId().toString())
                .put("tid", tenant.id().toString())
                .put("idtyp", "app")
                .put("oid", app.servicePrincipal().toString())
                .put("uti", UUID.randomUUID().toString())
                .put("ver", "1.0");
        app.roles().stream().sorted().forEach(claims.withArray("roles")::add);
        byte[] signature = new byte[256];
        random.nextBytes(signature);
        String token = HEADER + "." + encode(Json.bytes(claims)) + "." + encode(signature);
        issued.values().removeIf(old -> old.forgettable(now));
        issued.put(token, new Issued(new Caller(tenant, app.clientId(), app.roles()), expires));
        return token;
    }

    /** Whose token an Authorization header bears; refused with the 401 bodies of fact sheet 2.2. */
    Caller caller(String authorization) {
        Issued found = issued.get(token(authorization));
        if (found == null) {
            throw GraphRefusal.tokenMalformed();
        }
        if (!found.expires().isAfter(Instant.now())) {
            throw GraphRefusal.tokenExpired();
        }
        if (!found.caller().tenant().app().hasServicePrincipal()) {
            throw GraphRefusal.identityNotFound();
        }
        return found.caller();
    }

    /** Whose token it is or was; null when nobody's. */
    Caller callerOrNull(String authorization) {
        Issued found = issued.get(token(authorization));
        return found == null ? null : found.caller();
    }

    /** Ends one token, as an expiry or a revocation does. */
    void expire(String authorization) {
        issued.computeIfPresent(token(authorization), (any, token) -> token.ended());
    }

    /** Ends all tokens of a tenant's application. */
    void expireAll(SandboxTenant tenant) {
        issued.replaceAll((any, token) -> token.caller().tenant() == tenant ? token.ended() : token);
    }

    private static String token(String authorization) {
        return authorization == null ? "" : authorization.replaceFirst("(?i)^Bearer\\s+", "");
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
