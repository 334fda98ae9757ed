package io.collectionsync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.collectionsync.sandbox.Sandbox;
import io.collectionsync.sandbox.SandboxDevice;
import io.collectionsync.sandbox.SandboxDevice.Kind;
import io.collectionsync.sandbox.SandboxOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code explain} and {@code unresolved}, after one run over the sandbox. */
class ExplainCommandIT {

    @TempDir
    static Path home;

    private static Sandbox sandbox;

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SandboxOptions.defaults().withDevices(200));
        sandbox.writeHome(home, Path.of("routes"));
        assertThat(shell().type("apply").exit()).as("a stranger in one group").isEqualTo(3);
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    private static Shell shell() {
        return new Shell(home);
    }

    private static SandboxDevice pilot(Kind kind) {
        return IntStream.rangeClosed(1, 30)
                .mapToObj(sandbox.world()::device)
                .filter(device -> device.kind() == kind)
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode explained(String device, String mapping) {
        var printed = shell().type("explain", device, "--json");
        assertThat(printed.exit()).as(printed.err()).isZero();
        for (var line : printed.json().path("records").path(0).path("mappings")) {
            if (line.path("name").asText().equals(mapping)) {
                return line;
            }
        }
        throw new AssertionError(printed.out());
    }

    @Test
    void a_member_is_found_by_name_resource_id_and_device_id() {
        var device = pilot(Kind.JOINED);
        for (String word : List.of(
                device.name().toLowerCase(Locale.ROOT),
                "" + device.resourceId(),
                device.deviceId().toString().toUpperCase(Locale.ROOT))) {
            var printed = shell().type("explain", word);

            assertThat(printed.exit()).as(word).isZero();
            assertThat(printed.out())
                    .contains(
                            device.name() + ", resource " + device.resourceId(),
                            "(contoso)",
                            device.objectId() + ", AzureAd, enabled",
                            "PS100012",
                            "addition applied",
                            "| stays");
        }
        assertThat(sandbox.graph().violations()).isEmpty();
    }

    @Test
    void each_reason_is_told_with_its_mend() {
        record Case(Kind kind, String reason) {}
        for (var expected : List.of(
                new Case(Kind.HYBRID, "join-type"),
                new Case(Kind.REGISTERED, "join-type"),
                new Case(Kind.OTHER_TENANT, "other-tenant"),
                new Case(Kind.UNKNOWN_TO_ENTRA, "unknown-to-entra"),
                new Case(Kind.WITHOUT_DEVICE_ID, "no-device-id"),
                new Case(Kind.AMBIGUOUS, "ambiguous"))) {
            var line = explained(pilot(expected.kind()).name(), "pilot-ring");

            assertThat(line.path("reason").asText()).as("%s", expected).isEqualTo(expected.reason());
            assertThat(line.path("fix").asText()).isNotBlank();
            assertThat(line.path("mend")).isEqualTo(line.path("fix"));
            assertThat(line.path("inGroup").asBoolean()).isFalse();
            assertThat(line.path("inCollections")).isNotEmpty();
        }
    }

    @Test
    void what_the_next_run_will_do_is_what_it_does() {
        var device = sandbox.world().device(3);
        var group = sandbox.tenant("contoso").group("sg-kiosks");
        group.remove(device.objectId());
        sandbox.site().addMember("PS100013", device.resourceId());
        assertThat(explained(device.name(), "kiosks").path("next").asText()).isEqualTo("is added by the next run");

        assertThat(shell().type("apply", "kiosks").exit()).isZero();
        assertThat(explained(device.name(), "kiosks").path("next").asText()).isEqualTo("stays");

        sandbox.site().removeMember("PS100013", device.resourceId());
        assertThat(explained(device.name(), "kiosks").path("next").asText())
                .isEqualTo("is removed by the next run, unless the guard holds it");
        assertThat(explained(device.name(), "kiosks")
                        .path("lastChange")
                        .path("kind")
                        .asText())
                .isEqualTo("addition");
    }

    @Test
    void an_obsolete_record_does_not_take_its_successors_device_out() {
        var obsolete = IntStream.rangeClosed(1, 30)
                .mapToObj(sandbox.world()::device)
                .filter(device -> device.kind() == Kind.OBSOLETE)
                .findFirst()
                .orElseThrow();

        var line = explained(obsolete.name(), "pilot-ring");
        assertThat(line.path("reason").asText()).isEqualTo("obsolete");
    }

    @Test
    void an_unknown_device_is_one_clear_line() {
        var printed = shell().type("explain", "PC-' OR 1=1 --");

        assertThat(printed.exit()).isEqualTo(1);
        assertThat(printed.out()).isEmpty();
        assertThat(printed.err().lines()).singleElement().asString().startsWith("DEVICE = PC-' OR 1=1 --: ");
    }

    @Test
    void the_unresolved_are_those_of_the_plan_with_their_mends() throws Exception {
        var printed = shell().type("unresolved", "pilot-ring", "--json");
        var reasons = printed.json().path("unresolved").findValuesAsText("reason");
        assertThat(printed.exit()).isZero();
        assertThat(reasons)
                .contains("no-device-id", "other-tenant", "join-type", "unknown-to-entra", "obsolete", "ambiguous");

        var csv = home.resolve("unresolved.csv");
        assertThat(shell().type("unresolved", "pilot-ring", "--csv", csv.toString())
                        .out())
                .contains(reasons.size() + " members");
        assertThat(Files.readAllLines(csv))
                .hasSize(1 + reasons.size())
                .allMatch(line -> line.matches("((\"[^\"]*\"|[^\",]*)(,|$)){7}"));
        assertThat(shell().type("unresolved", "kiosks").exit()).isZero();
    }

    @Test
    void a_name_that_is_no_plain_text_harms_neither_a_terminal_nor_a_spreadsheet() throws Exception {
        var device = pilot(Kind.WITHOUT_DEVICE_ID);
        rename(device.resourceId(), "=cmd|' /C calc'!A0" + (char) 27 + "[2J" + (char) 10 + "| forged");
        try {
            var csv = home.resolve("harmless.csv");
            assertThat(shell().type("unresolved", "pilot-ring", "--csv", csv.toString())
                            .exit())
                    .isZero();
            assertThat(Files.readString(csv)).contains("\"'=cmd|' /C calc'!A0");
            assertThat(shell().type("unresolved", "pilot-ring").out())
                    .doesNotContain("" + (char) 27)
                    .contains("=cmd|' /C calc'!A0?[2J | forged");
            assertThat(shell().type("explain", "" + device.resourceId()).out())
                    .doesNotContain("" + (char) 27)
                    .contains("=cmd|' /C calc'!A0?[2J | forged, resource " + device.resourceId());
        } finally {
            rename(device.resourceId(), device.name());
        }
    }

    private static void rename(int resourceId, String name) {
        sandbox.site()
                .execute("update dbo.sandbox_device set Name0 = '" + name.replace("'", "''") + "' where ResourceID = "
                        + resourceId);
    }

    @Test
    void one_broken_tenant_leaves_the_explanation_of_the_others() {
        var app = sandbox.tenant("fabrikam").app();
        app.setRoles(java.util.Set.of());
        try {
            var printed = shell().type("explain", pilot(Kind.OTHER_TENANT).name());
            assertThat(printed.exit()).isEqualTo(1);
            assertThat(printed.out()).contains("not known: tenant fabrikam could not be asked", "other-tenant");
            assertThat(printed.err().lines()).hasSize(1);
        } finally {
            app.setRoles(io.collectionsync.sandbox.SandboxApp.RECOMMENDED_ROLES);
        }
    }
}
