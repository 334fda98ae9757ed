package io.collectionsync;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaFieldAccess.AccessType;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Members that no class and no route uses. Private ones are left to the compiler. */
class UnusedCodeTest {

    private static final Path PROGRAM = Path.of("target/classes");
    private static final Path TESTS = Path.of("target/test-classes");
    private static final Set<String> CALLED_BY_JAVA = Set.of("main", "values", "valueOf");

    @BeforeAll
    static void readOurClassesAlone() {
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    }

    @Test
    void every_method_constructor_and_field_is_used() throws IOException {
        var words = wordsOfRoutes();

        assertThat(new ClassFileImporter()
                        .importPaths(PROGRAM, TESTS).stream()
                                .filter(UnusedCodeTest::isOfProgram)
                                .flatMap(type -> type.getMembers().stream())
                                .filter(member -> !isFoundByName(member) && !isNamed(member, words))
                                .filter(member -> !isUsed(member))
                                .map(JavaMember::getFullName))
                .isEmpty();
    }

    private static boolean isOfProgram(JavaClass type) {
        return type.getSource().orElseThrow().getUri().toString().contains(PROGRAM.toString());
    }

    private static Set<String> wordsOfRoutes() throws IOException {
        try (var files = Files.walk(Path.of("routes"))) {
            var text = new StringBuilder();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                text.append(Files.readString(file));
            }
            return Pattern.compile("\\w+")
                    .matcher(text)
                    .results()
                    .map(MatchResult::group)
                    .collect(Collectors.toSet());
        }
    }

    private static boolean isNamed(JavaMember member, Set<String> words) {
        return words.contains(member.getName()) || words.contains(property(member.getName()));
    }

    /** @return how a route may name it: {@code getName} and {@code isName} as {@code name} */
    private static String property(String method) {
        String name = method.replaceFirst("^(get|is)(?=[A-Z])", "");
        return name.equals(method) ? name : Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    /** By annotations, by JMX, by the JVM, or as a part of a record. */
    private static boolean isFoundByName(JavaMember member) {
        var owner = member.getOwner();
        return member.getModifiers().contains(JavaModifier.PRIVATE)
                || member.getModifiers().contains(JavaModifier.SYNTHETIC)
                || !member.getAnnotations().isEmpty()
                || CALLED_BY_JAVA.contains(member.getName())
                || owner.getSimpleName().endsWith("MXBean")
                || owner.isRecord() && owner.tryGetField(member.getName()).isPresent();
    }

    private static boolean isUsed(JavaMember member) {
        if (member instanceof JavaField field) {
            return isConstant(field)
                    || field.getAccessesToSelf().stream().anyMatch(access -> access.getAccessType() == AccessType.GET);
        }
        return member.getAccessesToSelf().stream()
                        .anyMatch(access -> !access.getOrigin().equals(member))
                || (member instanceof JavaConstructor none
                        && none.getParameters().isEmpty())
                || (member instanceof JavaMethod method && isOverriding(method));
    }

    /** The compiler copies its value to where it is used. */
    private static boolean isConstant(JavaField field) {
        return field.getModifiers().containsAll(Set.of(JavaModifier.STATIC, JavaModifier.FINAL))
                && (field.getRawType().isPrimitive() || field.getRawType().isEquivalentTo(String.class));
    }

    private static boolean isOverriding(JavaMethod method) {
        return supertypes(method.getOwner().reflect()).anyMatch(type -> declares(type, method));
    }

    private static Stream<Class<?>> supertypes(Class<?> type) {
        return Stream.concat(Stream.ofNullable(type.getSuperclass()), Arrays.stream(type.getInterfaces()))
                .flatMap(above -> Stream.concat(Stream.of(above), supertypes(above)));
    }

    private static boolean declares(Class<?> type, JavaMethod method) {
        return Arrays.stream(type.getDeclaredMethods())
                .anyMatch(other -> other.getName().equals(method.getName())
                        && other.getParameterCount() == method.getParameters().size());
    }
}
