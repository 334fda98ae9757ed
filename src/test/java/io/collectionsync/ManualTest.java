package io.collectionsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.testkit.ManualLinks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The README and the pages of the manual, as an administrator looks things up in them. */
class ManualTest {

    private static final Path README = Path.of("README.md");
    private static final Pattern FLOW = Pattern.compile("(?s)## The flow\\s+```(.*?)```");
    private static final Pattern ROUTE =
            Pattern.compile("\\b(?:[a-z]+-)+[a-z]+\\b|\\b(?:run|reconcile|schedule|replay|notify)\\b");

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

    @Test
    void each_route_of_the_flow_is_a_file() throws IOException {
        var flow = FLOW.matcher(Files.readString(README));
        assertThat(flow.find()).isTrue();
        var routes =
                ROUTE.matcher(flow.group(1)).results().map(MatchResult::group).toList();

        assertThat(routes).hasSizeGreaterThan(12).allSatisfy(route -> assertThat(
                        Path.of("routes", route + ".camel.yaml"))
                .exists());
    }

    @Test
    void the_readme_says_where_each_part_of_the_program_is() throws IOException {
        String readme = Files.readString(README);
        try (var rooms = Files.list(Path.of("src/main/java/io/collectionsync"))) {
            assertThat(rooms.filter(Files::isDirectory))
                    .allSatisfy(room -> assertThat(readme).contains("`…/" + room.getFileName() + "`"));
        }
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
