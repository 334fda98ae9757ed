package io.collectionsync.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Comma-separated values as RFC 4180 has them. */
final class Csv {

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private Csv() {}

    static String text(List<String> header, List<List<String>> rows) {
        return line(header) + rows.stream().map(Csv::line).collect(Collectors.joining());
    }

    /**
     * @param text a header line and further lines, with commas between their cells
     * @return the cells of each line by the names of the header; lines without any text are left out
     * @throws IllegalArgumentException if a quotation mark is not closed
     */
    static List<Map<String, String>> rows(String text) {
        var lines = lines(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text);
        var rows = new ArrayList<Map<String, String>>();
        for (var cells : lines.subList(Math.min(1, lines.size()), lines.size())) {
            var header = lines.get(0);
            var row = new LinkedHashMap<String, String>();
            for (int at = 0; at < header.size(); at++) {
                row.put(
                        header.get(at).strip(),
                        at < cells.size() ? cells.get(at).strip() : "");
            }
            rows.add(row);
        }
        return rows;
    }

    private static List<List<String>> lines(String text) {
        var lines = new ArrayList<List<String>>();
        var cells = new ArrayList<String>();
        var cell = new StringBuilder();
        boolean quoted = false;
        for (int at = 0; at < text.length(); at++) {
            char one = text.charAt(at);
            boolean isPair = one == '"' && quoted && at + 1 < text.length() && text.charAt(at + 1) == '"';
            if (isPair) {
                cell.append(one);
                at++;
            } else if (one == '"') {
                quoted = !quoted;
            } else if (quoted || one != ',' && one != '\r' && one != '\n') {
                cell.append(one);
            } else {
                cells.add(cell.toString());
                cell.setLength(0);
                if (one != ',') {
                    add(lines, cells);
                }
            }
        }
        if (quoted) {
            throw new IllegalArgumentException("a quotation mark is not closed");
        }
        cells.add(cell.toString());
        add(lines, cells);
        return lines;
    }

    private static void add(List<List<String>> lines, List<String> cells) {
        if (cells.stream().anyMatch(cell -> !cell.isBlank())) {
            lines.add(List.copyOf(cells));
        }
        cells.clear();
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
