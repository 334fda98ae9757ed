package io.collectionsync.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the benchmark measured, as a Markdown table. */
final class BenchmarkTable {

    /**
     * @param undone changes that were asked for and are not in the group
     * @param bound  least seconds; 0 where none is told
     * @param cpu    seconds of the runtime's process
     * @param heap   peak of the runtime's process in MB; 0 where it is not the runtime
     */
    record Line(
            String name,
            int changes,
            int undone,
            long calls,
            long writes,
            double seconds,
            double bound,
            String binding,
            double cpu,
            long heap) {

        String text() {
            return format(
                    "| %s | %,d | %,d | %,d | %,d | %.1f | %s | %s | %s | %s |",
                    name,
                    changes,
                    undone,
                    calls,
                    writes,
                    seconds,
                    bound == 0 ? "" : format("%.1f (%s)", bound, binding),
                    bound == 0 ? "" : format("%.2f", seconds / bound),
                    heap == 0 ? "" : format("%.1f", cpu),
                    heap == 0 ? "" : heap);
        }

        private static String format(String text, Object... values) {
            return String.format(Locale.ROOT, text, values);
        }
    }

    private final double speed;
    private final int heap;
    private final List<Line> lines = new ArrayList<>();

    BenchmarkTable(double speed, int heap) {
        this.speed = speed;
        this.heap = heap;
    }

    synchronized void add(Line line) {
        lines.add(line);
        System.out.println(line.text());
    }

    synchronized void print() {
        System.out.printf(
                Locale.ROOT,
                "%nQuota on a clock %.1f times as fast, answers after 50 to 150 ms, -Xmx%dm, a warm JVM,"
                        + " %d processors%n%n",
                speed,
                heap,
                Runtime.getRuntime().availableProcessors());
        System.out.println("| case | changes | left undone | HTTP calls | writes spent | seconds | lower bound | ratio"
                + " | CPU seconds | peak heap, MB |\n| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: |");
        lines.forEach(line -> System.out.println(line.text()));
    }
}
