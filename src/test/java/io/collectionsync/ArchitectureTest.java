package io.collectionsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may import whom; read from the import lines. */
class ArchitectureTest {

    private static final Path SOURCES = Path.of("src/main/java/io/collectionsync");
    private static final Pattern IMPORT = Pattern.compile("(?m)^import (?:static )?([\\w.]+);");
    private static final String BASE = "";
    /** What each import line names: {@code room -> imports}; the base package is the room without a name. */
    private static final TreeMap<String, Set<String>> ROOMS = rooms();

    private static TreeMap<String, Set<String>> rooms() {
        var rooms = new TreeMap<String, Set<String>>();
        try (var files = Files.walk(SOURCES)) {
            for (var file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                var folder = SOURCES.relativize(file).getParent();
                var imports = rooms.computeIfAbsent(folder == null ? BASE : folder.toString(), room -> new TreeSet<>());
                IMPORT.matcher(Files.readString(file)).results().forEach(line -> imports.add(line.group(1)));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return rooms;
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "membership, ''",
        "settings, 'membership'",
        "collection, 'membership settings'",
        "directory, 'membership settings'",
        "record, 'membership settings'",
        "management, 'membership record'",
        "sandbox, ''"
    })
    void aRoomKnowsOnlyTheRoomsBelowIt(String room, String below) {
        var allowed = Set.of(below.isEmpty() ? new String[] {room} : (below + " " + room).split(" "));

        assertThat(ROOMS.getOrDefault(room, Set.of()))
                .filteredOn(name -> name.startsWith("io.collectionsync."))
                .allMatch(name -> allowed.contains(name.split("\\.")[2]));
    }

    @Test
    void membershipKnowsOnlyTheJdk() {
        assertThat(ROOMS.get("membership")).allMatch(name -> name.startsWith("java.") || name.contains(".membership."));
    }

    @Test
    void camelStaysInTheOuterRooms() {
        ROOMS.forEach((room, imports) -> {
            if (!Set.of(BASE, "cli", "management", "reload").contains(room)) {
                assertThat(imports).as(room).noneMatch(name -> name.startsWith("org.apache.camel"));
            }
        });
    }

    @Test
    void nobodyInsideKnowsTheSandbox() {
        ROOMS.forEach((room, imports) -> {
            if (!Set.of(BASE, "cli", "sandbox").contains(room)) {
                assertThat(imports).as(room).noneMatch(name -> name.startsWith("io.collectionsync.sandbox"));
            }
        });
    }
}
