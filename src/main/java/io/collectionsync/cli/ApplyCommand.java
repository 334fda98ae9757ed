package io.collectionsync.cli;

import io.collectionsync.Engine;
import io.collectionsync.membership.RunReport;
import io.collectionsync.membership.RunRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "apply", mixinStandardHelpOptions = true,
        description = "One run over all mappings, or those named: reads both sides, applies the difference, ends.",
        footer = {"", "Example: collection-sync apply pilot-ring --json"})
final class ApplyCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions common;
    @Mixin
    private MappingNames names;

    @Override
    public Integer call() {
        var report = run(common, names, RunRequest.Mode.APPLY);
        common.out().println(common.isJson() ? Json.text(Json.of(report)) : Tables.of(report));
        return ExitCode.ofApply(report);
    }

    static RunReport run(CommonOptions common, MappingNames names, RunRequest.Mode mode) {
        var configuration = common.configuration();
        var request = new RunRequest(names.known(configuration), mode, "command");
        try (var engine = Engine.start(configuration, System.getenv(), false)) {
            return engine.run(request);
        }
    }
}
