package io.collectionsync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** A command that breaks in a way that nobody foresaw ends with 1: 2 and 3 say that there are changes, or holds. */
class CrashTest {

    @Command(name = "break")
    private record Broken(Throwable by) implements Callable<Integer> {

        @Override
        public Integer call() throws Exception {
            if (by instanceof Error error) {
                throw error;
            }
            throw (Exception) by;
        }
    }

    static Stream<Throwable> failures() {
        return Stream.of(
                new IllegalStateException("broken"),
                new NullPointerException(),
                new Exception("checked"),
                new OutOfMemoryError("unable to create native thread"),
                new StackOverflowError(),
                new NoClassDefFoundError("gone"),
                new ExceptionInInitializerError("broken"),
                new AssertionError("broken"),
                new LinkageError("broken"),
                new CommandLine.PicocliException("broken"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aCommandThatBreaksEndsWithOne(Throwable failure) {
        var told = new StringWriter();
        var line = CommandLineInterface.commandLine(Terminal.ofProcess())
                .addSubcommand("break", new Broken(failure))
                .setErr(new PrintWriter(told, true));

        assertThat(line.execute("break")).isEqualTo(ExitCode.ERROR);
        assertThat(told.toString().lines()).as("one line").hasSize(1);
    }
}
