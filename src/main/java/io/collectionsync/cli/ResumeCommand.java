package io.collectionsync.cli;

import io.collectionsync.management.Pausing;
import io.collectionsync.state.StateAccess;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        description =
                "Ends the pause of a mapping, or that of all: the next run makes groups equal to their collections"
                        + " again.",
        footer = {
            "",
            "Example: collection-sync resume pilot-ring",
            "Example: collection-sync resume --all --tenant contoso"
        })
final class ResumeCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions common;

    @Mixin
    private Paused paused;

    @Override
    public Integer call() {
        var configuration = paused.isAll() ? common.settingsAlone() : common.configuration();
        try (var access = StateAccess.open(configuration.settings())) {
            var pausing = new Pausing(access.pauses());
            Paused.print(
                    common,
                    "resumed",
                    paused.isAll()
                            ? pausing.resume(paused.subject(access, configuration.settings()))
                            : pausing.resume(paused.mapping(configuration)));
            return ExitCode.DONE;
        }
    }
}
