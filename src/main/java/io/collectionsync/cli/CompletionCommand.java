package io.collectionsync.cli;

import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = "Prints the script by which a shell completes commands and options.",
        footer = {"", "Example: collection-sync completion bash"})
final class CompletionCommand implements Callable<Integer> {

    /** The shells. */
    enum Shell {
        bash,
        powershell
    }

    private static final String NAME = "collection-sync";
    private static final String POWERSHELL =
            """
            # Completes collection-sync in PowerShell: put this into $PROFILE.
            $collectionSyncWords = @{
            %s
            }
            Register-ArgumentCompleter -Native -CommandName collection-sync, collection-sync.cmd -ScriptBlock {
                param($word, $line, $cursor)
                $path = ''
                foreach ($part in $line.CommandElements | Select-Object -Skip 1) {
                    $next = "$path $part".Trim()
                    if ($part.Extent.EndOffset -lt $cursor -and
                            $collectionSyncWords.ContainsKey($next)) { $path = $next }
                }
                $collectionSyncWords[$path] | Where-Object { $_ -like "$word*" } |
                    ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_,
                        'ParameterValue', $_) }
            }""";

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}.")
    private Shell shell;

    @Override
    public Integer call() {
        var root = command.root().commandLine();
        root.getOut()
                .println(
                        shell == Shell.bash
                                ? AutoComplete.bash(NAME, root)
                                : POWERSHELL.formatted(words(root, "").collect(Collectors.joining("\n"))));
        return ExitCode.DONE;
    }

    /** One line for each command: what may follow it. */
    private static Stream<String> words(CommandLine line, String path) {
        var spec = line.getCommandSpec();
        var next = Stream.concat(
                        line.getSubcommands().keySet().stream(),
                        spec.options().stream()
                                .filter(option -> !option.hidden())
                                .map(option -> option.longestName()))
                .sorted();
        String own =
                "    '" + path + "' = @(" + next.map(word -> "'" + word + "'").collect(Collectors.joining(", ")) + ")";
        return Stream.concat(
                Stream.of(own),
                line.getSubcommands().entrySet().stream()
                        .flatMap(below -> words(below.getValue(), (path + " " + below.getKey()).strip())));
    }
}
