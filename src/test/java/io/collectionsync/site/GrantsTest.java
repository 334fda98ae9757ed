package io.collectionsync.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.settings.SiteReading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The shipped grants: as many as the statements need, no more. */
class GrantsTest {

    private static final Pattern GRANT =
            Pattern.compile("(?m)^(-- )?GRANT SELECT ON \\[dbo]\\.\\[(\\w+)] TO \\[collection-sync-reader];$");
    private static final Pattern OBJECT = Pattern.compile("\\bdbo\\.(\\w+)");

    @Test
    void whatIsGrantedWithoutAskingIsWhatEveryRunReads() throws IOException {
        assertThat(granted(false))
                .isEqualTo(SiteNeed.of(SiteReading.DEFAULT, false).stream()
                        .map(SiteNeed::view)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void everyObjectThatAStatementReadsHasItsGrantAndNoOther() throws IOException {
        var read = SqlDialectTest.onBoth()
                .flatMap(sql -> OBJECT.matcher(sql).results().map(found -> found.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(Stream.of(granted(false), granted(true)).flatMap(Set::stream))
                .containsExactlyInAnyOrderElementsOf(read);
    }

    @Test
    void neverTheRoleThatOpensEverythingNorTheTableWithTheSecrets() throws IOException {
        assertThat(text().lines().filter(line -> line.contains("db_datareader") || line.contains("AAD_Application_Ex")))
                .isNotEmpty()
                .allMatch(line -> line.startsWith("-- ") && !line.matches(".*(GRANT|ALTER).*"));
    }

    private static Set<String> granted(boolean optional) throws IOException {
        return GRANT.matcher(text())
                .results()
                .filter(found -> optional == (found.group(1) != null))
                .map(found -> found.group(2))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String text() throws IOException {
        return Files.readString(Path.of("config/sql/grants.sql"));
    }
}
