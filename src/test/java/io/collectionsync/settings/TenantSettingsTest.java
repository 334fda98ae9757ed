package io.collectionsync.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The settings tenant.NAME.*. Defaults, all keys set, and faults. */
class TenantSettingsTest {

    private Home home;

    @BeforeEach
    void emptyHome(@TempDir Path folder) {
        home = new Home(folder);
    }

    @Test
    void defaults() {
        assertThat(home.with("").tenants().get("contoso"))
                .isEqualTo(new Tenant(
                        "contoso",
                        UUID.fromString(Home.ID),
                        UUID.fromString(Home.CLIENT_ID),
                        new Credential.ClientSecret("s3cr3t-of-contoso"),
                        new Endpoints(
                                Cloud.GLOBAL,
                                URI.create("https://graph.microsoft.com"),
                                URI.create("https://login.microsoftonline.com")),
                        Set.of("AzureAd"),
                        true));
    }

    @Test
    void all_keys_set() {
        home.file("c.p12", "x");
        home.settings(Home.tenant(
                "id = " + Home.ID,
                "client-id = " + Home.CLIENT_ID,
                "certificate-file = c.p12",
                "certificate-password = pw",
                "cloud = us-government-dod",
                "graph-url = https://localhost:8443/",
                "authority-url = https://localhost:8444",
                "join-types = AzureAd, ServerAd"));
        var tenant = home.read().tenants().get("a");
        assertThat(tenant.credential())
                .isEqualTo(new Credential.Certificate(home.path.resolve("c.p12"), "pw"))
                .asString()
                .doesNotContain("pw");
        assertThat(tenant.cloud()).isEqualTo(Cloud.US_GOVERNMENT_DOD);
        assertThat(tenant.graphUrl()).isEqualTo(URI.create("https://localhost:8443"));
        assertThat(tenant.authorityUrl()).isEqualTo(URI.create("https://localhost:8444"));
        assertThat(tenant.joinTypes()).containsExactly("AzureAd", "ServerAd");
    }

    @Test
    void faults() {
        assertThat(home.settings(Home.tenant(
                                "cloud = globe",
                                "graph-url = http://graph.microsoft.com",
                                "authority-url = https://login.microsoftonline.com/common",
                                "join-types = AzureAd,Hybrid",
                                "client-id = 1-1-1-1-1",
                                "certificate-password = hunter2"))
                        .faults())
                .containsExactlyInAnyOrder(
                        "tenant.a.id: must be given: the directory (tenant) id",
                        "tenant.a.client-id = 1-1-1-1-1: must be a GUID such as 5a0e3d0c-6e0c-4a43-9f2f-0b7c1d2e3f40",
                        "tenant.a.client-secret: exactly one credential must be given: client-secret, certificate-file or "
                                + "managed-identity",
                        "tenant.a.certificate-password = ***: must not stand without certificate-file",
                        "tenant.a.cloud = globe: must be one of global, us-government, us-government-dod, china, "
                                + "did you mean 'global'?",
                        "tenant.a.graph-url = http://graph.microsoft.com: must be an https root without path, such as "
                                + "https://graph.microsoft.com",
                        "tenant.a.authority-url = https://login.microsoftonline.com/common: must be an https root without "
                                + "path, such as https://graph.microsoft.com",
                        "tenant.a.join-types = AzureAd,Hybrid: must be one of AzureAd, ServerAd, Workplace");
    }

    @Test
    void two_credentials_are_a_fault() {
        assertThat(home.faultsWith("tenant.contoso.managed-identity = system\n"))
                .containsExactly(
                        "tenant.contoso.managed-identity = system: exactly one credential must be given: client-secret, "
                                + "certificate-file or managed-identity");
    }

    @Test
    void a_missing_certificate_is_a_fault() {
        assertThat(home.settings(Home.tenant(
                                "id = " + Home.ID, "client-id = " + Home.CLIENT_ID, "certificate-file = none.pem"))
                        .faults())
                .containsExactly("tenant.a.certificate-file = none.pem: must "
                        + "name a readable file, absolute or relative to the home; write / or \\\\ for a backslash");
    }

    @Test
    void a_managed_identity_needs_no_client_id() {
        var settings = home.settings(Home.tenant("id = " + Home.ID, "managed-identity = system"))
                .read();
        var tenant = settings.tenants().get("a");
        assertThat(tenant.clientId()).isNull();
        assertThat(((Credential.ManagedIdentity) tenant.credential()).isSystemAssigned())
                .isTrue();
    }

    @Test
    void a_managed_identity_is_system_or_a_client_id() {
        var settings = home.settings(Home.tenant("id = " + Home.ID, "managed-identity = " + Home.CLIENT_ID))
                .read();
        assertThat(settings.tenants().get("a").credential()).isEqualTo(new Credential.ManagedIdentity(Home.CLIENT_ID));
        assertThat(home.settings(Home.tenant("id = " + Home.ID, "managed-identity = yes"))
                        .faults())
                .containsExactly(
                        "tenant.a.managed-identity = yes: must be 'system' or the client id of a user-assigned identity");
    }

    @Test
    void a_managed_identity_that_contradicts_the_client_id_is_a_fault() {
        assertThat(home.settings(Home.tenant(
                                "id = " + Home.ID, "client-id = " + Home.ID, "managed-identity = " + Home.CLIENT_ID))
                        .faults())
                .singleElement()
                .asString()
                .endsWith("must be the same as client-id, or client-id left out");
    }

    @Test
    void any_number_of_tenants_may_be_set_in_the_order_of_the_file() {
        assertThat(home.with("tenant.b.id = %1$s\ntenant.b.managed-identity = system\n".formatted(Home.ID))
                        .tenants())
                .containsOnlyKeys("contoso", "b");
    }
}
