package io.collectionsync.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every line at INFO and above is a constant message with its values as fields, so that a log collector can count and
 * alert on it. Read from the sources.
 */
class LogDialectTest {

    private static final Path SOURCES = Path.of("src/main/java");
    /** A message: no place for a value, and no colon, which divides it from its fields in the text log. */
    private static final String MESSAGE = "\"[^\"{}:]+\"";

    private static final Pattern PLAIN = Pattern.compile("\\bLOG\\s*\\.(?:info|warn|error)\\(");
    private static final Pattern FLUENT = Pattern.compile("\\.log\\((?!\\))");
    private static final Pattern FIELD = Pattern.compile("\\.addKeyValue\\(");
    private static final Pattern KEY =
            Pattern.compile("(?:[^,\"]+\\? )?\"[a-z]+(-[a-z]+)*\"(?: : \"[a-z]+(-[a-z]+)*\")?,");
    /** Fields that the JSON log has of its own; a second one of the name would make the object ambiguous. */
    private static final Pattern OF_THE_LINE = Pattern.compile("\"(?:message|level|run|(?:logger|thread)_name)\",");

    private static final Map<String, String> LOGGING = new TreeMap<>();

    @BeforeAll
    static void read() throws IOException {
        try (var files = Files.walk(SOURCES)) {
            for (var file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                var text = Files.readString(file);
                if (text.contains("LoggerFactory.getLogger(")) {
                    LOGGING.put(SOURCES.relativize(file).toString(), text);
                }
            }
        }
        assertThat(LOGGING).hasSizeGreaterThan(15);
    }

    @Test
    void every_logger_is_called_log() {
        LOGGING.forEach((file, text) -> assertThat(text)
                .as(file)
                .containsPattern("Logger LOG = LoggerFactory\\.getLogger\\(\\w+\\.class\\);")
                .doesNotContain("Logger log ", "Logger logger "));
    }

    @Test
    void a_message_is_constant_and_holds_no_value() {
        assertThat(calls(PLAIN, MESSAGE + "\\);")).isEmpty();
        assertThat(calls(FLUENT, MESSAGE + "\\)")).isEmpty();
    }

    @Test
    void a_value_is_a_field_with_a_constant_name() {
        assertThat(calls(FIELD, KEY.pattern())).isEmpty();
        assertThat(calls(FIELD, "(?!\\s*" + OF_THE_LINE.pattern() + ")")).isEmpty();
        LOGGING.forEach((file, text) -> assertThat(text).as(file).doesNotContain(".addArgument(", ".setMessage("));
    }

    @Test
    void the_manual_names_messages_that_the_program_logs() throws IOException {
        var named = Pattern.compile("(?m)^\\| `([^`]+)` \\| (?:INFO|WARN|ERROR) \\|")
                .matcher(Files.readString(Path.of("src/docs/monitoring.md")))
                .results()
                .map(row -> row.group(1))
                .toList();

        assertThat(named).hasSizeGreaterThan(5);
        assertThat(named).allSatisfy(message -> assertThat(LOGGING.values())
                .as(message)
                .anyMatch(text -> text.contains("log(\"" + message + "\")")));
    }

    /** @return the calls that do not go on as they should */
    private static List<String> calls(Pattern call, String goesOn) {
        var rest = Pattern.compile("\\s*" + goesOn);
        return LOGGING.entrySet().stream()
                .flatMap(file -> call.matcher(file.getValue())
                        .results()
                        .filter(found -> !rest.matcher(file.getValue())
                                .region(found.end(), file.getValue().length())
                                .lookingAt())
                        .map(found -> file.getKey() + ": " + line(file.getValue(), found)))
                .toList();
    }

    private static String line(String text, MatchResult found) {
        int end = text.indexOf('\n', found.end());
        return text.substring(found.start(), end < 0 ? text.length() : end);
    }
}
