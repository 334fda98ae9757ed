package io.collectionsync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.testkit.Approved;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The help of every command, however deep. */
class HelpTest {

    static Stream<CommandLine> commands() {
        return below(CommandLineInterface.commandLine(Terminal.ofProcess()))
                .filter(command -> !(command.getCommand() instanceof CommandLine.HelpCommand));
    }

    private static Stream<CommandLine> below(CommandLine command) {
        return Stream.concat(
                Stream.of(command), command.getSubcommands().values().stream().flatMap(HelpTest::below));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void showsAnExampleThatTheCommandUnderstands(CommandLine command) {
        var example = Stream.of(command.getCommandSpec().usageMessage().footer())
                .filter(line -> line.matches("Examples?: collection-sync .*"))
                .findFirst()
                .orElse("");

        String plain = example.replaceFirst("Examples?: collection-sync ", "").replaceFirst(" > .*", "");
        var words = Pattern.compile("\"[^\"]*\"|\\S+")
                .matcher(plain)
                .results()
                .map(word -> word.group().replace("\"", ""))
                .toArray(String[]::new);
        assertThat(example).as(command.getCommandSpec().qualifiedName()).isNotEmpty();
        assertThat(CommandLineInterface.commandLine(Terminal.ofProcess())
                        .parseArgs(words)
                        .errors())
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void goesToStandardOutput(CommandLine command) {
        var out = new StringWriter();
        var words = (command.getCommandSpec().qualifiedName() + " --help")
                .replaceFirst("collection-sync ", "")
                .split(" ");

        int exitCode = CommandLineInterface.commandLine(Terminal.ofProcess())
                .setOut(new PrintWriter(out))
                .execute(words);

        assertThat(exitCode).isZero();
        assertThat(out.toString())
                .startsWith("Usage: " + command.getCommandSpec().qualifiedName());
    }

    /** At a width of its own: that of the terminal changes from one to the next. */
    @Test
    void saysWhatWasApproved() {
        var text = new StringWriter();
        commands().forEach(command -> {
            command.setUsageHelpWidth(120).usage(new PrintWriter(text), CommandLine.Help.Ansi.OFF);
            text.append('\n');
        });

        Approved.require(Path.of("src/test/resources/approved/help.txt"), text.toString());
    }
}
