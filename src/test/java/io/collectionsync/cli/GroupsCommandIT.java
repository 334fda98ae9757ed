package io.collectionsync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.sandbox.GroupKind;
import io.collectionsync.sandbox.Sandbox;
import io.collectionsync.sandbox.SandboxApp;
import io.collectionsync.sandbox.SandboxOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupsCommandIT {

    @TempDir
    static Path home;

    private static Sandbox sandbox;

    @BeforeAll
    static void start() throws Exception {
        sandbox = Sandbox.start(SandboxOptions.defaults().withDevices(200));
        sandbox.writeHome(home, Path.of("routes"));
        Files.delete(home.resolve("config/mappings.yaml"));
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    private static Shell shell() {
        return new Shell(home);
    }

    @Test
    void a_part_in_the_middle_of_a_name_is_enough_in_any_case() {
        var printed = shell().type("groups", "search", "ILOT-RI");

        assertThat(printed.exit()).isZero();
        assertThat(printed.out())
                .contains(
                        "sg-pilot-ring",
                        sandbox.tenant("contoso").group("sg-pilot-ring").id().toString(),
                        "assigned security",
                        "| yes")
                .doesNotContain("sg-kiosks");
        assertThat(sandbox.graph().violations()).isEmpty();
    }

    @Test
    void each_group_says_whether_it_can_be_a_target_and_why_not() {
        var printed = shell().type("groups", "search", "not-a-target", "--json");

        var groups = printed.json().path("groups");
        assertThat(groups)
                .hasSize(GroupKind.values().length - 1)
                .allMatch(group -> !group.path("canBeTarget").asBoolean()
                        && group.path("why").asText().startsWith("is "));
        assertThat(groups.findValuesAsText("why"))
                .anyMatch(why -> why.contains("dynamic"))
                .anyMatch(why -> why.contains("role-assignable"))
                .anyMatch(why -> why.contains("restricted"))
                .anyMatch(why -> why.contains("on-premises"))
                .anyMatch(why -> why.contains("Microsoft 365"));
    }

    @Test
    void every_tenant_is_searched_unless_one_is_named() {
        assertThat(shell().type("groups", "search", "workstations").out())
                .contains("sg-windows-workstations", "sg-fabrikam-workstations");
        assertThat(shell().type("groups", "search", "workstations", "--tenant", "fabrikam")
                        .out())
                .contains("sg-fabrikam-workstations")
                .doesNotContain("sg-windows-workstations");
        var unknown = shell().type("groups", "search", "x", "--tenant", "contosso");
        assertThat(unknown.exit()).isEqualTo(64);
        assertThat(unknown.err()).contains("--tenant = contosso", "contoso, fabrikam");
    }

    @Test
    void quotation_marks_and_signs_of_queries_are_only_text() {
        sandbox.tenant("contoso").createGroup("O'Neil's \"best\" 100% & co \\ (x)", GroupKind.SECURITY);

        for (String part : new String[] {"o'neil's \"BEST\"", "% & co \\ ("}) {
            assertThat(shell().type("groups", "search", part, "--tenant", "contoso", "--json")
                            .json()
                            .path("groups"))
                    .as(part)
                    .hasSize(1);
        }
        assertThat(shell().type("groups", "search", "' or 1 eq 1", "--json")
                        .json()
                        .path("groups"))
                .isEmpty();
        assertThat(sandbox.graph().violations()).isEmpty();
    }

    @Test
    void every_page_is_read() {
        for (int i = 0; i < 1_100; i++) {
            sandbox.tenant("fabrikam").createGroup("paged-%04d".formatted(i), GroupKind.SECURITY);
        }
        assertThat(shell().type("groups", "search", "AGED-", "--tenant", "fabrikam", "--json")
                        .json()
                        .path("groups"))
                .hasSize(1_100);
    }

    @Test
    void one_broken_tenant_hides_nothing_of_the_others() {
        var app = sandbox.tenant("fabrikam").app();
        app.setRoles(Set.of("Device.Read.All"));
        try {
            var printed = shell().type("groups", "search", "kiosks", "--json");
            assertThat(printed.exit()).isEqualTo(1);
            assertThat(printed.json().path("groups")).hasSize(1);
            assertThat(printed.err().lines())
                    .singleElement()
                    .asString()
                    .contains("fabrikam", "Insufficient privileges");
        } finally {
            app.setRoles(SandboxApp.RECOMMENDED_ROLES);
        }
    }

    @Test
    void a_tenant_that_cannot_be_asked_is_not_said_to_have_no_group() {
        var app = sandbox.tenant("fabrikam").app();
        app.setRoles(Set.of("Device.Read.All"));
        try {
            var printed = shell().type("groups", "search", "workstations", "--tenant", "fabrikam");
            assertThat(printed.exit()).isEqualTo(1);
            assertThat(printed.out()).isEmpty();
            assertThat(printed.err()).contains("fabrikam", "Insufficient privileges");
        } finally {
            app.setRoles(SandboxApp.RECOMMENDED_ROLES);
        }
    }
}
