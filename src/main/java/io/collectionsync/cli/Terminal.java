package io.collectionsync.cli;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a person may be asked. */
interface Terminal {

    /** @return whether there is a person to ask */
    boolean isPresent();

    /** @return whether a line on standard error can be drawn over */
    default boolean canRedraw() {
        return false;
    }

    /** @return whether standard error shows other characters than ASCII */
    default boolean isUnicode() {
        return false;
    }

    /** @return the person's answer to {@code question}; null when the input has ended */
    String ask(String question);

    /** @return whether the answer is yes; no person, no answer and any other word mean no */
    default boolean isYes(String question) {
        String answer = isPresent() ? ask(question + " [y/N] ") : null;
        return answer != null && answer.strip().matches("(?i)y|yes");
    }

    /** The terminal that this process was started from. */
    static Terminal ofProcess() {
        var console = System.console();
        boolean present = console != null && isTerminal(console);
        return new Terminal() {
            @Override
            public boolean isPresent() {
                return present;
            }

            @Override
            public boolean canRedraw() {
                return present && !"dumb".equals(System.getenv("TERM")) && !isErrorRedirected();
            }

            @Override
            public boolean isUnicode() {
                return present && console.charset().equals(StandardCharsets.UTF_8);
            }

            @Override
            public String ask(String question) {
                return console.readLine("%s", question);
            }
        };
    }

    /** Java has no word for it; Linux tells. Elsewhere standard error is believed to be where standard output is. */
    private static boolean isErrorRedirected() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return !target.startsWith("/dev/pts/") && !target.startsWith("/dev/tty");
        } catch (IOException | RuntimeException untold) {
            return false;
        }
    }

    /** From Java 22 on there is a console even where the input is redirected; it tells by a method of its own. */
    private static boolean isTerminal(Object console) {
        try {
            return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException older) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException unknown) {
            return false;
        }
    }
}
