package io.collectionsync.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The routes' expressions ask beans for their values by name, {@code ${exception.answer}}. */
class ValueNamesTest {

    private static final Path CLASSES = Path.of("target/classes");
    private static final Pattern EXPRESSION = Pattern.compile("\\$\\{\\w+((?:\\.\\w+)+)}");

    /** Of two methods for one value Camel takes one, or refuses both: another way in another process. */
    @Test
    void aValueThatARouteAsksForHasOneMethod() throws Exception {
        var asked = asked();
        assertThat(asked).contains("answer");
        for (var type : classes()) {
            var methods = Stream.of(type.getDeclaredMethods())
                    .filter(method -> method.getParameterCount() == 0 && !Modifier.isPrivate(method.getModifiers()))
                    .map(Method::getName)
                    .collect(Collectors.toSet());
            assertThat(asked)
                    .as(type.getName())
                    .filteredOn(value -> methodsFor(value, methods) > 1)
                    .isEmpty();
        }
    }

    private static long methodsFor(String value, Set<String> methods) {
        String bean = Character.toUpperCase(value.charAt(0)) + value.substring(1);
        return Stream.of(value, "get" + bean, "is" + bean)
                .filter(methods::contains)
                .count();
    }

    private static Set<String> asked() throws IOException {
        var asked = new TreeSet<String>();
        try (var files = Files.newDirectoryStream(Path.of("routes"), "*.yaml")) {
            for (var file : files) {
                EXPRESSION
                        .matcher(Files.readString(file))
                        .results()
                        .forEach(expression -> asked.addAll(
                                List.of(expression.group(1).substring(1).split("\\."))));
            }
        }
        return asked;
    }

    private static List<Class<?>> classes() throws IOException, ClassNotFoundException {
        var classes = new ArrayList<Class<?>>();
        try (var files = Files.walk(CLASSES)) {
            for (var file : files.map(CLASSES::relativize).map(Path::toString).toList()) {
                if (file.endsWith(".class") && !file.endsWith("package-info.class")) {
                    var name = file.replace(".class", "").replaceAll("[/\\\\]", ".");
                    classes.add(Class.forName(name, false, ValueNamesTest.class.getClassLoader()));
                }
            }
        }
        return classes;
    }
}
