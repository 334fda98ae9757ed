package io.collectionsync;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Which room may know which. Who uses whom is read from the classes, by the JDK's jdeps, and from the import lines: of
 * a constant nothing is left in the classes.
 */
class ArchitectureTest {

    private static final String BASE = "io.collectionsync";
    private static final Path CLASSES = Path.of("target/classes");
    private static final Path SOURCES = Path.of("src/main/java");

    /** Arrows go down, from the story to the means. Rooms of one line do not know one another. */
    private static final List<List<String>> ORDER = List.of(
            List.of(""),
            List.of("cli", "web"),
            List.of("diagnose"),
            List.of("runtime"),
            List.of("run", "reload", "sandbox"),
            List.of("reconcile"),
            List.of("notify", "management"),
            List.of("site", "graph", "state"),
            List.of("settings"),
            List.of("logging"),
            List.of("membership", "pem"));

    /** They know no other room. */
    private static final Set<String> ALONE = Set.of("reload", "sandbox", "membership", "pem");

    /** Where there are exchanges and routes: the flow, its wiring, and the judge of its edits. */
    private static final Set<String> CAMEL = Set.of("run", "runtime", "reload");

    /** H2 plays the site database and nothing else. */
    private static final Set<String> H2 = Set.of("sandbox");

    /** Arrows between packages that are still to go; the list shrinks and never grows. */
    private static final Set<String> UNMENDED = Set.of(
            "graph -> io.collectionsync.graph.(auth|read|throttle|write)",
            "reconcile -> org.apache.camel",
            "state -> io.collectionsync.runtime",
            "state.db -> io.collectionsync.state",
            "state.db -> org.h2.*");

    private static final Pattern USE = Pattern.compile("(?m)^\\s+(\\S+)\\s+-> (\\S+)\\s");
    private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
    private static final Pattern IMPORT = Pattern.compile("(?m)^import (?:static )?([\\w.]+);");

    /** One class uses another one. */
    private record Use(String user, String used) {

        String from() {
            return packageOf(user);
        }

        String to() {
            return packageOf(used);
        }

        boolean isWithin() {
            return used.startsWith(BASE + ".");
        }

        /** The package of a class or member: what stands before the first name with a capital. */
        private static String packageOf(String name) {
            var words = new ArrayList<String>();
            for (var word : name.split("\\.")) {
                if (Character.isUpperCase(word.charAt(0))) {
                    break;
                }
                words.add(word);
            }
            return String.join(".", words);
        }

        @Override
        public String toString() {
            return user + " -> " + used;
        }
    }

    private static final List<Use> USES = Stream.concat(ofClasses(), ofImports())
            .filter(use -> !isUnmended(use))
            .distinct()
            .toList();

    private static boolean isUnmended(Use use) {
        return UNMENDED.stream().anyMatch(arrow -> (use.from() + " -> " + use.to()).matches(BASE + "\\." + arrow));
    }

    private static Stream<Use> ofClasses() {
        var out = new StringWriter();
        int exit = ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(
                        new PrintWriter(out),
                        new PrintWriter(System.err, true, UTF_8),
                        "-verbose:class",
                        CLASSES.toString());
        assertThat(exit).as("jdeps").isZero();
        return USE.matcher(out.toString())
                .results()
                .map(line -> new Use(line.group(1), line.group(2)))
                .filter(use -> use.user().startsWith(BASE + "."));
    }

    private static Stream<Use> ofImports() {
        try (var files = Files.walk(SOURCES)) {
            return files
                    .filter(file -> file.toString().endsWith(".java"))
                    .flatMap(ArchitectureTest::ofImports)
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Use> ofImports(Path file) {
        try {
            var text = Files.readString(file);
            var home = PACKAGE.matcher(text);
            assertThat(home.find()).as("%s", file).isTrue();
            var user = home.group(1) + "." + file.getFileName().toString().replace(".java", "");
            return IMPORT.matcher(text).results().map(line -> new Use(user, line.group(1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first word below the base package. */
    private static String room(String ofPackage) {
        return ofPackage.equals(BASE)
                ? ""
                : ofPackage.substring(BASE.length() + 1).split("\\.")[0];
    }

    private static int level(String room) {
        for (int i = 0; i < ORDER.size(); i++) {
            if (ORDER.get(i).contains(room)) {
                return i;
            }
        }
        throw new AssertionError("The room " + room + " has no place in the order");
    }

    @Test
    void every_room_has_its_place_in_the_order() {
        assertThat(USES.stream().map(Use::from).map(ArchitectureTest::room).distinct())
                .allSatisfy(ArchitectureTest::level)
                .hasSizeGreaterThan(10);
    }

    @Test
    void a_room_knows_only_rooms_below_it() {
        assertThat(USES)
                .filteredOn(Use::isWithin)
                .filteredOn(use -> !room(use.from()).equals(room(use.to())))
                .filteredOn(use -> level(room(use.from())) >= level(room(use.to())))
                .isEmpty();
    }

    @Test
    void some_rooms_know_no_other() {
        assertThat(USES)
                .filteredOn(use -> ALONE.contains(room(use.from())))
                .filteredOn(Use::isWithin)
                .filteredOn(use -> !room(use.from()).equals(room(use.to())))
                .isEmpty();
    }

    @Test
    void no_packages_know_one_another_in_a_circle() {
        var below = new TreeMap<String, Set<String>>();
        between().forEach(use -> below.computeIfAbsent(use.from(), any -> new TreeSet<>())
                .add(use.to()));

        assertThat(between()
                        .filter(use -> reached(below, use.to(), new TreeSet<>()).contains(use.from())))
                .isEmpty();
    }

    private static Stream<Use> between() {
        return USES.stream().filter(Use::isWithin).filter(use -> !use.from().equals(use.to()));
    }

    private static Set<String> reached(Map<String, Set<String>> below, String from, Set<String> reached) {
        for (var next : below.getOrDefault(from, Set.of())) {
            if (reached.add(next)) {
                reached(below, next, reached);
            }
        }
        return reached;
    }

    @Test
    void the_root_holds_the_application_alone() {
        assertThat(USES.stream().map(Use::user).filter(user -> Use.packageOf(user)
                        .equals(BASE)))
                .containsOnly(BASE + ".Application");
    }

    @Test
    void membership_knows_only_the_jdk() {
        assertThat(USES)
                .filteredOn(use -> room(use.from()).equals("membership"))
                .filteredOn(use -> !use.to().equals(use.from()))
                .isNotEmpty()
                .allMatch(use -> use.used().startsWith("java."));
    }

    @Test
    void camel_stays_in_the_rooms_of_the_flow() {
        assertOnlyIn(CAMEL, "org.apache.camel.");
    }

    @Test
    void h2_stays_in_the_sandbox() {
        assertOnlyIn(H2, "org.h2.");
    }

    private static void assertOnlyIn(Set<String> rooms, String library) {
        assertThat(USES)
                .filteredOn(use -> use.used().startsWith(library))
                .isNotEmpty()
                .allMatch(use -> rooms.contains(room(use.from())));
    }

    @Test
    void nobody_knows_the_sandbox_but_the_command_that_starts_it() {
        assertThat(USES)
                .filteredOn(use -> use.used().startsWith(BASE + ".sandbox."))
                .filteredOn(use -> !room(use.from()).equals("sandbox"))
                .isNotEmpty()
                .allMatch(use -> use.user().matches(BASE + "\\.cli\\.SandboxCommand(\\$.*)?"));
    }
}
