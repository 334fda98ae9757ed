package io.collectionsync.settings;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;

/** The keys and values of a properties file in the order of the file. */
final class PropertiesFile {

    private static final Pattern COMMENT = Pattern.compile("\\s*[#!].*");
    /** An odd number of backslashes before a character that needs none: the JDK would drop the backslash in silence. */
    private static final Pattern LOST_BACKSLASH =
            Pattern.compile("(?<!\\\\)(?:\\\\\\\\)*\\\\(?:[a-zA-Z0-9_&&[^tnrfu]]|u(?![0-9a-fA-F]{4}))");

    private PropertiesFile() {}

    static Map<String, String> parse(String file, String text, Faults faults) {
        int line = 1;
        boolean readable = true;
        for (var each : text.split("\r\n|\r|\n", -1)) {
            if (!COMMENT.matcher(each).matches() && LOST_BACKSLASH.matcher(each).find()) {
                faults.add(
                        file + ":" + line,
                        null,
                        null,
                        "a backslash is written \\\\ (a single one starts an escape), in a path / will do");
                readable = false;
            }
            line++;
        }
        return readable ? load(file, text, faults) : Map.of();
    }

    private static Map<String, String> load(String file, String text, Faults faults) {
        var values = new LinkedHashMap<String, String>();
        var properties = new Properties() {
            @Override
            public synchronized Object put(Object key, Object value) {
                if (values.putIfAbsent((String) key, (String) value) != null) {
                    faults.add(file, (String) key, null, "must be given once only");
                }
                return null;
            }
        };
        try {
            properties.load(new StringReader(text));
        } catch (IllegalArgumentException malformed) {
            faults.add(file, null, null, "must not hold an incomplete escape \\uXXXX");
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return values;
    }
}
