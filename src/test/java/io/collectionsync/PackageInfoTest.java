package io.collectionsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A reader who opens a room is told what it is. */
class PackageInfoTest {

    private static final Path SOURCES = Path.of("src/main/java/io/collectionsync");
    private static final Pattern COMMENT = Pattern.compile("(?s)/\\*\\*(.*?)\\*/\\s*package ");
    private static final Pattern LINK = Pattern.compile("\\{@link[\\s*]+(io\\.collectionsync\\.[\\w.]+)}");
    private static final Pattern SENTENCE_END = Pattern.compile("\\.(?=\\s|$)");

    @Test
    void each_room_says_in_three_sentences_what_it_is_what_belongs_there_and_what_does_not() throws IOException {
        for (var room : rooms()) {
            var info = room.resolve("package-info.java");

            assertThat(info).exists();
            var comment = COMMENT.matcher(Files.readString(info));
            assertThat(comment.find()).as(info + " begins with its comment").isTrue();
            assertThat(SENTENCE_END
                            .matcher(comment.group(1).replaceAll("(?m)^ \\* ?", ""))
                            .results()
                            .count())
                    .as(info + ": sentences")
                    .isGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void each_class_that_a_room_names_is_there() throws IOException {
        var named = new TreeSet<String>();
        for (var room : rooms()) {
            LINK.matcher(Files.readString(room.resolve("package-info.java")))
                    .results()
                    .forEach(link -> named.add(link.group(1)));
        }

        assertThat(named).hasSizeGreaterThan(15).allSatisfy(name -> assertThat(Class.forName(name))
                .isNotNull());
    }

    private static List<Path> rooms() throws IOException {
        try (var files = Files.walk(SOURCES)) {
            var rooms = files.filter(file -> file.toString().endsWith(".java"))
                    .map(Path::getParent)
                    .distinct()
                    .toList();
            assertThat(rooms).hasSizeGreaterThan(15);
            return rooms;
        }
    }
}
