package io.collectionsync.state.db;

import java.util.regex.Pattern;

/** Keeps passwords out of messages. */
final class Secrets {

    private static final Pattern PROPERTY =
            Pattern.compile("(?i)((?:password|passwd|pwd|secret|token)[a-z]*\\s*=\\s*)(?:\\{[^}]*}|[^;&?\\s\"]*)");
    private static final Pattern USER_INFO = Pattern.compile("(//[^/:@?;\\s]*:)[^/@?;\\s]*@");

    private Secrets() {}

    /** @return {@code text} with the values of password-like URL properties and of user info starred out */
    static String masked(String text) {
        String properties = PROPERTY.matcher(text).replaceAll("$1***");
        return USER_INFO.matcher(properties).replaceAll("$1***@");
    }
}
