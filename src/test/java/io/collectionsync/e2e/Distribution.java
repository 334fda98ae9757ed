package io.collectionsync.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * The packaged program, started as its users start it: a process of its own, with an environment of its own. Whatever
 * it writes is held to two rules at once: no stack trace, and no secret.
 */
final class Distribution {

    static final Path FOLDER = Path.of(System.getProperty("distribution", "target/collection-sync"))
            .toAbsolutePath();

    private static final Duration LONGEST = Duration.ofSeconds(120);
    private static final Set<String> SECRETS = ConcurrentHashMap.newKeySet();
    private static final Pattern STACK_TRACE = Pattern.compile("(?m)^\\s+at \\S+\\(|^Caused by: |^Exception in thread");
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Path home;
    private Path folder = FOLDER;
    private List<String> prefix = List.of();
    private final Map<String, String> environment = new LinkedHashMap<>();

    private Distribution(Path home) {
        this.home = home;
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("PATH", System.getenv("PATH"));
    }

    /** @param home what {@code --home} names; null to leave the option out */
    static Distribution on(Path home) {
        return new Distribution(home);
    }

    /** From now on no output of any process may hold this text. */
    static void neverShow(String secret) {
        SECRETS.add(secret);
    }

    /** No stack trace, and no secret. */
    static void requireClean(String printed) {
        assertThat(STACK_TRACE.matcher(printed).find())
                .as("a stack trace in %s", printed)
                .isFalse();
        assertThat(SECRETS).as("secrets in %s", printed).noneMatch(printed::contains);
    }

    /** The program that was unpacked into another folder. */
    Distribution in(Path unpacked) {
        folder = unpacked;
        return this;
    }

    /** The command that runs the program as somebody else. */
    Distribution as(String... command) {
        prefix = List.of(command);
        return this;
    }

    Distribution with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Runs a command to its end. */
    Result run(String... arguments) {
        try (var running = start(arguments)) {
            return running.awaitEnd(LONGEST);
        }
    }

    /** Starts a command; close what it returns. */
    Running start(String... arguments) {
        boolean windows = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("windows");
        var command = new ArrayList<>(prefix);
        command.add(folder.resolve(windows ? "bin/collection-sync.cmd" : "bin/collection-sync")
                .toString());
        command.addAll(List.of(arguments));
        if (home != null) {
            command.addAll(List.of("--home", home.toString()));
        }
        try {
            var out = Files.createTempFile("collection-sync-", ".out");
            var err = Files.createTempFile("collection-sync-", ".err");
            var builder =
                    new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().clear();
            builder.environment().putAll(environment);
            return new Running(command, builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A process of the program. */
    static final class Running implements AutoCloseable {

        private final List<String> command;
        private final Process process;
        private final Path out;
        private final Path err;
        private final long started = System.nanoTime();

        private Running(List<String> command, Process process, Path out, Path err) {
            this.command = command;
            this.process = process;
            this.out = out;
            this.err = err;
        }

        long pid() {
            return process.pid();
        }

        boolean isAlive() {
            return process.isAlive();
        }

        String out() {
            return read(out);
        }

        String err() {
            return read(err);
        }

        /** Waits until standard error holds {@code text}, or the process ends, which is an error. */
        Running awaitErr(String text) {
            await(text)
                    .atMost(LONGEST)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> err().contains(text) || !process.isAlive());
            assertThat(err()).contains(text);
            return this;
        }

        /** Waits for the end, but not longer. */
        void waitFor(Duration most) {
            try {
                process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        /** SIGTERM, as a service manager sends it. */
        Result terminate(Duration most) {
            process.destroy();
            return awaitEnd(most);
        }

        Result awaitEnd(Duration most) {
            try {
                boolean ended = process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS);
                var took = Duration.ofNanos(System.nanoTime() - started);
                var result = new Result(command, ended ? process.exitValue() : -1, out(), err(), took);
                assertThat(ended).as("ended within %s: %s", most, result).isTrue();
                requireClean(result.out() + result.err());
                return result;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        private static String read(Path file) {
            try {
                return Files.readString(file, StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            process.destroyForcibly();
            try {
                process.waitFor(10, TimeUnit.SECONDS);
                Files.deleteIfExists(out);
                Files.deleteIfExists(err);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * What a command came to.
     *
     * @param out  standard output
     * @param err  standard error
     * @param took from its start to its end
     */
    record Result(List<String> command, int exitCode, String out, String err, Duration took) {

        Result requireExit(int code) {
            assertThat(exitCode).as(toString()).isEqualTo(code);
            return this;
        }

        /** @return standard output, which must be one JSON document and nothing else */
        public JsonNode json() {
            try {
                return JSON.readTree(out);
            } catch (JsonProcessingException e) {
                throw new AssertionError("no JSON document: " + this, e);
            }
        }

        @Override
        public String toString() {
            return String.join(" ", command) + "\nexit " + exitCode + " after " + took.toMillis() + " ms\n--- out\n"
                    + shortened(out) + "\n--- err\n" + shortened(err);
        }

        private static String shortened(String text) {
            return text.length() <= 8_000
                    ? text
                    : text.substring(0, 4_000) + "\n...\n" + text.substring(text.length() - 4_000);
        }
    }
}
