package io.collectionsync.graph.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.microsoft.aad.msal4j.HttpRequest;
import com.microsoft.aad.msal4j.HttpResponse;
import com.microsoft.aad.msal4j.IHttpClient;
import com.microsoft.aad.msal4j.MsalServiceException;
import io.collectionsync.graph.GraphFault;
import io.collectionsync.settings.Cloud;
import io.collectionsync.settings.Credential;
import io.collectionsync.settings.Endpoints;
import io.collectionsync.settings.Tenant;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ConnectException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens come from Entra's answer, faults come in one line, and neither tells the secret. */
class TokenSourceTest {

    private static final String SECRET = "S3cret~of.the-application";
    private static final UUID ID = UUID.fromString("11111111-1111-1111-1111-111111111111");
    private static final String AUTHORITY = "https://login.test:8443";

    @TempDir
    Path folder;

    private final List<String> requests = new ArrayList<>();
    private int status = 200;
    private String answer = "{\"token_type\":\"Bearer\",\"expires_in\":3599,\"access_token\":\"the-token\"}";

    @Test
    void aTokenIsAskedForOnceAndThenRemembered() {
        var source = source(this::login);

        assertThat(source.acquire(false).accessToken()).isEqualTo("the-token");
        assertThat(source.acquire(false).accessToken()).isEqualTo("the-token");
        assertThat(requests).filteredOn(request -> request.startsWith("POST")).hasSize(1);
        assertThat(requests).allMatch(request -> request.contains(AUTHORITY));
    }

    @Test
    void aTokenPastTheCacheIsANewOne() {
        var source = source(this::login);
        source.acquire(false);
        answer = answer.replace("the-token", "another-token");

        assertThat(source.acquire(true).accessToken()).isEqualTo("another-token");
        assertThat(source.acquire(false).accessToken()).isEqualTo("another-token");
    }

    @ParameterizedTest(name = "AADSTS{0}: {1}")
    @CsvSource({
        "7000215, the client secret is wrong: set tenant.contoso.client-secret",
        "7000222, the client secret has expired",
        "700016, the application CLIENT is unknown in this tenant: correct tenant.contoso.client-id or tenant.contoso.id",
        "90002, the tenant TENANT is unknown: correct tenant.contoso.id",
        "900023, the tenant id TENANT is malformed",
        "700027, the certificate is not registered",
        "7000229, the application has no service principal in this tenant",
        "5000000, see Microsoft's list of AADSTS codes"
    })
    void aRefusalIsOneLineWithItsMendAndWithoutTheSecret(String code, String mend) {
        status = 401;
        answer = "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS" + code + ": Long words about " + SECRET
                + ". Trace ID: 1-2 Timestamp: now\",\"error_codes\":[" + code + "]}";

        assertThatThrownBy(() -> source(this::login).acquire(false))
                .isInstanceOf(GraphFault.class)
                .hasMessageStartingWith("Token of tenant contoso refused by " + AUTHORITY + ": AADSTS" + code + ", "
                        + mend.replace("CLIENT", tenant().clientId().toString())
                                .replace("TENANT", tenant().id().toString()))
                .hasMessageNotContainingAny(SECRET, "Trace ID", "\n");
    }

    @Test
    void aRefusalWithoutACodeIsALineToo() {
        var fault = new MsalServiceException("Something about " + SECRET, "temporarily_unavailable");

        assertThat(SignInFault.line(fault, tenant()))
                .contains("temporarily_unavailable")
                .doesNotContain(SECRET);
    }

    @Test
    void aServerAtFaultIsALineToo() {
        status = 503;
        answer = "<html>Service Unavailable</html>";

        assertThatThrownBy(() -> source(this::login).acquire(false))
                .isInstanceOf(GraphFault.class)
                .hasMessageStartingWith("Token of tenant contoso refused by " + AUTHORITY + ": ")
                .hasMessageNotContaining(SECRET);
    }

    @Test
    void aServerThatCannotBeReachedIsNamed() {
        var fault = catchThrowable(() -> source(request -> {
                    throw new ConnectException("Connection refused");
                })
                .acquire(false));

        assertThat(fault).isInstanceOf(GraphFault.class).hasMessageContaining("no connection (Connection refused)");
        var trace = new StringWriter();
        fault.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString()).doesNotContain(SECRET);
    }

    @Test
    void aCertificateFileThatCannotBeUsedIsNamedWithoutItsPassword() {
        var tenant = new Tenant(
                "contoso",
                ID,
                ID,
                new Credential.Certificate(Path.of("missing.pem"), SECRET),
                new Endpoints(Cloud.GLOBAL, URI.create("https://graph.microsoft.com"), URI.create(AUTHORITY)),
                Set.of(),
                true);

        assertThatThrownBy(() -> TokenSource.of(tenant, this::login).acquire(false))
                .isInstanceOf(GraphFault.class)
                .hasMessageContaining("missing.pem")
                .hasMessageNotContaining(SECRET);
    }

    private HttpResponse login(HttpRequest request) {
        requests.add(request.httpMethod() + " " + request.url());
        if (request.url().toString().endsWith("/.well-known/openid-configuration")) {
            String issuer = AUTHORITY + "/" + ID + "/v2.0";
            return response(
                    200,
                    "{\"issuer\":\"" + issuer + "\",\"authorization_endpoint\":\"" + issuer + "/authorize\","
                            + "\"token_endpoint\":\"" + AUTHORITY + "/" + ID + "/oauth2/v2.0/token\"}");
        }
        assertThat(request.body())
                .contains("grant_type=client_credentials", "scope=https%3A%2F%2Fgraph.microsoft.com%2F.default");
        return response(status, answer);
    }

    private static HttpResponse response(int status, String body) {
        var response = new HttpResponse().statusCode(status);
        response.addHeaders(Map.of("Content-Type", List.of("application/json")));
        response.body(body);
        return response;
    }

    @Test
    void theEndOfACertificateIsKnownBeforeTheFirstTokenAndThatOfASecretNever() throws Exception {
        var rsa = Certificates.rsa("contoso");
        var file = Files.writeString(folder.resolve("contoso.pem"), rsa.pkcs8() + rsa.certificatePem());

        assertThat(source(this::login).credentialExpires()).isNull();
        assertThat(TokenSource.of(tenant(new Credential.Certificate(file, null)), this::login)
                        .credentialExpires())
                .isEqualTo(rsa.certificate.getNotAfter().toInstant());
        assertThat(TokenSource.of(tenant(new Credential.Certificate(folder.resolve("gone.pem"), null)), this::login)
                        .credentialExpires())
                .isNull();
        assertThat(requests).isEmpty();
    }

    private static Tenant tenant() {
        return tenant(new Credential.ClientSecret(SECRET));
    }

    private static TokenSource source(IHttpClient http) {
        return TokenSource.of(tenant(), http);
    }

    private static Tenant tenant(Credential credential) {
        return new Tenant(
                "contoso",
                ID,
                ID,
                credential,
                new Endpoints(Cloud.GLOBAL, URI.create("https://graph.microsoft.com"), URI.create(AUTHORITY)),
                Set.of("AzureAd"),
                true);
    }
}
