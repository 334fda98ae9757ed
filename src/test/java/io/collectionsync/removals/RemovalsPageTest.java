package io.collectionsync.removals;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The manual's page on removals promises nothing that no test proves. */
class RemovalsPageTest {

    @Test
    void eachRuleIsATestOfTheSameName() throws IOException {
        var rules = Files.readAllLines(Path.of("src/docs/removals.md")).stream()
                .filter(line -> line.startsWith("- "))
                .map(line -> line.substring(2)
                        .toLowerCase(Locale.ROOT)
                        .replace('-', ' ')
                        .replaceAll("[^a-z0-9 ]", "")
                        .replace(' ', '_'));
        var tests = Stream.of(
                        RemovalsReadsIT.class,
                        RemovalsSecondLookIT.class,
                        RemovalsFirstRunIT.class,
                        RemovalsResourceIT.class,
                        RemovalsGuardIT.class,
                        RemovalsOtherWriterIT.class,
                        RemovalsPausesIT.class,
                        RemovalsApprovalIT.class,
                        RemovalsTargetsIT.class,
                        RemovalsForeignIT.class,
                        RemovalsAfterwardsIT.class,
                        RemovalsEndsIT.class)
                .flatMap(section -> Stream.of(section.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Test.class))
                .map(Method::getName)
                .toList();

        assertThat(rules.toList()).hasSizeGreaterThan(20).containsExactlyInAnyOrderElementsOf(tests);
    }
}
