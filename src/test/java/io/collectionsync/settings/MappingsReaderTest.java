package io.collectionsync.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.membership.FirstRun;
import io.collectionsync.membership.ForeignMembers;
import io.collectionsync.membership.Limits;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Sources;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MappingsReaderTest {

    private static final String OTHER_GROUP = "00000000-0000-0000-0000-000000000002";
    private static final String MINIMAL = "mappings:\n  - group: " + Home.GROUP + "\n    collections: [PS100012]\n";

    @TempDir
    Path folder;

    private Home home;

    @BeforeEach
    void settingsWithOneTenant() {
        home = new Home(folder).settings(Home.REQUIRED);
    }

    private List<Mapping> read(String yaml) {
        return home.mappings(yaml).load().mappings();
    }

    private List<String> faults(String yaml) {
        return home.mappings(yaml).allFaults().stream()
                .map(line -> line.replaceFirst("^config/mappings.yaml:? ?", ""))
                .toList();
    }

    /** @return the faults of a mapping with these lines beside its group and collection, which are lines 2 and 3 */
    private List<String> faultsOfMappingWith(String... lines) {
        return faults(MINIMAL + "    " + String.join("\n    ", lines) + "\n");
    }

    @Test
    void defaults() {
        assertThat(read(MINIMAL))
                .containsExactly(new Mapping(
                        Home.GROUP,
                        UUID.fromString(Home.GROUP),
                        new Sources(List.of("PS100012")),
                        "contoso",
                        ForeignMembers.REMOVE,
                        MemberIds.none(),
                        true,
                        Limits.DEFAULT));
    }

    @Test
    void all_keys_set() {
        assertThat(
                        read(
                                """
                mappings:
                  - name: pilot-ring                                # unique; default: the group's id
                    group: 5A0E3D0C-6e0c-4a43-9f2f-0b7c1d2e3f40
                    collections: [PS100012, ps10001f]
                    tenant: contoso
                    foreign-members: keep
                    keep: [00000000-0000-0000-0000-000000000002]
                    enabled: false
                    guard: {max-removals: 50, max-removal-percent: 10, small-group: 7, allow-empty: true, window: 7d, first-run: limits}
                """))
                .containsExactly(new Mapping(
                        "pilot-ring",
                        UUID.fromString(Home.GROUP),
                        new Sources(List.of("PS100012", "PS10001F")),
                        "contoso",
                        ForeignMembers.KEEP,
                        MemberIds.of(UUID.fromString(OTHER_GROUP)),
                        false,
                        new Limits(50, 10, 7, true, Duration.ofDays(7), FirstRun.LIMITS)));
    }

    @Test
    void all_faults_are_reported_at_once_with_their_lines() {
        assertThat(
                        faults(
                                """
                mappings:
                  - name: "?"
                    group: nonsense
                    colections: [PS100012]
                  - group: 5a0e3d0c-6e0c-4a43-9f2f-0b7c1d2e3f40
                    collections: [PS100012, ps100012]
                    exclude: [PS100012]
                    join-types: [AzureAD]
                    tenant: contosso
                    foreign-members: retain
                    keep: x
                    enabled: no
                    guard: {max-removals: -3, max-removal-percent: 200, allow-empty: maybe, maximum: 3}
                    more: 1
                """))
                .containsExactlyInAnyOrder(
                        "4: colections: is not a known key, did you mean 'collections'?",
                        "3: group = nonsense: must be a GUID such as 5a0e3d0c-6e0c-4a43-9f2f-0b7c1d2e3f40",
                        "2: name = ?: must be letters, digits, blanks, . _ or -, start with a letter or digit, 100 at most",
                        "2: collections: must be a list of one collection id at least, such as [PS100012]",
                        "14: more: is not a known key",
                        "7: exclude = PS100012: must not name a collection of the same mapping",
                        "8: join-types = AzureAD: must be one of AzureAd, ServerAd, Workplace, did you mean 'AzureAd'?",
                        "6: collections = ps100012: must name each collection once",
                        "9: tenant = contosso: must be one of contoso, did you mean 'contoso'?",
                        "10: foreign-members = retain: must be one of remove, keep",
                        "11: keep = x: must be a list of object ids, [] for none",
                        "12: enabled = no: must be true or false",
                        "13: maximum: is not a known key",
                        "13: guard.max-removals = -3: must be a whole number of 0 or more, or 'unlimited'",
                        "13: guard.max-removal-percent = 200: must be a whole number from 0 to 100, or 'unlimited'",
                        "13: guard.allow-empty = maybe: must be true or false");
    }

    @Test
    void a_missing_file_is_a_fault() {
        assertThat(home.allFaults())
                .containsExactly(
                        "config/mappings.yaml: must be there with one mapping at least: copy it from the distribution");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "# nothing\n",
                "---\n",
                "mappings:\n",
                "mappings: []\n",
                "mappings: {}\n",
                "{}\n",
                "[]\n",
                "mappings: none\n",
                "null\n"
            })
    void an_empty_file_is_a_fault_and_never_no_members_wanted(String yaml) {
        assertThat(faults(yaml)).hasSize(1);
    }

    @Test
    void a_group_stands_in_one_mapping_only() {
        assertThat(faults(MINIMAL + "  - group: " + Home.GROUP.toUpperCase(Locale.ROOT)
                        + "\n    collections: [PS100013]\n"))
                .containsExactly("4: group = " + Home.GROUP.toUpperCase(Locale.ROOT)
                        + ": must stand in one mapping only, stands in "
                        + "line 2 too: list all its collections there");
    }

    @Test
    void a_collection_may_stand_in_any_number_of_mappings() {
        assertThat(read(MINIMAL + "  - {group: " + OTHER_GROUP + ", collections: [PS100012]}\n"))
                .hasSize(2);
    }

    @Test
    void a_name_is_unique_whatever_its_case() {
        assertThat(
                        faults(
                                """
                mappings:
                  - {name: Pilot Ring, group: 5a0e3d0c-6e0c-4a43-9f2f-0b7c1d2e3f40, collections: [PS100012]}
                  - {name: pilot ring, group: 00000000-0000-0000-0000-000000000002, collections: [PS100012]}
                """))
                .containsExactly("3: name = pilot ring: must be unique among the mappings, stands in line 2 too");
    }

    @Test
    void a_name_is_not_the_id_of_another_group() {
        assertThat(faultsOfMappingWith("name: " + OTHER_GROUP))
                .containsExactly("4: name = " + OTHER_GROUP + ": must not be the id of another group");
    }

    @Test
    void a_collection_id_that_looks_like_a_number_is_read_as_written() {
        assertThat(read(MINIMAL.replace("PS100012", "1E100012, 00100012, 12345678"))
                        .get(0)
                        .collections())
                .containsExactly("1E100012", "00100012", "12345678");
    }

    @Test
    void the_tenant_must_be_named_where_several_are_configured() {
        home.settings(Home.REQUIRED + "tenant.b.id = " + Home.ID + "\ntenant.b.managed-identity = system\n");
        assertThat(faults(MINIMAL))
                .containsExactly("2: tenant: must be given where several tenants are configured: contoso, b");
        assertThat(read(MINIMAL + "    tenant: b\n").get(0).tenant()).isEqualTo("b");
    }

    @Test
    void a_limit_left_out_of_a_mapping_means_the_default_of_the_settings() {
        home.settings(Home.REQUIRED + "guard.max-removals = 7\nguard.allow-empty = true\nguard.window = 7d\n");
        assertThat(read(MINIMAL + "    guard: {max-removal-percent: 0}\n")
                        .get(0)
                        .limits())
                .isEqualTo(new Limits(7, 0, 20, true, Duration.ofDays(7), FirstRun.HOLD));
    }

    @Test
    void unlimited_switches_one_limit_off() {
        assertThat(read(MINIMAL + "    guard: {max-removals: unlimited}\n")
                        .get(0)
                        .limits())
                .isEqualTo(new Limits(Limits.UNLIMITED, 20, 20, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name:",
                "group2: x",
                "keep:",
                "guard:",
                "enabled: yes",
                "enabled: True",
                "tenant: {}",
                "keep: [1]",
                "keep: [[]]",
                "guard: []",
                "foreign-members: KEEP",
                "guard: {max-removals: 1.5}",
                "guard: {max-removals: 1_000}",
                "guard: {small-group: unlimited}",
                "guard: {window: unlimited}",
                "<<: {}",
                "? [a]\n    : b"
            })
    void a_value_that_breaks_its_rule_is_one_fault_in_its_line(String line) {
        assertThat(faultsOfMappingWith(line)).singleElement().asString().startsWith("4: ");
    }

    @Test
    void a_key_given_twice_is_a_fault() {
        assertThat(faultsOfMappingWith("enabled: true", "enabled: false"))
                .containsExactly("5: enabled: must be given once only");
        assertThat(faults(MINIMAL + MINIMAL)).containsExactly("4: mappings: must be given once only");
    }

    @Test
    void a_tab_is_a_fault_with_its_line() {
        assertThat(faults(MINIMAL + "\tenabled: true\n"))
                .containsExactly("4: must not hold a tab here: indent with blanks");
    }

    @Test
    void a_syntax_error_is_a_fault_with_its_line() {
        assertThat(faults(MINIMAL + "   enabled: true\n"))
                .singleElement()
                .asString()
                .startsWith("4: is not YAML: ");
        assertThat(faultsOfMappingWith("name: \"\\UFFFFFFFF\""))
                .containsExactly("4: is not YAML: malformed in this line or below");
        assertThat(faults("mappings: [\n")).singleElement().asString().startsWith("2: is not YAML: ");
    }

    @Test
    void anchors_tags_and_further_documents_are_faults_with_their_line() {
        assertThat(faults("a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n"))
                .containsExactly("1: must not use anchors (&) and aliases (*): write the value out");
        assertThat(faultsOfMappingWith("name: !!str x"))
                .containsExactly("4: must not use tags (!): write the plain value");
        assertThat(faults(MINIMAL + "---\n" + MINIMAL))
                .containsExactly("4: must be one document, without a further ---");
    }

    @Test
    void endless_nesting_is_a_fault() {
        assertThat(faults("[".repeat(100_000))).containsExactly("1: must not be nested deeper than 20 levels");
    }

    @Test
    void a_control_character_is_a_fault_with_its_line() {
        assertThat(faults(MINIMAL + "\u0001")).containsExactly("4: must not hold the character U+0001");
    }

    @Test
    void a_file_that_is_not_utf8_is_a_fault() {
        home.file("config/mappings.yaml", "# Größe".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(home.allFaults()).containsExactly("config/mappings.yaml: must be saved as UTF-8");
    }

    @Test
    void a_file_with_byte_order_mark_and_windows_line_ends_works() {
        assertThat(read("\uFEFF" + MINIMAL.replace("\n", "\r\n"))).hasSize(1);
    }

    @Test
    void faults_of_both_files_are_reported_together() {
        home.settings(Home.REQUIRED + "guard.max-removals = -3\n").mappings(MINIMAL + "    tenant: nobody\n");
        assertThat(home.allFaults())
                .containsExactly(
                        "guard.max-removals = -3: must be a whole number of 0 or more, or 'unlimited'",
                        "config/mappings.yaml:4: tenant = nobody: must be one of contoso");
    }

    @Test
    void mappings_are_checked_without_tenants_where_the_settings_cannot_be_read() throws Exception {
        Files.delete(folder.resolve("config/application.properties"));
        home.mappings(MINIMAL.replace("PS100012", "PS100012, PS100012") + "    tenant: somebody\n");
        assertThat(home.allFaults())
                .hasSize(2)
                .last()
                .asString()
                .startsWith("config/mappings.yaml:3: collections = PS100012");
    }
}
