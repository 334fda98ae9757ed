package io.collectionsync.settings;

import java.util.regex.Pattern;

/**
 * One value that breaks one rule. Never holds a secret: values of secret keys arrive masked, and what looks like a
 * password inside another value is masked here.
 *
 * @param file  the file, in YAML with the line: {@code config/mappings.yaml:12}; or {@code environment}
 * @param key   the key, or null where the whole file is meant
 * @param value the value as given, or null where there is none to show
 * @param rule  what must hold, as the end of a sentence
 */
public record Fault(String file, String key, String value, String rule) {

    private static final int LONGEST = 120;
    private static final Pattern USER_INFO = Pattern.compile("//\\S*@");
    private static final Pattern PASSWORD = Pattern.compile(
            "((?:password|passwd|passphrase|pwd|secret|token|clientkey)\\w*)[\\s=:].*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\u2028\\u2029]");

    public Fault {
        key = shortened(oneLine(key));
        value = shortened(oneLine(redact(value)));
        rule = oneLine(rule);
    }

    /** @return {@code text} without user info of a URL and without what follows the word password and its like */
    static String redact(String text) {
        if (text == null) {
            return null;
        }
        var withoutPassword = PASSWORD.matcher(text).replaceFirst("$1=***");
        return USER_INFO.matcher(withoutPassword).replaceAll("//***@");
    }

    private static String oneLine(String text) {
        return text == null ? null : CONTROL.matcher(text).replaceAll("?");
    }

    private static String shortened(String text) {
        return text == null || text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    }

    /** @return one line: {@code config/application.properties: guard.max-removals = -3: must be a whole number ...} */
    @Override
    public String toString() {
        return file + ": " + (key == null ? "" : key + (value == null ? "" : " = " + value) + ": ") + rule;
    }
}
