package io.collectionsync.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.aad.msal4j.ClientCredentialFactory;
import com.microsoft.aad.msal4j.ClientCredentialParameters;
import com.microsoft.aad.msal4j.ConfidentialClientApplication;
import com.microsoft.aad.msal4j.IAuthenticationResult;
import com.microsoft.aad.msal4j.IClientCredential;
import java.net.MalformedURLException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Microsoft's own token library works on the sandbox's token endpoint. */
class MsalTest extends SandboxTestBase {

    @Test
    void aSecretGivesATokenThatIsCached() throws Exception {
        ConfidentialClientApplication app = app(
                contoso.app().clientId(),
                ClientCredentialFactory.createFromSecret(contoso.app().clientSecret()));
        IAuthenticationResult first = acquire(app);
        client.useToken(first.accessToken());
        assertThat(client.get("/groups/" + group.id()).status()).isEqualTo(200);
        assertThat(acquire(app).accessToken()).isEqualTo(first.accessToken());
        assertThat(sandbox.graph().counters().tokens()).isEqualTo(1);
        assertThat(claims(first.accessToken()))
                .contains(
                        contoso.id().toString(),
                        contoso.app().clientId().toString(),
                        "GroupMember.ReadWrite.All",
                        "\"exp\"");
    }

    @Test
    void aRegisteredCertificateGivesAToken() throws Exception {
        SandboxCertificates.ClientCertificate certificate =
                sandbox.certificates().clientCertificate("contoso-app");
        IClientCredential credential =
                ClientCredentialFactory.createFromCertificate(certificate.key(), certificate.certificate());
        ConfidentialClientApplication app = app(contoso.app().clientId(), credential);
        assertThatThrownBy(() -> acquire(app)).hasMessageContaining("AADSTS700027");
        contoso.app().registerCertificate(certificate.certificate());
        assertThat(acquire(app).accessToken()).isEqualTo(acquire(app).accessToken());
    }

    @Test
    void wrongCredentialsAreRefusedAsByEntraAndNotRepeated() throws Exception {
        ConfidentialClientApplication wrong =
                app(contoso.app().clientId(), ClientCredentialFactory.createFromSecret("my-wrong-secret"));
        assertThatThrownBy(() -> acquire(wrong))
                .hasMessageContaining("AADSTS7000215: Invalid client secret provided")
                .hasMessageNotContaining("my-wrong-secret");
        ConfidentialClientApplication unknown = app(UUID.randomUUID(), ClientCredentialFactory.createFromSecret("s"));
        assertThatThrownBy(() -> acquire(unknown)).hasMessageContaining("AADSTS700016");
    }

    @Test
    void anUnknownTenantIsRefused() {
        UUID nobody = UUID.randomUUID();
        assertThatThrownBy(() ->
                        acquire(app(nobody, contoso.app().clientId(), ClientCredentialFactory.createFromSecret("s"))))
                .hasStackTraceContaining("AADSTS90002");
    }

    @Test
    void aRenewedSecretReplacesTheFormerOne() throws Exception {
        String former = contoso.app().clientSecret();
        contoso.app().renewSecret();
        assertThatThrownBy(
                        () -> acquire(app(contoso.app().clientId(), ClientCredentialFactory.createFromSecret(former))))
                .hasMessageContaining("AADSTS7000215");
    }

    private ConfidentialClientApplication app(UUID clientId, IClientCredential credential)
            throws MalformedURLException {
        return app(contoso.id(), clientId, credential);
    }

    private ConfidentialClientApplication app(UUID tenant, UUID clientId, IClientCredential credential)
            throws MalformedURLException {
        return ConfidentialClientApplication.builder(clientId.toString(), credential)
                .oidcAuthority(sandbox.graph().authorityUrl() + "/" + tenant + "/v2.0")
                .instanceDiscovery(false)
                .sslSocketFactory(sandbox.certificates().clientContext().getSocketFactory())
                .build();
    }

    private IAuthenticationResult acquire(ConfidentialClientApplication app) {
        return app.acquireToken(ClientCredentialParameters.builder(
                                Set.of(sandbox.graph().url() + "/.default"))
                        .build())
                .join();
    }

    private static String claims(String token) {
        return new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]), StandardCharsets.UTF_8);
    }
}
