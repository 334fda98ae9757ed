package io.collectionsync.cli;

import java.lang.reflect.InvocationTargetException;

/** Where a person may be asked. */
interface Terminal {

    /** @return whether there is a person to ask */
    boolean isPresent();

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
            public String ask(String question) {
                return console.readLine("%s", question);
            }
        };
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
