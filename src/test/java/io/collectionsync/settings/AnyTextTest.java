package io.collectionsync.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever stands in the files: settings or faults come out, and never a secret. */
class AnyTextTest {

    private static final String SECRET = "Zx9Secr3tQ";
    private static Path folder;

    @BeforeContainer
    static void makeFolder() throws IOException {
        folder = Files.createTempDirectory("settings");
    }

    @AfterContainer
    static void removeFolder() throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Property(tries = 1500)
    void any_text_as_settings_gives_settings_or_faults_and_shows_no_secret(
            @ForAll("settings") List<String> lines,
            @ForAll("secretKeys") String key,
            @ForAll("secrets") String secret,
            @ForAll boolean required) {
        var text = (required ? Home.REQUIRED : "") + String.join("\n", lines) + "\n" + key + " = " + secret + "\n"
                + String.join("\n", lines);
        holds(new Home(folder).settings(text).mappings("mappings:\n"));
    }

    @Property(tries = 1500)
    void any_text_as_mappings_gives_mappings_or_faults(@ForAll("yaml") List<String> pieces) {
        holds(new Home(folder)
                .settings(Home.REQUIRED.replaceAll("s3cr3t.*", SECRET))
                .mappings(String.join("", pieces)));
    }

    private static void holds(Home home) {
        home.variable("SECRET_OF_TEST", SECRET);
        try {
            assertThat(home.load().toString()).doesNotContain(SECRET);
        } catch (SettingsException expected) {
            assertThat(expected.faults()).isNotEmpty();
            assertThat(expected.toString())
                    .doesNotContain(SECRET)
                    .hasLineCount(expected.faults().size());
            assertThat(expected.faults().toString()).doesNotContain(SECRET);
        }
    }

    @Provide
    Arbitrary<List<String>> settings() {
        var keys = Arbitraries.of(SettingKey.allSpellings("contoso")).injectDuplicates(0.05);
        var values = Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(20),
                Arbitraries.of(
                        "true",
                        "5",
                        "-1",
                        "unlimited",
                        "{{env:X}}",
                        "{{env:X:7}}",
                        "{{",
                        "10m",
                        "0 0/5 * * * ?",
                        "0 0 0 L-3W * ?",
                        "https://x:y@z",
                        "https://[::1",
                        "jdbc:x:y",
                        "a\\",
                        "\\u12",
                        "\0",
                        "*/5",
                        "global"),
                Arbitraries.strings().withChars("0123456789*/?-,LW# ").ofMaxLength(16));
        var pair = Combinators.combine(keys, values).as((key, value) -> key + " = " + value);
        return Arbitraries.oneOf(pair, pair, Arbitraries.strings().ofMaxLength(30))
                .list()
                .ofMaxSize(6);
    }

    @Provide
    Arbitrary<String> secretKeys() {
        return Arbitraries.of(SettingKey.allSpellings("contoso"))
                .filter(key -> key.endsWith("password") || key.endsWith("client-secret"));
    }

    @Provide
    Arbitrary<String> secrets() {
        return Arbitraries.of(
                SECRET,
                SECRET + "\t",
                SECRET + "\u0001",
                "{{env:NONE:" + SECRET,
                "{{sys:" + SECRET + "}}",
                "{{env:NONE}}" + SECRET,
                "{{env:SECRET_OF_TEST}}\\u0001",
                "{{env:SECRET_OF_TEST}}");
    }

    @Provide
    Arbitrary<List<String>> yaml() {
        var tokens = Arbitraries.of(
                "mappings:\n",
                "  - ",
                "group: ",
                Home.GROUP,
                "\n",
                "\n    ",
                "collections: ",
                "[PS100012]",
                "[",
                "]",
                "{",
                "}",
                ", ",
                ": ",
                "guard: ",
                "keep: ",
                "- ",
                "? ",
                "&a ",
                "*a",
                "!!str ",
                "|\n",
                ">-\n",
                "'",
                "\"",
                "\\x",
                "%YAML 1.2\n",
                "%TAG ! x\n",
                "---\n",
                "...\n",
                "\t",
                "#",
                "enabled: ",
                "true",
                "~",
                "\uFEFF",
                "%YAML 99999999999.1\n",
                "\"\\UFFFFFFFF\"",
                "!<%zz> ");
        return Arbitraries.oneOf(tokens, tokens, tokens, Arbitraries.strings().ofMaxLength(5))
                .list()
                .ofMaxSize(40);
    }
}
