package io.collectionsync.state.db;

/** Text that fits its column. */
public final class Text {

    public static final int NAME = 200;
    public static final int CODE = 100;
    public static final int MESSAGE = 1000;
    public static final int LONG = 2000;

    private Text() {}

    /** @return {@code text} without NUL, which PostgreSQL refuses, cut to {@code most} UTF-16 units; null for null */
    public static String cut(String text, int most) {
        if (text == null) {
            return null;
        }
        String clean = text.indexOf('\0') < 0 ? text : text.replace("\0", "");
        if (clean.length() <= most) {
            return clean;
        }
        int end = Character.isHighSurrogate(clean.charAt(most - 1)) ? most - 1 : most;
        return clean.substring(0, end);
    }
}
