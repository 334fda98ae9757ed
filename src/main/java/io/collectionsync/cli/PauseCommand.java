package io.collectionsync.cli;

import io.collectionsync.management.Pausing;
import io.collectionsync.state.Pause.Subject;
import io.collectionsync.state.StateAccess;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "pause",
        mixinStandardHelpOptions = true,
        description = "Pauses a mapping, or all: they are read and planned, and nothing is written until resume. A run"
                + " that is writing stops before its next batch.",
        footer = {
            "",
            "Example: collection-sync pause pilot-ring --reason \"wrong collection\"",
            "Example: collection-sync pause --all --reason \"site is being restored\""
        })
final class PauseCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions common;

    @Mixin
    private Paused paused;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; status and every held plan show it.")
    private String reason = "";

    /** All is paused even while the file of mappings has faults. */
    @Override
    public Integer call() {
        var configuration = paused.isAll() ? common.settingsAlone() : common.configuration();
        try (var access = StateAccess.open(configuration.settings())) {
            var subject = paused.isAll()
                    ? paused.subject(access, configuration.settings())
                    : Subject.of(paused.mapping(configuration));
            String by = System.getProperty("user.name");
            Paused.print(common, "paused", new Pausing(access.pauses()).pause(subject, by, reason));
            return ExitCode.DONE;
        }
    }
}
