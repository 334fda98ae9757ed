package io.collectionsync.e2e;

import io.collectionsync.testkit.Approved;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A page of Markdown whose console blocks are a session: each line that begins with {@code $} is typed, what stands
 * below it must be what is printed. A comment {@code <!-- meanwhile: WORDS -->} is what happens elsewhere.
 */
final class ConsolePage {

    private static final String FENCE = "```";
    private static final String PROMPT = "$ ";
    private static final String MEANWHILE = "<!-- meanwhile: ";

    private final Path file;
    private final UnaryOperator<String> shell;
    private final Consumer<String> elsewhere;
    private final List<String> played = new ArrayList<>();

    /**
     * @param file      the page
     * @param shell     types a line and gives what was printed
     * @param elsewhere does what a comment asks for
     */
    ConsolePage(Path file, UnaryOperator<String> shell, Consumer<String> elsewhere) {
        this.file = file;
        this.shell = shell;
        this.elsewhere = elsewhere;
    }

    /** Plays the page from top to bottom, then requires that it says what was printed. */
    void requireTrue() throws IOException {
        boolean console = false;
        for (String line : Files.readAllLines(file)) {
            if (console && line.startsWith(PROMPT)) {
                played.add(line);
                shell.apply(line.substring(PROMPT.length()))
                        .lines()
                        .map(String::stripTrailing)
                        .forEach(played::add);
            } else if (!console || line.startsWith(FENCE)) {
                console = line.equals(FENCE + "console");
                played.add(line);
                if (line.startsWith(MEANWHILE)) {
                    elsewhere.accept(line.substring(MEANWHILE.length(), line.indexOf(" -->")));
                }
            }
        }
        Approved.require(file, String.join("\n", played) + "\n");
    }

    /** @return the lines of the first block of a language */
    static List<String> block(Path file, String language) throws IOException {
        return Files.readAllLines(file).stream()
                .dropWhile(line -> !line.equals(FENCE + language))
                .skip(1)
                .takeWhile(line -> !line.startsWith(FENCE))
                .toList();
    }
}
