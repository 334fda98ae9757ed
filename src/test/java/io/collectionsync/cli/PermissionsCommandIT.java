package io.collectionsync.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.collectionsync.sandbox.Sandbox;
import io.collectionsync.sandbox.SandboxApp;
import io.collectionsync.sandbox.SandboxOptions;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PermissionsCommandIT {

    @TempDir
    static Path home;

    private static Sandbox sandbox;

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SandboxOptions.defaults().withDevices(200));
        sandbox.writeHome(home, Path.of("routes"));
    }

    @AfterEach
    void grant() {
        sandbox.tenant("contoso").app().setRoles(SandboxApp.RECOMMENDED_ROLES);
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    private static Shell shell() {
        return new Shell(home);
    }

    @Test
    void the_list_holds_ids_reasons_and_the_link_of_each_tenants_cloud() {
        var contoso = sandbox.tenant("contoso");
        var printed = shell().type("permissions", "--tenant", "contoso");

        assertThat(printed.exit()).isZero();
        assertThat(printed.out())
                .contains(
                        "dbaae8cf-10b5-4b86-a4a1-f871c94c6695",
                        "adding a user does not",
                        sandbox.graph().url() + "/" + contoso.id() + "/adminconsent?client_id="
                                + contoso.app().clientId());
        assertThat(shell().type("permissions", "--json").json().path("tenants")).hasSize(2);
    }

    @Test
    void the_scripts_are_ready_for_the_tenant() {
        var powershell = shell().type("permissions", "--tenant", "contoso", "--script", "powershell")
                .out();
        assertThat(powershell)
                .contains(
                        "-TenantId '" + sandbox.tenant("contoso").id() + "' -Environment Global",
                        "'1138cb37-bd11-4084-a2b7-9f71582aeddb'   # Device.ReadWrite.All",
                        "tenant.contoso.client-id")
                .doesNotContainPattern("@[A-Z]+@")
                .doesNotContain("Group.Create")
                .satisfies(text -> assertThat(text.chars()).allMatch(c -> c < 128));
        var az = shell().type("permissions", "--tenant", "contoso", "--script", "az", "--optional")
                .out();
        assertThat(az)
                .contains("az cloud set --name AzureCloud", "bf7b1a76-6e77-406b-b258-bf5c7720e98f=Role")
                .doesNotContainPattern("@[A-Z]+@");
    }

    @Test
    void before_there_are_settings_the_words_to_fill_in_stand_in_capitals(@TempDir Path empty) {
        var printed = new Shell(empty).type("permissions");
        assertThat(printed.exit()).isZero();
        assertThat(printed.out())
                .contains("https://login.microsoftonline.com/TENANT-ID/adminconsent?client_id=CLIENT-ID");
    }

    @Test
    void waiting_ends_when_consent_has_been_given() throws Exception {
        sandbox.tenant("contoso").app().setRoles(Set.of("GroupMember.ReadWrite.All", "Directory.Read.All"));
        var shell = shell();
        var waiting = CompletableFuture.supplyAsync(() -> shell.type("permissions", "--wait", "--interval", "1"));
        await().atMost(30, TimeUnit.SECONDS).until(() -> shell.errSoFar().contains("missing"));
        sandbox.tenant("contoso").app().setRoles(SandboxApp.RECOMMENDED_ROLES);

        var printed = waiting.get(60, TimeUnit.SECONDS);
        assertThat(printed.exit()).as(printed.err()).isZero();
        assertThat(printed.out().lines()).containsExactly("Application settings successfully updated");
        assertThat(printed.err())
                .contains("tenant contoso: missing Device.ReadWrite.All")
                .doesNotContain("fabrikam");
    }

    @Test
    void waiting_gives_up_and_check_says_what_is_missing_and_what_for() {
        sandbox.tenant("contoso")
                .app()
                .setRoles(Set.of("GroupMember.ReadWrite.All", "GroupMember.Read.All", "Device.Read.All"));
        var printed = shell().type("permissions", "--wait", "--interval", "1", "--timeout", "1");
        assertThat(printed.exit()).isEqualTo(1);
        assertThat(printed.out()).contains("Still missing");

        assertThat(shell().type("check").out())
                .contains(
                        "FAULT permissions of tenant contoso: missing Device.ReadWrite.All" + " (adding a device",
                        "ok    permissions of tenant fabrikam");
    }
}
