package io.collectionsync.record;

/** Text that fits its column. */
final class Text {

    static final int NAME = 200;
    static final int CODE = 100;
    static final int MESSAGE = 1000;
    static final int LONG = 2000;

    private Text() {
    }

    /** @return {@code text} without NUL, which PostgreSQL refuses, cut to {@code most} UTF-16 units; null for null */
    static String cut(String text, int most) {
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
