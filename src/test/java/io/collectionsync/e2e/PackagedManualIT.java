package io.collectionsync.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.testkit.ManualLinks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The manual as it lies in the distribution. */
class PackagedManualIT {

    @Test
    void each_link_of_the_readme_and_the_manual_leads_to_something_in_the_distribution() throws IOException {
        var pages = pages();

        assertThat(ManualLinks.count(pages)).isGreaterThan(40);
        assertThat(ManualLinks.broken(pages)).isEmpty();
    }

    @Test
    void what_is_for_developers_alone_is_not_handed_out() throws IOException {
        assertThat(pages())
                .extracting(page -> page.getFileName().toString())
                .contains("README.md", "installation.md")
                .doesNotContain("developing.md");
    }

    private static List<Path> pages() throws IOException {
        try (var files = Files.walk(Distribution.FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }
}
