package io.collectionsync.cli;

import java.util.List;
import java.util.stream.Collectors;

/** Comma-separated values as RFC 4180 has them. */
final class Csv {

    private Csv() {}

    static String text(List<String> header, List<List<String>> rows) {
        return line(header) + rows.stream().map(Csv::line).collect(Collectors.joining());
    }

    private static String line(List<String> cells) {
        return cells.stream().map(Csv::cell).collect(Collectors.joining(",", "", "\r\n"));
    }

    /** A cell that a spreadsheet would take for a formula begins with an apostrophe. */
    private static String cell(String text) {
        String plain = text == null ? "" : text.matches("(?s)[=+\\-@\t\r].*") ? "'" + text : text;
        return plain.matches("(?s).*[\",\r\n].*") ? '"' + plain.replace("\"", "\"\"") + '"' : plain;
    }
}
