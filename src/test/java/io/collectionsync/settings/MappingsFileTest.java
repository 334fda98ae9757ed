package io.collectionsync.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.collectionsync.membership.ForeignMembers;
import io.collectionsync.membership.Limits;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Sources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MappingsFileTest {

    private static final UUID OTHER = UUID.fromString("5a0e3d0c-6e0c-4a43-9f2f-0b7c1d2e3f41");
    private static final String TWO =
            """
            # our mappings
            mappings:
              - name: one      # the first
                group: 5a0e3d0c-6e0c-4a43-9f2f-0b7c1d2e3f42
                collections:
                  - PS100012   # pilots
                  # a thought about pilots
              # why there is a second one
              -
                group: 5a0e3d0c-6e0c-4a43-9f2f-0b7c1d2e3f43
                collections: [PS100013,
                              PS100014]  # both

            # last words
            """;

    @TempDir
    Path home;

    private Settings settings;
    private Path path;

    @BeforeEach
    void start() throws IOException {
        settings = new Home(home).with("");
        path = home.resolve("config/mappings.yaml");
    }

    private static Mapping mapping(String name) {
        return new Mapping(
                name,
                OTHER,
                new Sources(List.of("PS100015", "PS100016")),
                "contoso",
                ForeignMembers.REMOVE,
                MemberIds.none(),
                true,
                Limits.DEFAULT);
    }

    private String added(String before) throws IOException {
        Files.writeString(path, before);
        MappingsFile.read(home).with(mapping("pilot-ring"), false).save(settings);
        return Files.readString(path);
    }

    private static final String BLOCK =
            """
              - name: pilot-ring
                group: 5a0e3d0c-6e0c-4a43-9f2f-0b7c1d2e3f41
                collections: [PS100015, PS100016]
            """;

    @Test
    void a_mapping_is_put_behind_the_last_one_and_nothing_else_changes() throws IOException {
        assertThat(added(TWO)).isEqualTo(TWO.replace("  # both\n", "  # both\n" + BLOCK));
    }

    @Test
    void the_shipped_file_with_its_commented_example_takes_the_first_mapping() throws IOException {
        String shipped = Files.readString(Path.of("config/mappings.yaml"));
        assertThat(added(shipped)).isEqualTo(shipped + "mappings:\n" + BLOCK);
    }

    @Test
    void a_missing_an_empty_and_a_bare_file_take_the_first_mapping() throws IOException {
        Files.deleteIfExists(path);
        MappingsFile.read(home).with(mapping("pilot-ring"), false).save(settings);
        assertThat(path).hasContent("mappings:\n" + BLOCK);
        assertThat(added("")).isEqualTo("mappings:\n" + BLOCK);
        assertThat(added("mappings:   # none yet\n# end\n")).isEqualTo("mappings:   # none yet\n" + BLOCK + "# end\n");
    }

    @Test
    void line_ends_indent_and_the_byte_order_mark_stay() throws IOException {
        String windows =
                "\uFEFFmappings:\r\n- group: 5a0e3d0c-6e0c-4a43-9f2f-0b7c1d2e3f42\r\n  collections: [PS100012]";
        assertThat(added(windows))
                .isEqualTo(windows + "\r\n- name: pilot-ring\r\n  group: " + OTHER
                        + "\r\n  collections: [PS100015, PS100016]\r\n");
    }

    @Test
    void blank_lines_between_mappings_are_kept_up() throws IOException {
        String parted = TWO.replace("  # why", "\n  # why").replace("  # why there is a second one\n", "");
        assertThat(added(parted)).contains("  # both\n\n" + BLOCK + "\n# last words\n");
    }

    @Test
    void removing_takes_the_lines_of_one_mapping_and_no_comment_of_others() throws IOException {
        Files.writeString(path, TWO);
        assertThat(MappingsFile.read(home).without(0).toString())
                .isEqualTo(
                        """
                # our mappings
                mappings:
                      # a thought about pilots
                  # why there is a second one
                  -
                    group: 5a0e3d0c-6e0c-4a43-9f2f-0b7c1d2e3f43
                    collections: [PS100013,
                                  PS100014]  # both

                # last words
                """);
        assertThat(MappingsFile.read(home).without(1).toString())
                .endsWith(
                        """
                      # a thought about pilots
                  # why there is a second one

                # last words
                """);
    }

    @Test
    void adding_and_removing_again_gives_the_same_text() throws IOException {
        Files.writeString(path, TWO);
        assertThat(MappingsFile.read(home).with(mapping("x"), true).without(2)).hasToString(TWO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "12", "No", "1.5e3", "Pilot ring 2", "Ü-ring", "null"})
    void every_allowed_name_is_read_back(String name) throws IOException {
        MappingsFile.read(home).with(mapping(name), true).save(settings);
        assertThat(Configuration.load(home, Map.of()).mappings())
                .singleElement()
                .extracting(Mapping::name)
                .isEqualTo(name);
    }

    @Test
    void what_would_not_load_is_never_written() throws IOException {
        Files.writeString(path, TWO);
        var file = MappingsFile.read(home);
        assertThatThrownBy(() -> file.with(mapping("one"), false).save(settings))
                .isInstanceOf(SettingsException.class);
        assertThatThrownBy(() -> file.without(0).without(0).save(settings)).isInstanceOf(SettingsException.class);
        assertThat(path).hasContent(TWO);
        try (var files = Files.list(path.getParent())) {
            assertThat(files.filter(one -> one.getFileName().toString().endsWith(".new")))
                    .isEmpty();
        }
    }

    @Test
    void an_edit_of_somebody_else_meanwhile_is_not_lost() throws IOException {
        Files.writeString(path, TWO);
        var file = MappingsFile.read(home).with(mapping("x"), false);
        Files.writeString(path, TWO + "# meanwhile\n");
        assertThatThrownBy(() -> file.save(settings))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("meanwhile");
        assertThat(Files.readString(path)).endsWith("# meanwhile\n");
    }

    @Test
    void the_rights_of_the_file_stay() throws IOException {
        Files.write(path, TWO.getBytes(StandardCharsets.UTF_8));
        var rights = java.nio.file.attribute.PosixFilePermissions.fromString("rw-r-----");
        Files.setPosixFilePermissions(path, rights);
        MappingsFile.read(home).with(mapping("x"), false).save(settings);
        assertThat(Files.getPosixFilePermissions(path)).isEqualTo(rights);
    }

    @Test
    void a_list_in_one_line_is_refused_and_stays() throws IOException {
        Files.writeString(path, "mappings: [{group: 5a0e3d0c-6e0c-4a43-9f2f-0b7c1d2e3f42, collections: [PS100012]}]\n");
        assertThatThrownBy(() -> MappingsFile.read(home))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("starting with '- '");
    }
}
