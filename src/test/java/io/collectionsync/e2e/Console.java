package io.collectionsync.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A shell in a home, as an administrator sits before it. What is printed loses whatever is another one each time
 * (times, ids of runs, ports, the folder) and the log's lines.
 */
final class Console {

    private static final Map<String, String> SAME_EACH_TIME = new LinkedHashMap<>();

    static {
        SAME_EACH_TIME.put("(?m)^\\d{4}-\\d\\d-\\d\\dT[0-9:.+Z-]+ (INFO|WARN|ERROR) .*\\R", "");
        SAME_EACH_TIME.put("\\d{8}T\\d{6}Z-[0-9a-f]{4}", "20261123T081500Z-4f2a");
        SAME_EACH_TIME.put("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z", "2026-11-23T08:15:00Z");
        SAME_EACH_TIME.put("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d", "2026-11-23 08:15:00");
        SAME_EACH_TIME.put("request-id [0-9a-f-]{36}", "request-id 0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0");
        SAME_EACH_TIME.put(" in \\d+\\.\\d+ s", " in 1.5 s");
        SAME_EACH_TIME.put("(of plan [0-9a-f]{12}) by .* is over", "$1 by operator is over");
        SAME_EACH_TIME.put("(plan [0-9a-f]{12}) approved by .* for run", "$1 approved by operator for run");
        SAME_EACH_TIME.put("(paused since \\S+) by .*? \\(", "$1 by operator (");
        SAME_EACH_TIME.put("127\\.0\\.0\\.1:\\d{2,5}", "127.0.0.1:8443");
        SAME_EACH_TIME.put("H2 \\d\\S+ \\(\\d{4}-\\d\\d-\\d\\d\\)", "H2");
        SAME_EACH_TIME.put("(?m)^(collection-sync) \\d\\S*\\RJava .*$", "$1 VERSION");
    }

    private final Path home;
    private final String path;
    private final Map<String, String> placeholders = new LinkedHashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();

    /** @param tools a folder of programs that come before those of the system; may be missing */
    Console(Path home, Path tools) {
        this.home = home;
        path = tools + ":" + Distribution.FOLDER.resolve("bin") + ":" + System.getenv("PATH");
        placeholders.put(home.toString(), "/srv/collection-sync");
        environment.put("COLLECTION_SYNC_HOME", home.toString());
        environment.put("JAVA_HOME", System.getProperty("java.home"));
    }

    /** What is printed shows {@code instead} wherever it would show {@code text}. */
    Console steady(String text, String instead) {
        placeholders.put(text, instead);
        return this;
    }

    Console with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Types a line; what it printed to both outputs in their order, and the exit code where it is another than 0. */
    String type(String line) {
        try {
            var printed = Files.createTempFile("console-", ".txt");
            var builder = new ProcessBuilder("/bin/sh", "-c", line)
                    .directory(home.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(printed.toFile());
            builder.environment().clear();
            builder.environment().putAll(environment);
            builder.environment().put("PATH", path);
            var process = builder.start();
            if (!process.waitFor(120, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("not ended after 120 s: " + line);
            }
            String text = Files.readString(printed, StandardCharsets.UTF_8);
            Files.delete(printed);
            Distribution.requireClean(text);
            return steady(text) + (process.exitValue() == 0 ? "" : "(exit code " + process.exitValue() + ")\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String steady(String text) {
        String same = text;
        for (var placeholder : placeholders.entrySet()) {
            same = same.replace(placeholder.getKey(), placeholder.getValue());
        }
        for (var rule : SAME_EACH_TIME.entrySet()) {
            same = same.replaceAll(rule.getKey(), rule.getValue());
        }
        return same;
    }
}
