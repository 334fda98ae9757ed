package io.collectionsync.reload;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Camel refuses of a file: the reason and the line, as far as what it threw tells them. */
final class CamelRefusal {

    private static final Pattern MARK = Pattern.compile("^ ?in .*, line (\\d+), column \\d+:?$");
    private static final Pattern STEP = Pattern.compile("at: >>> (.*?) <<< in route");
    /** A block shows all its steps, which says nothing. */
    private static final int LONGEST_STEP = 100;
    /** What Camel's messages name, and what can therefore be looked for in the text. */
    private static final List<Pattern> CLUES = List.of(
            Pattern.compile("Property with key \\[([^]]+)]"),
            Pattern.compile("registry for: (\\S+)"),
            Pattern.compile("Registry with name: (\\S+)"),
            Pattern.compile("with value: (\\S+)"),
            Pattern.compile("Unknown parameters=\\[\\{([^=]+)="),
            Pattern.compile("Error binding property \\((\\S+?)="),
            Pattern.compile("Method with name: (.+?) not found"),
            Pattern.compile("No endpoint could be found for: ([\\w-]+)"),
            Pattern.compile("([^/\\\\\\s]+\\.sql)"),
            Pattern.compile("(?:Unknown|unknown) function: ([^\\s(]+)"),
            Pattern.compile("CronExpression '(.+?)'"));

    private CamelRefusal() {}

    /**
     * @param text     of the file
     * @param fallback the line if nothing better is found
     */
    static Fault fault(String file, String text, Throwable thrown, int fallback) {
        var line = 0;
        var reason = thrown.getClass().getSimpleName();
        for (var cause : causes(thrown)) {
            var message = readable(cause);
            if (!message.isBlank()) {
                reason = message;
            }
            var marked = markedLine(cause);
            var named = marked > 0 ? marked : namedLine(message, text);
            line = named > 0 ? named : line;
        }
        return line > 0 ? new Fault(file, line, reason) : new Fault(file, fallback, reason + shownStep(thrown));
    }

    private static String shownStep(Throwable thrown) {
        var step = step(thrown);
        return step == null || step.length() > LONGEST_STEP ? "" : " in " + step;
    }

    /** The step that Camel's message shows, as the model prints it; null if it shows none. */
    static String step(Throwable thrown) {
        var step = STEP.matcher(String.valueOf(thrown.getMessage()));
        return step.find() ? step.group(1) : null;
    }

    private static List<Throwable> causes(Throwable thrown) {
        var causes = new ArrayList<Throwable>();
        for (var cause = thrown; cause != null && !causes.contains(cause); cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }

    /** The message on one line, without the excerpt of the file that the YAML parser shows. */
    private static String readable(Throwable cause) {
        if (cause instanceof ClassNotFoundException) {
            return "there is no class " + cause.getMessage();
        }
        var words = new ArrayList<String>();
        for (var line : (cause.getMessage() == null ? "" : cause.getMessage()).split("\\R")) {
            var isExcerpt = line.startsWith("    ") || line.strip().equals("*");
            if (!MARK.matcher(line).matches() && !isExcerpt && !line.isBlank()) {
                words.add(line.strip());
            }
        }
        // the address of the endpoint is long and says less than the line
        return String.join(" ", words).replaceFirst("^Failed to resolve endpoint: .* due to: ", "");
    }

    private static int markedLine(Throwable cause) {
        var line = 0;
        for (var text : String.valueOf(cause.getMessage()).split("\\R")) {
            Matcher mark = MARK.matcher(text);
            line = mark.matches() ? Integer.parseInt(mark.group(1)) : line;
        }
        return line;
    }

    private static int namedLine(String message, String text) {
        for (var clue : CLUES) {
            var found = clue.matcher(message);
            while (found.find()) {
                var line = lineOf(text, found.group(1));
                if (line > 0) {
                    return line;
                }
            }
        }
        return message.startsWith("there is no class ") ? lineOf(text, message.substring(18)) : 0;
    }

    /** The first line that holds {@code word}; 0 if none does. */
    private static int lineOf(String text, String word) {
        var at = text.indexOf(word);
        return at < 0
                ? 0
                : 1 + (int) text.substring(0, at).chars().filter(c -> c == '\n').count();
    }
}
