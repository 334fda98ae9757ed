package io.collectionsync.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.membership.Limits;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** For each record: its defaults, all keys set, its faults. */
class SettingsRecordsTest {

    @TempDir
    Path folder;
    private Home home;

    @BeforeEach
    void emptyHome() {
        home = new Home(folder);
    }

    /** @return the tenant {@code a} with these lines, each without its {@code tenant.a.} */
    private String tenant(String... lines) {
        var text = new StringBuilder("configmgr.url = jdbc:h2:mem:x\n");
        for (var line : lines) {
            text.append("tenant.a.").append(line).append('\n');
        }
        return text.toString();
    }

    @Nested
    class TheSiteDatabase {

        @Test
        void defaults() {
            assertThat(home.with("").configMgr()).isEqualTo(new ConfigMgr(
                    "jdbc:sqlserver://sql.contoso.com;databaseName=CM_PS1;integratedSecurity=true", null, null));
        }

        @Test
        void all_keys_set() {
            var configMgr = home.with("configmgr.username = reader\nconfigmgr.password = pa=ss word#!\n").configMgr();
            assertThat(configMgr.username()).isEqualTo("reader");
            assertThat(configMgr.password()).isEqualTo("pa=ss word#!");
            assertThat(configMgr.toString()).contains("username=reader, password=***, ");
        }

        @Test
        void faults() {
            assertThat(home.settings(tenant("id = " + Home.ID, "managed-identity = system")
                    .replace("jdbc:h2:mem:x", "sql.contoso.com")).faults()).containsExactly("configmgr.url = "
                    + "sql.contoso.com: must be a JDBC URL, such as jdbc:sqlserver://sql.contoso.com;databaseName=CM_PS1");
            assertThat(home.faultsWith("configmgr.password = x\n"))
                    .containsExactly("configmgr.password = ***: must not stand without configmgr.username");
            assertThat(home.settings(tenant("id = " + Home.ID, "managed-identity = system")
                    + "configmgr.username = sa\n").faults())
                    .containsExactly("configmgr.username = sa: must not stand without configmgr.password");
        }

        @Test
        void a_name_without_a_password_is_right_where_the_url_says_how_to_log_in() {
            assertThat(home.with("configmgr.username = identity\n").configMgr().username()).isEqualTo("identity");
        }
    }

    @Nested
    class TheWebhook {

        @Test
        void defaults() {
            assertThat(home.with("").webhook()).isNull();
        }

        @Test
        void all_keys_set() {
            home.file("config/secret", "known-to-both\n");
            var webhook = home.with("notify.webhook-url = https://hooks.contoso.com/a?sig=b\n"
                    + "notify.webhook-secret-file = config/secret\n").webhook();
            assertThat(webhook)
                    .isEqualTo(new Webhook(URI.create("https://hooks.contoso.com/a?sig=b"), "known-to-both"));
            assertThat(webhook.toString()).isEqualTo("Webhook[host=hooks.contoso.com, secret=***]");
            assertThat(home.with("notify.webhook-url = http://127.0.0.1:9000/hook\n").webhook().secret()).isNull();
        }

        @Test
        void faults() {
            String rule = "notify.webhook-url = ***: must be an https URL, or an http URL on this machine (127.0.0.1)";
            assertThat(home.faultsWith("notify.webhook-url = http://hooks.contoso.com/sig\n")).containsExactly(rule);
            assertThat(home.faultsWith("notify.webhook-url = hooks.contoso.com\n")).containsExactly(rule);
            assertThat(home.faultsWith("notify.webhook-url = https://me:pass@hooks.contoso.com/\n"))
                    .containsExactly(rule);
            assertThat(home.faultsWith("notify.webhook-secret = s\n"))
                    .containsExactly("notify.webhook-secret = ***: must not stand without notify.webhook-url");
        }
    }

    @Nested
    class TheLog {

        @Test
        void defaults() {
            assertThat(home.with("").log()).isEqualTo(new Log(false, null));
        }

        @Test
        void all_keys_set() {
            assertThat(home.with("log.format = json\nlog.file = logs/a.log\n").log())
                    .isEqualTo(new Log(true, home.path.resolve("logs/a.log")));
        }

        @Test
        void faults() {
            assertThat(home.faultsWith("log.format = xml\n"))
                    .containsExactly("log.format = xml: must be one of text, json");
            assertThat(home.faultsWith("log.file = config\n"))
                    .containsExactly("log.file = config: must name a file, not a folder");
        }
    }

    @Nested
    class ATenant {

        @Test
        void defaults() {
            assertThat(home.with("").tenants().get("contoso")).isEqualTo(new Tenant("contoso", UUID.fromString(Home.ID),
                    UUID.fromString(Home.CLIENT_ID), new Credential.ClientSecret("s3cr3t-of-contoso"), Cloud.GLOBAL,
                    URI.create("https://graph.microsoft.com"), URI.create("https://login.microsoftonline.com"),
                    Set.of("AzureAd")));
        }

        @Test
        void all_keys_set() {
            home.file("c.p12", "x");
            home.settings(tenant("id = " + Home.ID, "client-id = " + Home.CLIENT_ID, "certificate-file = c.p12",
                    "certificate-password = pw", "cloud = us-government-dod", "graph-url = https://localhost:8443/",
                    "authority-url = https://localhost:8444", "join-types = AzureAd, ServerAd"));
            var tenant = home.read().tenants().get("a");
            assertThat(tenant.credential()).isEqualTo(new Credential.Certificate(folder.resolve("c.p12"), "pw"))
                    .asString().doesNotContain("pw");
            assertThat(tenant.cloud()).isEqualTo(Cloud.US_GOVERNMENT_DOD);
            assertThat(tenant.graphUrl()).isEqualTo(URI.create("https://localhost:8443"));
            assertThat(tenant.authorityUrl()).isEqualTo(URI.create("https://localhost:8444"));
            assertThat(tenant.joinTypes()).containsExactly("AzureAd", "ServerAd");
        }

        @Test
        void faults() {
            assertThat(home.settings(tenant("cloud = globe", "graph-url = http://graph.microsoft.com",
                    "authority-url = https://login.microsoftonline.com/common", "join-types = AzureAd,Hybrid",
                    "client-id = 1-1-1-1-1", "certificate-password = hunter2")).faults()).containsExactlyInAnyOrder(
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
            assertThat(home.faultsWith("tenant.contoso.managed-identity = system\n")).containsExactly(
                    "tenant.contoso.managed-identity = system: exactly one credential must be given: client-secret, "
                            + "certificate-file or managed-identity");
        }

        @Test
        void a_missing_certificate_is_a_fault() {
            assertThat(home.settings(tenant("id = " + Home.ID, "client-id = " + Home.CLIENT_ID,
                    "certificate-file = none.pem")).faults()).containsExactly("tenant.a.certificate-file = none.pem: must "
                    + "name a readable file, absolute or relative to the home; write / or \\\\ for a backslash");
        }

        @Test
        void a_managed_identity_needs_no_client_id() {
            var tenant = home.settings(tenant("id = " + Home.ID, "managed-identity = system")).read().tenants().get("a");
            assertThat(tenant.clientId()).isNull();
            assertThat(((Credential.ManagedIdentity) tenant.credential()).isSystemAssigned()).isTrue();
        }

        @Test
        void a_managed_identity_is_system_or_a_client_id() {
            var settings = home.settings(tenant("id = " + Home.ID, "managed-identity = " + Home.CLIENT_ID)).read();
            assertThat(settings.tenants().get("a").credential())
                    .isEqualTo(new Credential.ManagedIdentity(Home.CLIENT_ID));
            assertThat(home.settings(tenant("id = " + Home.ID, "managed-identity = yes")).faults()).containsExactly(
                    "tenant.a.managed-identity = yes: must be 'system' or the client id of a user-assigned identity");
        }

        @Test
        void a_managed_identity_that_contradicts_the_client_id_is_a_fault() {
            assertThat(home.settings(tenant("id = " + Home.ID, "client-id = " + Home.ID,
                    "managed-identity = " + Home.CLIENT_ID)).faults()).singleElement().asString()
                    .endsWith("must be the same as client-id, or client-id left out");
        }

        @Test
        void any_number_of_tenants_may_be_set_in_the_order_of_the_file() {
            assertThat(home.with("tenant.b.id = %1$s\ntenant.b.managed-identity = system\n".formatted(Home.ID)).tenants())
                    .containsOnlyKeys("contoso", "b");
        }
    }

    @Nested
    class TheWayOut {

        @Test
        void defaults() {
            assertThat(home.with("").proxy()).isNull();
            assertThat(home.with("").trustFile()).isNull();
        }

        @Test
        void all_keys_set() {
            var settings = home.file("config/ca.pem", "x").with("""
                    proxy.url = http://proxy.contoso.com:8080
                    proxy.username = me
                    proxy.password = hunter2
                    proxy.exceptions = localhost, *.contoso.com
                    tls.trust-file = config/ca.pem
                    """);
            assertThat(settings.proxy()).isEqualTo(new Proxy(URI.create("http://proxy.contoso.com:8080"), "me", "hunter2",
                    List.of("localhost", "*.contoso.com"))).asString().doesNotContain("hunter2");
            assertThat(settings.trustFile()).isEqualTo(folder.resolve("config/ca.pem"));
        }

        @Test
        void faults() {
            assertThat(home.faultsWith("proxy.username = me\nproxy.password = x\nproxy.exceptions = a,,b\n"
                    + "tls.trust-file = none\n")).containsExactly(
                    "proxy.username = me: must not stand without proxy.url",
                    "proxy.password = ***: must not stand without proxy.url",
                    "proxy.exceptions = a,,b: must not stand without proxy.url",
                    "proxy.exceptions = a,,b: must be words parted by commas",
                    "tls.trust-file = none: must name a readable file, absolute or relative to the home; "
                            + "write / or \\\\ for a backslash");
            assertThat(home.faultsWith("proxy.url = proxy.contoso.com:8080\n")).containsExactly(
                    "proxy.url = proxy.contoso.com:8080: must be http://HOST:PORT; a name goes to proxy.username, "
                            + "a password to proxy.password");
        }
    }

    @Nested
    class TheSchedule {

        @Test
        void defaults() {
            var settings = home.with("");
            assertThat(settings.schedule()).isEqualTo(new Schedule("0 0/5 * * * ?", "30 0/5 * * * ?"));
            assertThat(settings.applyEnabled()).isTrue();
        }

        @Test
        void all_keys_set() {
            var settings = home.with("""
                    schedule.cron = 0 0 3 ? * MON-FRI
                    dead-letters.cron = 0 30 * * * ?
                    apply.enabled = false
                    """);
            assertThat(settings.schedule()).isEqualTo(new Schedule("0 0 3 ? * MON-FRI", "0 30 * * * ?"));
            assertThat(settings.applyEnabled()).isFalse();
        }

        @Test
        void faults() {
            assertThat(home.faultsWith("""
                    schedule.cron = */5 * * * *
                    dead-letters.cron = 0 0 0 1 1 ? 1999
                    apply.enabled = no
                    """)).containsExactly(
                    "schedule.cron = */5 * * * *: must be a Quartz cron expression of 6 or 7 fields such as 0 0/5 * * * ?",
                    "dead-letters.cron = 0 0 0 1 1 ? 1999: must be a Quartz cron expression that fires in the future",
                    "apply.enabled = no: must be true or false");
        }
    }

    @Nested
    class WhatGraphAllows {

        @Test
        void defaults() {
            assertThat(home.with("").graph()).isEqualTo(new GraphLimits(3000, Duration.ofSeconds(150), 3500,
                    Duration.ofSeconds(10), Duration.ofMillis(250), Duration.ofMinutes(5)));
        }

        @Test
        void all_keys_set() {
            assertThat(home.with("graph.write-quota = 10\ngraph.write-window = 500ms\ngraph.read-quota = 20\n"
                    + "graph.read-window = 1s\ngraph.retry-delay = 10ms\ngraph.replica-lag = 7ms\n").graph()).isEqualTo(new GraphLimits(10,
                    Duration.ofMillis(500), 20, Duration.ofSeconds(1), Duration.ofMillis(10), Duration.ofMillis(7)));
        }

        @Test
        void faults() {
            assertThat(home.faultsWith("graph.write-quota = 0\ngraph.write-window = 150\n")).containsExactly(
                    "graph.write-quota = 0: must be a whole number of 1 or more",
                    "graph.write-window = 150: must be a time above 0 with its unit, such as 500ms, 150s, 10m, 24h or 7d");
        }
    }

    @Nested
    class TheGuard {

        @Test
        void defaults() {
            assertThat(home.with("").guard()).isEqualTo(Limits.DEFAULT);
            assertThat(home.with("").tenantGuard()).isEqualTo(new TenantGuard(5000, Duration.ofHours(24)));
        }

        @Test
        void all_keys_set() {
            var settings = home.with("""
                    guard.max-removals = 1
                    guard.max-removal-percent = 100
                    guard.small-group = 3
                    guard.allow-empty = true
                    guard.tenant-max-removals = 4
                    guard.tenant-window = 7d
                    """);
            assertThat(settings.guard()).isEqualTo(new Limits(1, 100, 3, true));
            assertThat(settings.tenantGuard()).isEqualTo(new TenantGuard(4, Duration.ofDays(7)));
        }

        @Test
        void zero_means_none_allowed() {
            assertThat(home.with("guard.max-removals = 0\nguard.max-removal-percent = 0\nguard.small-group = 0\n").guard())
                    .isEqualTo(new Limits(0, 0, 0, false));
            assertThat(home.with("guard.tenant-max-removals = 0\n").tenantGuard().maxRemovals()).isZero();
        }

        @Test
        void unlimited_switches_a_limit_off() {
            assertThat(home.with("guard.max-removals = unlimited\nguard.max-removal-percent = unlimited\n").guard())
                    .isEqualTo(new Limits(Limits.UNLIMITED, Limits.UNLIMITED, 20, false));
            assertThat(home.with("guard.tenant-max-removals = unlimited\n").tenantGuard().maxRemovals())
                    .isEqualTo(Limits.UNLIMITED);
        }

        @Test
        void faults() {
            assertThat(home.faultsWith("""
                    guard.max-removals = 2147483647
                    guard.max-removal-percent = 20%
                    guard.small-group = unlimited
                    guard.allow-empty = True
                    guard.tenant-max-removals = -1
                    guard.tenant-window = 0h
                    """)).containsExactly(
                    "guard.max-removals = 2147483647: must be at most 999999999",
                    "guard.max-removal-percent = 20%: must be a whole number from 0 to 100, or 'unlimited'",
                    "guard.small-group = unlimited: must be a whole number of 0 or more",
                    "guard.allow-empty = True: must be true or false",
                    "guard.tenant-max-removals = -1: must be a whole number of 0 or more, or 'unlimited'",
                    "guard.tenant-window = 0h: must be a time above 0 with its unit, such as 500ms, 150s, 10m, 24h or 7d");
            assertThat(home.faultsWith("guard.max-removal-percent = 101\n")).hasSize(1);
        }
    }

    @Nested
    class TheStateDatabase {

        @Test
        void defaults() {
            assertThat(home.with("").state()).isEqualTo(new State(null, null, null));
            assertThat(home.with("").state().isEmbedded()).isTrue();
        }

        @Test
        void all_keys_set() {
            assertThat(home.with("state.url = jdbc:postgresql://db/x\nstate.username = me\nstate.password = hunter2\n")
                    .state()).isEqualTo(new State("jdbc:postgresql://db/x", "me", "hunter2"))
                    .asString().doesNotContain("hunter2");
        }

        @Test
        void faults() {
            assertThat(home.faultsWith("state.url = db\n")).singleElement().asString().contains("must be a JDBC URL");
            assertThat(home.faultsWith("state.username = me\nstate.password = x\n")).containsExactly(
                    "state.username = me: must not stand without state.url",
                    "state.password = ***: must not stand without state.url");
            assertThat(home.faultsWith("state.url = jdbc:postgresql://db/x\nstate.username = me\n"))
                    .containsExactly("state.username = me: must not stand without state.password");
        }
    }
}
