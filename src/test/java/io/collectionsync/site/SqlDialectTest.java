package io.collectionsync.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.sandbox.Sandbox;
import io.collectionsync.sandbox.SandboxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every statement to the site database against what H2 takes silently in another sense than SQL Server, and against
 * what SQL Server refuses. The lists were tried (fact sheet on SQL Server, 2).
 */
class SqlDialectTest {

    private static final Map<String, String> WRONG = new LinkedHashMap<>();
    private static final Pattern SQL =
            Pattern.compile("\"((?:SELECT|IF EXISTS|WITH|INSERT|UPDATE|DELETE|MERGE|SET) [^\"]*)\"");
    private static final Pattern PARAMETER = Pattern.compile(":#\\$\\{[^}]*}");
    private static Sandbox sandbox;

    static {
        WRONG.put("LIKE with a class: H2 matches nothing", "(?i)\\bLIKE\\b[^\\n]*\\[");
        WRONG.put("OPTION (…): H2 reads a table alias", "(?i)\\bOPTION\\s*\\(");
        WRONG.put("timestamp: a rowversion on SQL Server", "(?i)\\btimestamp\\b");
        WRONG.put("LEN: H2 counts trailing blanks", "(?i)\\bLEN\\s*\\(");
        WRONG.put("ISNULL: H2 does not cut to its first type", "(?i)\\bISNULL\\s*\\(");
        WRONG.put(
                "NOLOCK and other hints: rows may be missed or doubled",
                "(?i)\\bNOLOCK\\b|READUNCOMMITTED|\\bWITH\\s*\\(");
        WRONG.put("comparison with a text that ends in a blank", "=\\s*N?'[^']* '");
        WRONG.put(
                "LIMIT, ILIKE, ::, || and FETCH FIRST: not SQL Server's",
                "(?i)\\bLIMIT\\b|\\bILIKE\\b|::|\\|\\||FETCH\\s+FIRST");
        WRONG.put("true and false: SQL Server has bit", "(?i)\\b(TRUE|FALSE)\\b");
        WRONG.put("CONVERT with text last: PostgreSQL's and MySQL's order", "(?i)CONVERT\\s*\\(\\s*[a-z]+\\.");
        WRONG.put("a GUID compared as text: SQL Server writes it in upper case, H2 in lower", "(?i)GUID\\s*=\\s*'");
        WRONG.put("double quotes: an identifier or a text, by setting", "\"");
        WRONG.put("COUNT(*): a BIGINT on H2, an int on SQL Server", "(?i)\\bCOUNT\\s*\\(");
        WRONG.put(
                "a text type without its length: 30 characters on SQL Server, all on H2",
                "(?i)\\b(CONVERT\\s*\\(\\s*n?(var)?char\\s*,|CAST\\s*\\([^()]*AS\\s+n?(var)?char\\s*\\))");
        WRONG.put(
                "functions and words that SQL Server lacks, or has from 2017 or 2022 on",
                "(?i)\\b(LPAD|RPAD"
                        + "|GREATEST|LEAST|EXTRACT|IFNULL|NVL|REGEXP\\w*|RLIKE|TRIM|STRING_AGG|LISTAGG|GROUP_CONCAT|CURRENT_DATE"
                        + "|INTERVAL)\\b"
                        + "|NULLS\\s+(FIRST|LAST)|IS\\s+(NOT\\s+)?DISTINCT|NATURAL\\s+JOIN|\\bUSING\\s*\\(");
        WRONG.put("a view without its schema", "(?i)\\b(FROM|JOIN)\\s+(v_|ClientKeyData)");
    }

    @BeforeAll
    static void startSandbox() {
        sandbox = Sandbox.start(SandboxOptions.defaults().withDevices(200));
    }

    @AfterAll
    static void stopSandbox() {
        sandbox.close();
    }

    static Stream<String> statements() throws IOException {
        return Stream.concat(onBoth(), Stream.of(SiteCatalogue.SqlServer.OPTIONS, SiteCatalogue.SqlServer.EXCESS));
    }

    /** What the embedded database runs too: all but SQL Server's own catalogue. */
    static Stream<String> onBoth() throws IOException {
        try (var files = Files.list(Path.of("routes/sql"))) {
            return Stream.concat(
                    files.sorted().map(SqlDialectTest::text).toList().stream(),
                    Stream.of(
                            SiteProbe.OPEN.formatted("dbo.v_R_System"),
                            SiteProbe.SITE,
                            SiteCollections.ALL,
                            DeviceSources.PAIRS));
        }
    }

    @Test
    void noStatementIsLeftOut() throws IOException {
        var known = Stream.concat(statements(), Stream.of(SiteProbe.OPEN, SiteCatalogue.SqlServer.ISOLATION))
                .toList();
        var literals = new ArrayList<String>();
        try (var sources = Files.walk(Path.of("src/main/java/io/collectionsync"))) {
            for (var source : sources.filter(SqlDialectTest::mayAskTheSite).toList()) {
                SQL.matcher(Files.readString(source))
                        .results()
                        .map(found -> found.group(1))
                        .forEach(literals::add);
            }
        }

        assertThat(literals).hasSizeGreaterThanOrEqualTo(6).allMatch(literal -> known.stream()
                .anyMatch(statement -> statement.startsWith(literal)));
    }

    /** The sandbox is the other side, and the state database is ours. */
    private static boolean mayAskTheSite(Path source) {
        return source.toString().endsWith(".java")
                && Stream.of("sandbox", "state")
                        .noneMatch(folder -> source.startsWith("src/main/java/io/collectionsync/" + folder));
    }

    @ParameterizedTest
    @MethodSource("onBoth")
    void aStatementRunsUnchangedOnTheEmbeddedDatabase(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(
                        sandbox.site().url(),
                        sandbox.site().username(),
                        sandbox.site().password());
                var statement =
                        connection.prepareStatement(PARAMETER.matcher(sql).replaceAll("?"))) {
            for (int i = 1; i <= PARAMETER.matcher(sql).results().count(); i++) {
                statement.setString(i, "PS100010");
            }
            assertThat(statement.executeQuery().getMetaData().getColumnCount()).isPositive();
        }
    }

    @ParameterizedTest
    @MethodSource("statements")
    void aStatementMeansTheSameOnBothDatabases(String sql) {
        WRONG.forEach((why, pattern) ->
                assertThat(Pattern.compile(pattern).matcher(sql).find()).as(why).isFalse());
    }

    @ParameterizedTest
    @MethodSource("statements")
    void aStatementOnlyReads(String sql) {
        assertThat(sql)
                .startsWith("SELECT ")
                .doesNotContain(";")
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
