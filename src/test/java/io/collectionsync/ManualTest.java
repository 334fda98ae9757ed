package io.collectionsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.testkit.ManualLinks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The README and the pages of the manual, as an administrator looks things up in them. */
class ManualTest {

    private static final Path README = Path.of("README.md");

    @Test
    void each_link_leads_to_a_file_and_to_a_heading_that_exist() throws IOException {
        var pages = pages();

        assertThat(ManualLinks.count(pages)).isGreaterThan(40);
        assertThat(ManualLinks.broken(pages)).isEmpty();
    }

    @Test
    void the_readme_leads_to_each_page() throws IOException {
        String readme = Files.readString(README);

        assertThat(pages().stream().filter(page -> !page.equals(README))).allSatisfy(page -> assertThat(readme)
                .contains("](" + page.toString().replace('\\', '/')));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "approval",
                "audit",
                "backup",
                "certificate renewal",
                "container",
                "disaster recovery",
                "dry run",
                "firewall",
                "high availability",
                "hybrid",
                "least privilege",
                "proxy",
                "restore",
                "rollback",
                "troubleshooting",
                "uninstall",
                "upgrade"
            })
    void the_readme_leads_to_what_an_administrator_looks_for(String word) throws IOException {
        assertThat(Files.readAllLines(README))
                .anyMatch(line -> line.toLowerCase(Locale.ROOT).contains(word) && line.contains("](src/docs/"));
    }

    private static List<Path> pages() throws IOException {
        try (var files = Files.list(Path.of("src/docs"))) {
            return Stream.concat(Stream.of(README), files.filter(file -> file.toString()
                            .endsWith(".md")))
                    .sorted()
                    .toList();
        }
    }
}
