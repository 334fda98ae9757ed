package io.collectionsync.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Which command runs a test is told by the name of its class (pom.xml): none is forgotten, and the fast set stays fast. */
class TestSetsTest {

    private static final Pattern TEST = Pattern.compile("(?m)^ *@(Test|ParameterizedTest|RepeatedTest|Property)\\b");
    private static final Pattern STARTS_THE_RUNTIME = Pattern.compile(
            "\\b(LiveRuntime|Scene|SiteRecords|FaultyGraph|RemovalRules|ChildRuntime|StateProcess|Distribution)\\b");
    private static final Pattern IN_A_SET = Pattern.compile("\\w+(Test|IT|Benchmark)|Benchmark");

    @Test
    void everyClassWithTestsIsRunByOneOfTheCommands() throws IOException {
        assertThat(classesWith(TEST)).isNotEmpty().allMatch(name -> IN_A_SET.matcher(name)
                .matches());
    }

    @Test
    void noClassOfTheFastSetStartsTheWholeRuntimeOrAProcess() throws IOException {
        assertThat(classesWith(STARTS_THE_RUNTIME))
                .isNotEmpty()
                .filteredOn(name -> !name.equals(getClass().getSimpleName()))
                .noneMatch(name -> name.endsWith("Test"));
    }

    private static List<String> classesWith(Pattern pattern) throws IOException {
        return sources().entrySet().stream()
                .filter(source -> pattern.matcher(source.getValue()).find())
                .map(Map.Entry::getKey)
                .toList();
    }

    private static Map<String, String> sources() throws IOException {
        var sources = new TreeMap<String, String>();
        try (var files = Files.walk(Path.of("src/test/java"))) {
            for (var file :
                    files.filter(file -> file.toString().endsWith(".java")).toList()) {
                sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
            }
        }
        return sources;
    }
}
