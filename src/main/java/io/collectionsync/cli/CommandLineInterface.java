package io.collectionsync.cli;

import io.collectionsync.reconcile.Failures;
import io.collectionsync.settings.Fault;
import io.collectionsync.settings.SettingsException;
import io.collectionsync.state.ApprovalRefused;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;

/** The commands of the operator's contract. */
@Command(
        name = "collection-sync",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Keeps Entra ID groups equal to Microsoft Configuration Manager collections.",
        footer = {"", "Example: collection-sync plan --home /var/lib/collection-sync"},
        subcommands = {
            RunCommand.class,
            SandboxCommand.class,
            ApplyCommand.class,
            PlanCommand.class,
            CheckCommand.class,
            StatusCommand.class,
            DeadLettersCommand.class,
            HistoryCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            BackupCommand.class,
            RestoredCommand.class,
            UndoCommand.class,
            MappingsCommand.class,
            GroupsCommand.class,
            ExplainCommand.class,
            UnresolvedCommand.class,
            PermissionsCommand.class,
            CompletionCommand.class,
            CommandLine.HelpCommand.class
        })
public final class CommandLineInterface {

    private final Terminal terminal;
    private final StopRequest stop = new StopRequest();

    private CommandLineInterface(Terminal terminal) {
        this.terminal = terminal;
    }

    /** @return the exit code of the command that {@code arguments} name; {@code run} where they name none */
    public static int execute(String... arguments) {
        var commandLine = commandLine(Terminal.ofProcess());
        of(commandLine).stop().listen();
        return commandLine.execute(withDefault(arguments));
    }

    /** The same with other ends than those of the process. */
    static int execute(Terminal terminal, PrintWriter out, PrintWriter err, String... arguments) {
        return commandLine(terminal).setOut(out).setErr(err).execute(withDefault(arguments));
    }

    Terminal terminal() {
        return terminal;
    }

    StopRequest stop() {
        return stop;
    }

    private static CommandLineInterface of(CommandLine command) {
        return (CommandLineInterface) command.getCommandSpec().root().userObject();
    }

    static CommandLine commandLine(Terminal terminal) {
        return new CommandLine(new CommandLineInterface(terminal))
                .setExitCodeExceptionMapper(failure -> ExitCode.ERROR)
                .setExecutionStrategy(CommandLineInterface::execute)
                .setExecutionExceptionHandler(CommandLineInterface::report)
                .setParameterExceptionHandler((usage, args) -> {
                    usage.getCommandLine().getErr().println(usage.getMessage());
                    usage.getCommandLine()
                            .getErr()
                            .println("Try '"
                                    + usage.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
                    return ExitCode.USAGE;
                });
    }

    /** What picocli lets pass ends with one line as well. */
    private static int execute(ParseResult parsed) {
        try {
            return new CommandLine.RunLast().execute(parsed);
        } catch (Error crash) {
            throw new CommandLine.ExecutionException(parsed.commandSpec().commandLine(), "Crashed: " + crash, crash);
        }
    }

    private static String[] withDefault(String... arguments) {
        boolean asksOnly = List.of(arguments).stream()
                .anyMatch(word -> List.of("-h", "--help", "-V", "--version").contains(word));
        if (asksOnly || arguments.length > 0 && !arguments[0].startsWith("-")) {
            return arguments;
        }
        String[] whole = new String[arguments.length + 1];
        whole[0] = "run";
        System.arraycopy(arguments, 0, whole, 1, arguments.length);
        return whole;
    }

    /** Faults of the settings are listed all at once; any other failure is one line. */
    private static int report(Exception failure, CommandLine command, ParseResult parsed) {
        boolean json = parsed.originalArgs().contains("--json");
        if (failure instanceof SettingsException settings) {
            if (json) {
                command.getOut()
                        .println(Json.text(Map.of(
                                "faults",
                                settings.faults().stream()
                                        .map(CommandLineInterface::fields)
                                        .toList())));
            }
            settings.faults().forEach(command.getErr()::println);
            return ExitCode.USAGE;
        }
        var stop = of(command).stop();
        String line = stop.isMade() ? stop.line() : Failures.of(failure).text();
        if (json) {
            command.getOut().println(Json.text(Map.of("error", line)));
        }
        command.getErr().println(line);
        return stop.isMade() ? ExitCode.STOPPED : failure instanceof ApprovalRefused ? ExitCode.USAGE : ExitCode.ERROR;
    }

    private static Map<String, String> fields(Fault fault) {
        return Map.of(
                "file",
                fault.file(),
                "key",
                String.valueOf(fault.key()),
                "value",
                String.valueOf(fault.value()),
                "rule",
                fault.rule());
    }
}
