package io.collectionsync.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.membership.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShippedFilesTest {

    private static final Path CONFIG = Path.of("config");

    @TempDir
    Path folder;

    private static List<String> properties() throws IOException {
        return Files.readAllLines(CONFIG.resolve("application.properties"));
    }

    /** @return the lines with the {@code #} before YAML taken away, prose left as comments */
    private static String activeMappings() throws IOException {
        try (var lines = Files.lines(CONFIG.resolve("mappings.yaml"))) {
            return lines.map(line ->
                            line.matches("#(mappings:| +\\S.*)") && !line.startsWith("# ") || line.startsWith("#  ")
                                    ? line.substring(1)
                                    : line)
                    .collect(Collectors.joining("\n"));
        }
    }

    @Test
    void the_settings_name_every_key_with_its_default_commented_out() throws IOException {
        var lines = properties();
        for (var setting : SettingKey.values()) {
            var key = setting.key("contoso");
            if (setting.defaultText() != null) {
                assertThat(lines).contains("#" + key + " = " + setting.defaultText());
            }
            setting.spellings("contoso").forEach(written -> assertThat(lines)
                    .filteredOn(line -> line.startsWith("#" + written + " = "))
                    .hasSize(1));
        }
    }

    @Test
    void the_settings_set_nothing_and_name_no_unknown_key() throws IOException {
        assertThat(properties()).allMatch(line -> line.isBlank() || line.startsWith("#"));
        assertThat(properties())
                .filteredOn(line -> line.matches("#[a-z].* = .*") && !line.startsWith("#camel."))
                .extracting(line -> line.substring(1, line.indexOf(" = ")))
                .isSubsetOf(SettingKey.allSpellings("contoso"));
    }

    @Test
    void the_settings_load_with_only_the_required_keys_set() throws IOException {
        var settings = new Home(folder)
                .settings(String.join("\n", properties()) + "\n" + Home.REQUIRED)
                .read();
        assertThat(settings).isEqualTo(new Home(folder).settings(Home.REQUIRED).read());
    }

    @Test
    void the_mappings_hold_none_until_the_example_is_made_active() throws IOException {
        var home = new Home(folder).settings(Home.REQUIRED);
        assertThat(home.mappings(Files.readString(CONFIG.resolve("mappings.yaml")))
                        .allFaults())
                .hasSize(1);
        assertThat(home.mappings(activeMappings()).load().mappings())
                .singleElement()
                .satisfies(mapping -> assertThat(mapping.name()).isEqualTo("pilot-ring"));
    }

    @Test
    void the_reference_has_one_line_for_each_key() {
        assertThat(SettingKey.reference().lines())
                .hasSize(SettingKey.values().length + 2)
                .contains(
                        "| `guard.small-group` | `20` | `GUARD_SMALL_GROUP` | The percentage counts only in groups above so many "
                                + "members. |",
                        "| `configmgr.password` or `configmgr.password-file` | none | `CONFIGMGR_PASSWORD` | Password of that "
                                + "login; left out with integrated authentication. |");
    }

    @Test
    void the_defaults_are_those_of_the_guard() {
        assertThat(new Home(folder).with("").guard()).isEqualTo(Limits.DEFAULT);
    }
}
