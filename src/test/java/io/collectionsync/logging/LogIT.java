package io.collectionsync.logging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.collectionsync.runtime.Logs;
import io.collectionsync.sandbox.Fault;
import io.collectionsync.sandbox.FaultKind;
import io.collectionsync.sandbox.SandboxOptions;
import io.collectionsync.settings.Log;
import io.collectionsync.testkit.ChildRuntime;
import io.collectionsync.testkit.LiveRuntime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What the real process writes to its log. */
class LogIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RUN = "\\d{8}T\\d{6}Z-[0-9a-f]{4}";

    @TempDir
    Path folder;

    @Test
    @Timeout(120)
    void jsonIsOneObjectALineOnStandardErrorAndInTheFileAndEveryLineOfARunNamesIt() throws Exception {
        runUntil("run finished", "log.format = json", "log.file = logs/collection-sync.log");

        var lines = lines("output.log").stream().map(LogIT::json).toList();
        var mapping = lines.stream()
                .filter(line -> line.path("message").asText().equals("mapping reconciled")
                        && line.path("mapping").asText().equals("kiosks"))
                .findFirst()
                .orElseThrow();
        assertThat(mapping.path("run").asText()).matches(RUN);
        assertThat(mapping.path("status").asText()).isEqualTo("Failed");
        assertThat(mapping.path("desired").isInt()).isTrue();
        assertThat(mapping.path("desired").asInt()).isPositive();
        assertThat(mapping.path("level").asText()).isEqualTo("INFO");
        assertThat(mapping.path("@timestamp").asText()).endsWith("Z");
        assertThat(lines)
                .filteredOn(line -> line.path("thread_name").asText().matches("(mapping|graph)-\\d+"))
                .hasSizeGreaterThan(7)
                .allMatch(line -> line.path("run").asText().matches(RUN));
        assertThat(lines)
                .filteredOn(line -> line.path("thread_name").asText().startsWith("graph-"))
                .as("a line from the deepest thread")
                .isNotEmpty();
        assertThat(lines)
                .filteredOn(line -> line.path("message").asText().startsWith("runtime started"))
                .singleElement()
                .matches(line -> !line.has("run"));
        assertThat(lines("logs/collection-sync.log")).containsExactlyInAnyOrderElementsOf(lines("output.log"));
    }

    @Test
    @Timeout(120)
    void textIsAMessageAndItsFieldsAndEveryLineOfARunNamesIt() throws Exception {
        runUntil("run finished", "log.file = logs/collection-sync.log");

        var lines = lines("output.log");
        assertThat(lines)
                .anyMatch(line -> line.matches("\\S+Z INFO  RunService - run started: run=" + RUN
                        + " trigger=\"schedule\" mode=APPLY mappings=5"));
        assertThat(lines)
                .anyMatch(line -> line.matches("\\S+Z INFO  MappingEnd - mapping reconciled: run=" + RUN
                        + " mapping=\"pilot-ring\" status=\"Success\" desired=\\d+ actual=0 additions=\\d+ removals=0 held=0"
                        + " unresolved=\\d+"));
        assertThat(lines)
                .anyMatch(
                        line -> line.matches(
                                "\\S+Z WARN  ChangeRecord - change not done: run=" + RUN
                                        + " mapping=\"kiosks\" object=\\S+ kind=ADDITION result=REFUSED code=\"Request_BadRequest\" .*"));
        assertThat(lines).map(LogIT::withoutValues).contains(withoutValues(lineOfTheManual()));
        assertThat(lines("logs/collection-sync.log")).containsExactlyInAnyOrderElementsOf(lines);
    }

    private static String lineOfTheManual() throws IOException {
        return Files.readAllLines(Path.of("src/docs/monitoring.md")).stream()
                .filter(line -> line.contains(" - mapping reconciled: "))
                .findFirst()
                .orElseThrow();
    }

    private static String withoutValues(String line) {
        return line.replaceFirst("^\\S+Z ", "").replaceAll("=(\"[^\"]*\"|\\S+)", "=");
    }

    /** One run of the runtime, in which no device gets into one of the groups. */
    private void runUntil(String message, String... settings) throws Exception {
        try (var live = new LiveRuntime(SandboxOptions.defaults().withDevices(200), folder, settings)) {
            live.set("schedule.cron = 0/3 * * * * ?");
            live.sandbox
                    .graph()
                    .faults()
                    .inject(Fault.of(FaultKind.ERROR_BEFORE)
                            .inParts()
                            .status(400)
                            .saying("Request_BadRequest", "Devices cannot be members of this group.")
                            .on(
                                    "*",
                                    "/groups/"
                                            + live.sandbox
                                                    .tenant("contoso")
                                                    .group("sg-kiosks")
                                                    .id() + ".*"));
            var process = ChildRuntime.start(folder, "output", "run");
            try {
                await().atMost(60, TimeUnit.SECONDS).until(() -> Files.readString(folder.resolve("output.log"))
                        .contains(message));
            } finally {
                process.destroy();
                assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    @Test
    @Timeout(120)
    void aFullFileIsPackedAwayAndNothingIsLost() throws Exception {
        var process = ChildRuntime.java(
                folder.resolve("output.log"),
                List.of(),
                Chatter.class,
                folder.resolve("logs/chatter.log").toString());
        assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("output.log")))
                .isZero();

        var packed = new ArrayList<Path>();
        try (var files = Files.list(folder.resolve("logs"))) {
            files.filter(file -> file.toString().endsWith(".gz")).forEach(packed::add);
        }
        assertThat(packed)
                .hasSizeBetween(1, 3)
                .allMatch(file -> file.getFileName().toString().matches("chatter\\.log\\.[-\\d]{10}\\.\\d\\.gz"));
        long lines = lines("logs/chatter.log").size()
                + packed.stream().mapToLong(LogIT::count).sum();
        assertThat(lines).isEqualTo(Chatter.LINES);
        assertThat(Files.size(folder.resolve("logs/chatter.log"))).isLessThan(25_000_000);
    }

    private static long count(Path packed) {
        try (var text = new GZIPInputStream(Files.newInputStream(packed))) {
            return new String(text.readAllBytes(), UTF_8).lines().count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Logs more than fits into one file, as fast as a busy runtime may: some 10 MB a second. */
    public static final class Chatter {

        static final int LINES = 200_000;

        private Chatter() {}

        public static void main(String[] arguments) throws InterruptedException {
            Logs.file(new Log(false, Path.of(arguments[0])));
            var log = LoggerFactory.getLogger("io.collectionsync.Chatter");
            for (int line = 0; line < LINES; line++) {
                log.info("{}", "all work and no play ".repeat(8));
                if (line % 5000 == 0) {
                    TimeUnit.MILLISECONDS.sleep(100);
                }
            }
            ((ch.qos.logback.classic.LoggerContext) LoggerFactory.getILoggerFactory()).stop();
        }
    }

    @Test
    @Timeout(60)
    void aFileThatCannotBeWrittenIsToldAndNothingStarts() throws Exception {
        Files.writeString(folder.resolve("logs"), "a file");
        var options = SandboxOptions.defaults().withDevices(200);
        try (var live = new LiveRuntime(options, folder, "log.file = logs/collection-sync.log")) {
            var process = ChildRuntime.start(live.home, "output", "run");
            assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();

            assertThat(process.exitValue()).isEqualTo(1);
            assertThat(lines("output.log"))
                    .singleElement()
                    .asString()
                    .startsWith("log.file " + folder.resolve("logs/collection-sync.log") + " cannot be written (");
        }
    }

    private List<String> lines(String file) throws IOException {
        return Files.readAllLines(folder.resolve(file));
    }

    private static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(line, e);
        }
    }
}
