package io.collectionsync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.sandbox.Fault;
import io.collectionsync.sandbox.FaultKind;
import io.collectionsync.sandbox.GroupKind;
import io.collectionsync.sandbox.Sandbox;
import io.collectionsync.sandbox.SandboxApp;
import io.collectionsync.sandbox.SandboxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappingsCommandIT {

    @TempDir
    static Path home;

    private static Sandbox sandbox;
    private static Path file;
    private static String shipped;

    @BeforeAll
    static void start() throws IOException {
        sandbox = Sandbox.start(SandboxOptions.defaults().withDevices(200));
        sandbox.writeHome(home, Path.of("routes"));
        file = home.resolve("config/mappings.yaml");
        shipped = Files.readString(file);
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    @BeforeEach
    void reset() throws IOException {
        Files.writeString(file, shipped);
    }

    private static Shell shell() {
        return new Shell(home);
    }

    private static Shell.Printed add(Shell shell, String... words) {
        return shell.type(Stream.concat(Stream.of("mappings", "add", "--tenant", "contoso"), Stream.of(words))
                .toArray(String[]::new));
    }

    @Test
    void the_list_shows_every_mapping() {
        var printed = shell().type("mappings", "list", "--json");

        assertThat(printed.json().path("mappings")).hasSize(5);
        assertThat(printed.json().path("mappings").path(0).path("collections")).hasSize(2);
        assertThat(shell().type("mappings", "list").out()).contains("pilot-ring", "PS100012 PS100015", "fabrikam");
    }

    @Test
    void a_mapping_is_added_after_its_plan_was_shown_and_somebody_agreed() throws IOException {
        var group = sandbox.tenant("contoso").group("sg-empty");
        var printed = add(
                shell().answering("y"), "--collection", "ps100011", "--collection", "Kiosks", "--group", "sg-empty");

        assertThat(printed.exit()).as(printed.err()).isZero();
        assertThat(printed.out()).contains("The first plan:", "Nothing was written.", "[sg-empty] written");
        assertThat(Files.readString(file))
                .isEqualTo(shipped + "  - name: sg-empty\n    group: " + group.id()
                        + "\n    collections: [PS100011, PS100013]\n    tenant: contoso\n");
        assertThat(group.members()).as("only planned").isEmpty();
        assertThat(shell().type("apply", "sg-empty").exit()).isZero();
        assertThat(Set.copyOf(group.members()))
                .isEqualTo(sandbox.expectedMembers("contoso", List.of("PS100011", "PS100013")));
        assertThat(sandbox.graph().violations()).isEmpty();
    }

    @Test
    void a_no_a_missing_terminal_and_a_broken_prerequisite_leave_the_file_as_it_is() throws IOException {
        assertThat(add(shell().answering("n"), "--collection", "PS100011", "--group", "sg-empty")
                        .out())
                .contains("Nothing was written.");
        var silent = add(shell(), "--collection", "PS100011", "--group", "sg-empty");
        assertThat(silent.exit()).isEqualTo(64);
        assertThat(silent.err()).contains("--yes");
        refused("has none of this id or name", "--collection", "PS100099", "--group", "sg-empty");
        refused("groups search", "--collection", "PS100011", "--group", "sg-emtpy");
        refused("is dynamic", "--collection", "PS100011", "--group", "not-a-target-dynamic");
        refused("stands in mapping kiosks already", "--collection", "PS100011", "--group", "sg-kiosks");
        assertThat(Files.readString(file)).isEqualTo(shipped);
    }

    private static void refused(String line, String... words) {
        var printed =
                add(shell(), Stream.concat(Stream.of("--yes"), Stream.of(words)).toArray(String[]::new));
        assertThat(printed.exit()).isEqualTo(1);
        assertThat(printed.err()).contains(line);
    }

    @Test
    void an_ambiguous_name_lists_the_candidates() {
        var first = sandbox.tenant("contoso").createGroup("Twin's", GroupKind.SECURITY);
        var second = sandbox.tenant("contoso").createGroup("Twin's", GroupKind.DYNAMIC);

        var printed = add(shell(), "--yes", "--collection", "PS100011", "--group", "Twin's");
        assertThat(printed.exit()).isEqualTo(1);
        assertThat(printed.err())
                .contains("ambiguous", first.id().toString(), second.id().toString(), "is dynamic");
    }

    @Test
    void a_group_is_made_with_the_application_as_owner() throws IOException {
        var app = sandbox.tenant("contoso").app();
        refused("grant Group.Create", "--collection", "PS100011", "--group", "Laptops (all)", "--create-group");
        app.setRoles(Stream.concat(SandboxApp.RECOMMENDED_ROLES.stream(), Stream.of("Group.Create"))
                .collect(Collectors.toSet()));
        try {
            var printed = add(
                    shell().answering("yes"),
                    "--collection",
                    "PS100011",
                    "--group",
                    "Laptops (all)",
                    "--create-group",
                    "--name",
                    "laptops");
            assertThat(printed.exit()).as(printed.err()).isZero();
            var group = sandbox.tenant("contoso").group("Laptops (all)");
            assertThat(group.owners()).containsExactly(app.servicePrincipal());
            assertThat(printed.out()).contains("removals", "is made: " + group.id());
            assertThat(shell().type("apply", "laptops").exit()).isZero();
            assertThat(Set.copyOf(group.members())).isEqualTo(sandbox.expectedMembers("contoso", List.of("PS100011")));
            refused("is there already", "--collection", "PS100011", "--group", "Laptops (all)", "--create-group");
        } finally {
            app.setRoles(SandboxApp.RECOMMENDED_ROLES);
        }
    }

    @Test
    void a_group_whose_making_was_not_answered_is_not_made_twice() {
        var contoso = sandbox.tenant("contoso");
        contoso.app()
                .setRoles(Stream.concat(SandboxApp.RECOMMENDED_ROLES.stream(), Stream.of("Group.Create"))
                        .collect(Collectors.toSet()));
        int before = contoso.groups().size();
        sandbox.graph().faults().inject(Fault.of(FaultKind.RESET_AFTER).on("POST", "/groups"));
        try {
            refused("'collection-sync groups search'", "--collection", "PS100011", "--group", "Lost", "--create-group");
            assertThat(contoso.groups()).hasSize(before + 1);
        } finally {
            sandbox.graph().faults().clear();
            contoso.app().setRoles(SandboxApp.RECOMMENDED_ROLES);
        }
    }

    @Test
    void the_first_mapping_goes_into_the_shipped_file() throws IOException {
        Files.copy(Path.of("config/mappings.yaml"), file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);

        var printed = add(shell(), "--yes", "--collection", "PS100013", "--group", "sg-kiosks", "--json");
        assertThat(printed.json().path("written").asBoolean()).isTrue();
        assertThat(printed.json().path("plan").path("mappings")).hasSize(1);
        assertThat(shell().type("mappings", "validate").exit()).isZero();
    }

    @Test
    void removing_leaves_the_group_and_says_so() throws IOException {
        var group = sandbox.tenant("contoso").group("sg-kiosks");
        var before = Set.copyOf(group.members());
        var printed = shell().type("mappings", "remove", "kiosks");

        assertThat(printed.exit()).isZero();
        assertThat(printed.out()).contains("Group " + group.id() + " stays as it is");
        assertThat(Set.copyOf(group.members())).isEqualTo(before);
        assertThat(Files.readString(file)).doesNotContain("kiosks").startsWith("# Written by the sandbox");
        assertThat(shell().type("mappings", "remove", "kiosks").exit()).isEqualTo(64);
    }

    @Test
    void the_last_mapping_stays() throws IOException {
        Files.writeString(file, shipped.substring(0, shipped.indexOf("  - name: windows")));
        var printed = shell().type("mappings", "remove", "pilot-ring");
        assertThat(printed.exit()).isEqualTo(1);
        assertThat(printed.err()).contains("the last one", "enabled: false");
    }

    @Test
    void a_broken_file_lists_every_fault_and_is_not_touched() throws IOException {
        Files.writeString(file, shipped + "  - group: nonsense\n    collections: []\n");
        var printed = shell().type("mappings", "validate");
        assertThat(printed.exit()).isEqualTo(64);
        assertThat(printed.err().lines().count()).isGreaterThanOrEqualTo(2);
        assertThat(add(shell(), "--yes", "--collection", "PS100011", "--group", "sg-empty")
                        .exit())
                .isEqualTo(64);
    }

    @Test
    void the_sites_own_mappings_are_taken_over() throws IOException {
        var empty = sandbox.tenant("contoso").group("sg-empty");
        var dynamic = sandbox.tenant("contoso").group("not-a-target-dynamic");
        sandbox.site().addCloudSyncMapping("PS100012", empty.id().toString());
        sandbox.site().addCloudSyncMapping("PS100011", empty.id().toString());
        sandbox.site().addCloudSyncMapping("PS100011", dynamic.id().toString());
        sandbox.site().addCloudSyncMapping("PS100013", "sg-kiosks");

        var printed = shell().type("mappings", "import", "--yes");
        assertThat(printed.exit()).as("two were left out").isEqualTo(1);
        assertThat(printed.err())
                .contains(
                        "Left out: Group 'not-a-target-dynamic'",
                        "is dynamic",
                        "Left out: the site maps collection PS100013 to group sg-kiosks, which takes a collection id");
        assertThat(printed.out()).contains("collection PS100012, group sg-empty", "Cloud Sync > Remove");
        assertThat(Files.readString(file)).startsWith(shipped).contains("collections: [PS100011, PS100012]");
        assertThat(shell().type("mappings", "import", "--yes").err()).contains("stands in mapping sg-empty already");
    }
}
