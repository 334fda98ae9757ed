package io.collectionsync.collection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every statement to the site database against what H2 takes silently in another sense than SQL Server, and against
 * what SQL Server refuses. The lists were tried (fact sheet on SQL Server, 2).
 */
class SqlDialectTest {

    private static final Map<String, String> WRONG = new LinkedHashMap<>();

    static {
        WRONG.put("LIKE with a class: H2 matches nothing", "(?i)\\bLIKE\\b[^\\n]*\\[");
        WRONG.put("OPTION (…): H2 reads a table alias", "(?i)\\bOPTION\\s*\\(");
        WRONG.put("timestamp: a rowversion on SQL Server", "(?i)\\btimestamp\\b");
        WRONG.put("LEN: H2 counts trailing blanks", "(?i)\\bLEN\\s*\\(");
        WRONG.put("ISNULL: H2 does not cut to its first type", "(?i)\\bISNULL\\s*\\(");
        WRONG.put("NOLOCK and other hints: rows may be missed or doubled", "(?i)\\bNOLOCK\\b|READUNCOMMITTED|\\bWITH\\s*\\(");
        WRONG.put("comparison with a text that ends in a blank", "=\\s*N?'[^']* '");
        WRONG.put("LIMIT, ILIKE, ::, || and FETCH FIRST: not SQL Server's", "(?i)\\bLIMIT\\b|\\bILIKE\\b|::|\\|\\||FETCH\\s+FIRST");
        WRONG.put("true and false: SQL Server has bit", "(?i)\\b(TRUE|FALSE)\\b");
        WRONG.put("CONVERT with text last: PostgreSQL's and MySQL's order", "(?i)CONVERT\\s*\\(\\s*[a-z]+\\.");
        WRONG.put("a GUID compared as text: SQL Server writes it in upper case, H2 in lower", "(?i)GUID\\s*=\\s*'");
        WRONG.put("double quotes: an identifier or a text, by setting", "\"");
        WRONG.put("a view without its schema", "(?i)\\b(FROM|JOIN)\\s+(v_|ClientKeyData)");
    }

    static Stream<String> statements() throws IOException {
        try (var files = Files.list(Path.of("routes/sql"))) {
            var texts = files.sorted().map(SqlDialectTest::text).toList();
            return Stream.concat(texts.stream(), Stream.of(SiteProbe.OPEN.formatted("dbo.v_R_System"), SiteProbe.SITE,
                    SiteCollections.ALL, DeviceSources.PAIRS, SiteCatalogue.SqlServer.OPTIONS,
                    SiteCatalogue.SqlServer.EXCESS));
        }
    }

    @ParameterizedTest
    @MethodSource("statements")
    void aStatementMeansTheSameOnBothDatabases(String sql) {
        WRONG.forEach((why, pattern) -> assertThat(Pattern.compile(pattern).matcher(sql).find()).as(why).isFalse());
    }

    @ParameterizedTest
    @MethodSource("statements")
    void aStatementOnlyReads(String sql) {
        assertThat(sql).startsWith("SELECT ").doesNotContain(";")
                .doesNotContainPattern("(?i)\\b(INSERT|UPDATE|DELETE|MERGE|EXEC|INTO|DECLARE|SET)\\b");
    }

    /** @return the statement without its comments */
    private static String text(Path file) {
        try {
            return Files.readString(file).replaceAll("(?m)^--.*\\n", "");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
