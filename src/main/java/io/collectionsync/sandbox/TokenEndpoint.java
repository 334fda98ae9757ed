package io.collectionsync.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Entra's side: OpenID discovery and the client credentials grant, with Entra's error bodies. */
final class TokenEndpoint {

    private static final Pattern DISCOVERY = Pattern.compile("/([^/]+)/v2\\.0/\\.well-known/openid-configuration");
    private static final Pattern TOKEN = Pattern.compile("/([^/]+)/oauth2/v2\\.0/token");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

    private final Map<UUID, SandboxTenant> tenants;
    private final Tokens tokens;
    private final SandboxFaults faults;
    private final SandboxCounters counters;
    private final Supplier<String> root;

    TokenEndpoint(
            Map<UUID, SandboxTenant> tenants,
            Tokens tokens,
            SandboxFaults faults,
            SandboxCounters counters,
            Supplier<String> root) {
        this.tenants = tenants;
        this.tokens = tokens;
        this.faults = faults;
        this.counters = counters;
        this.root = root;
    }

    /** The answer to a request outside Graph; null when the path is not one of Entra's. */
    Answer answer(String method, String path, byte[] body) {
        Matcher discovery = DISCOVERY.matcher(path);
        Matcher token = TOKEN.matcher(path);
        try {
            if (method.equals("GET") && discovery.matches()) {
                return discovery(tenant(discovery.group(1)));
            }
            return method.equals("POST") && token.matches() ? token(tenant(token.group(1)), form(body)) : null;
        } catch (Refusal refusal) {
            return refusal.answer();
        }
    }

    private Answer discovery(SandboxTenant tenant) {
        String base = root.get() + "/" + tenant.id();
        ObjectNode body = Json.object()
                .put("issuer", base + "/v2.0")
                .put("token_endpoint", base + "/oauth2/v2.0/token")
                .put("authorization_endpoint", base + "/oauth2/v2.0/authorize")
                .put("device_authorization_endpoint", base + "/oauth2/v2.0/devicecode")
                .put("jwks_uri", base + "/discovery/v2.0/keys")
                .put("tenant_region_scope", "EU");
        body.putArray("token_endpoint_auth_methods_supported")
                .add("client_secret_post")
                .add("private_key_jwt");
        return Answer.json(200, body).with("Content-Type", "application/json; charset=utf-8");
    }

    private Answer token(SandboxTenant tenant, Map<String, String> form) {
        SandboxApp app = tenant.app();
        if (!app.clientId().toString().equalsIgnoreCase(form.get("client_id"))) {
            throw new Refusal(
                    400,
                    "unauthorized_client",
                    700016,
                    "Application with identifier '"
                            + form.get("client_id") + "' was not found in the directory '" + tenant.name()
                            + "'. This can happen"
                            + " if the application has not been installed by the administrator of the tenant or consented to by"
                            + " any user in the tenant. You may have sent your authentication request to the wrong tenant.");
        }
        if (!"client_credentials".equals(form.get("grant_type"))) {
            throw new Refusal(
                    400,
                    "unsupported_grant_type",
                    70003,
                    "The app requested an unsupported grant type '" + form.get("grant_type") + "'.");
        }
        authenticate(tenant, form);
        if (!form.getOrDefault("scope", "").contains("/.default")) {
            throw new Refusal(
                    400, "invalid_scope", 70011, "The provided request must include a 'scope' input parameter.");
        }
        counters.token();
        long life = faults.tokenLife().toSeconds();
        ObjectNode body = Json.object()
                .put("token_type", "Bearer")
                .put("expires_in", life)
                .put("ext_expires_in", life)
                .put("access_token", tokens.issue(tenant, form.get("scope").replaceFirst("/\\.default.*", "")));
        return Answer.json(200, body).with("Content-Type", "application/json; charset=utf-8");
    }

    private void authenticate(SandboxTenant tenant, Map<String, String> form) {
        SandboxApp app = tenant.app();
        String assertion = form.get("client_assertion");
        if (assertion != null) {
            String base = root.get() + "/" + tenant.id();
            if (!ClientAssertion.valid(assertion, app, Set.of(base + "/oauth2/v2.0/token", base + "/v2.0"))) {
                throw new Refusal(
                        401,
                        "invalid_client",
                        700027,
                        "The certificate with identifier used to sign the"
                                + " client assertion is not registered on application.");
            }
        } else if (!app.clientSecret().equals(form.get("client_secret"))) {
            throw new Refusal(
                    401,
                    "invalid_client",
                    7000215,
                    "Invalid client secret provided. Ensure the secret being"
                            + " sent in the request is the client secret value, not the client secret ID, for a secret added to"
                            + " app '" + app.clientId() + "'.");
        }
    }

    private SandboxTenant tenant(String id) {
        UUID parsed = Ids.idOrNull(id);
        SandboxTenant tenant = parsed == null ? null : tenants.get(parsed);
        if (tenant == null) {
            throw new Refusal(
                    400,
                    "invalid_request",
                    90002,
                    "Tenant '" + id + "' not found. Check to make sure you"
                            + " have the correct tenant ID and are signing into the correct cloud. Check with your subscription"
                            + " administrator, this may happen if there are no active subscriptions for the tenant.");
        }
        return tenant;
    }

    private static Map<String, String> form(byte[] body) {
        Map<String, String> form = new HashMap<>();
        for (String pair : new String(body, StandardCharsets.UTF_8).split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                form.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return form;
    }

    /** An error of Entra: {@code error}, AADSTS number and text. */
    private static final class Refusal extends RuntimeException {

        private final int status;
        private final String error;
        private final int number;

        Refusal(int status, String error, int number, String text) {
            super(text, null, false, false);
            this.status = status;
            this.error = error;
            this.number = number;
        }

        Answer answer() {
            String trace = UUID.randomUUID().toString();
            String correlation = UUID.randomUUID().toString();
            String time = TIME.format(Instant.now());
            ObjectNode body = Json.object()
                    .put("error", error)
                    .put(
                            "error_description",
                            "AADSTS" + number + ": " + getMessage() + " Trace ID: " + trace + " Correlation ID: "
                                    + correlation + " Timestamp: " + time);
            body.putArray("error_codes").add(number);
            body.put("timestamp", time)
                    .put("trace_id", trace)
                    .put("correlation_id", correlation)
                    .put("error_uri", "https://login.microsoftonline.com/error?code=" + number);
            return Answer.json(status, body).with("Content-Type", "application/json; charset=utf-8");
        }
    }
}
