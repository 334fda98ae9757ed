package io.collectionsync;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the benchmark measured, as a Markdown table. */
final class BenchmarkTable {

    /** @param bound least seconds; 0 where none is told @param heap peak in MB, the sandbox's part included */
    record Line(String name, int changes, long calls, long writes, double seconds, double bound, String binding, long heap) {

        String text() {
            return String.format(Locale.ROOT, "| %s | %d | %d | %d | %.1f | %s | %s | %d |", name, changes, calls, writes,
                    seconds, bound == 0 ? "" : String.format(Locale.ROOT, "%.1f (%s)", bound, binding),
                    bound == 0 ? "" : String.format(Locale.ROOT, "%.2f", seconds / bound), heap);
        }
    }

    private final int speed;
    private final List<Line> lines = new ArrayList<>();

    BenchmarkTable(int speed) {
        this.speed = speed;
    }

    synchronized void add(Line line) {
        lines.add(line);
        System.out.println(line.text());
    }

    synchronized void print() {
        System.out.println("\nClock " + speed + " times as fast, answers after 50 to 150 ms\n\n"
                + "| case | changes | HTTP calls | writes spent | seconds | lower bound | ratio | peak heap, MB |\n"
                + "| --- | --: | --: | --: | --: | --: | --: | --: |");
        lines.forEach(line -> System.out.println(line.text()));
    }
}
