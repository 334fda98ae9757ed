package io.collectionsync.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.collectionsync.state.StateAccess;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description = "Copies the state file to FILE while the service runs: history, dead letters, approvals, what the"
                + " groups held. docs/backup-and-restore.md says how to restore it.",
        footer = {"", "Example: collection-sync backup /var/backups/collection-sync-2026-11-23.db"})
final class BackupCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private CommonOptions common;

    @Parameters(paramLabel = "FILE", description = "Where the copy is written; must not exist yet.")
    private Path file;

    @Override
    public Integer call() throws IOException {
        var settings = common.settingsAlone().settings();
        StateAccess.serverTool(settings).ifPresent(tool -> {
            throw refused("state.url names a server, and backup copies a state file: use the server's own " + tool);
        });
        var target = target();
        if (!StateAccess.isMade(settings)) {
            throw refused("--home = " + common.home() + ": there is no state yet, nothing has run on this home");
        }
        try (var access = StateAccess.open(settings)) {
            access.backup(target);
        } catch (FileAlreadyExistsException meanwhile) {
            throw exists(target);
        }
        print(target);
        return ExitCode.DONE;
    }

    private Path target() {
        var target = file.toAbsolutePath().normalize();
        if (Files.exists(target)) {
            throw exists(target);
        }
        if (target.getParent() == null || !Files.isDirectory(target.getParent())) {
            throw refused("FILE = " + file + ": its folder does not exist");
        }
        if (target.toString().contains("?")) {
            throw refused("FILE = " + file + ": must not hold a question mark");
        }
        return target;
    }

    private ParameterException exists(Path target) {
        return refused("FILE = " + target + ": exists already; a backup replaces no file");
    }

    private ParameterException refused(String why) {
        return new ParameterException(command.commandLine(), why);
    }

    private void print(Path target) throws IOException {
        long bytes = Files.size(target);
        common.out()
                .println(
                        common.isJson()
                                ? Json.text(JsonNodeFactory.instance
                                        .objectNode()
                                        .put("file", target.toString())
                                        .put("bytes", bytes))
                                : "Backed up to " + target + " (" + bytes + " bytes). It holds the state alone: keep"
                                        + " config and routes as well.");
    }
}
