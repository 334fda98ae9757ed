package io.collectionsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A reader finds the whole write path with a few files: the list stands in the package-info of the root. */
class WritePathTest {

    private static final Path LIST = Path.of("src/main/java/io/collectionsync/package-info.java");
    private static final Pattern LINE = Pattern.compile("(?m)^ \\* (routes/\\S+|io\\.collectionsync\\.\\S+) +\\S");
    /** Beans of the routes on the list, and the class behind each. */
    private static final Pattern BEAN = Pattern.compile("bean: \\{ref: (reconcile|changes|graph), method: \"(\\w+)");

    private static final int MOST_FILES = 12;
    private static final int MOST_LINES = 50;

    @Test
    void the_write_path_is_at_most_twelve_files_that_exist() throws IOException {
        assertThat(files())
                .hasSizeBetween(8, MOST_FILES)
                .doesNotHaveDuplicates()
                .allMatch(Files::exists);
    }

    @Test
    void every_method_that_its_routes_call_stands_in_one_of_the_files() throws IOException {
        var routes =
                text(files().stream().filter(file -> file.startsWith("routes")).toList());
        var classes =
                text(files().stream().filter(file -> !file.startsWith("routes")).toList());

        var methods =
                BEAN.matcher(routes).results().map(found -> found.group(2)).toList();

        assertThat(methods).hasSizeGreaterThan(8).allMatch(method -> classes.contains(" " + method + "("));
    }

    @Test
    void the_types_that_carry_a_change_from_plan_to_record_are_in_it() throws IOException {
        assertThat(files())
                .extracting(file -> file.getFileName().toString())
                .contains("Reconciliation.java", "ChangeQueue.java", "GraphClient.java", "ChangeRecord.java");
    }

    @Test
    void the_page_to_read_first_fits_one_screen() throws IOException {
        assertThat(Files.readAllLines(Path.of("routes/reconcile.camel.yaml"))).hasSizeLessThanOrEqualTo(MOST_LINES);
    }

    private static String text(List<Path> files) throws IOException {
        var text = new StringBuilder();
        for (var file : files) {
            text.append(Files.readString(file));
        }
        return text.toString();
    }

    private static List<Path> files() throws IOException {
        return LINE.matcher(Files.readString(LIST))
                .results()
                .map((MatchResult line) -> line.group(1))
                .map(name -> name.startsWith("routes/")
                        ? Path.of(name)
                        : Path.of("src/main/java", name.replace('.', '/') + ".java"))
                .collect(Collectors.toList());
    }
}
