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

    /** What every command says while the switch is off. */
    static final String SWITCHED_OFF = "apply.enabled is false: every run stops after the plan.";

    @Mixin
    private CommonOptions common;
    @Mixin
    private MappingNames names;

    @Override
    public Integer call() {
        var report = run(common, names, RunRequest.Mode.APPLY);
        boolean switchedOff = report.run().isPlanOnly();
        if (common.isJson()) {
            var document = Json.of(report);
            common.out().println(Json.text(switchedOff ? document.put("applyEnabled", false) : document));
        } else {
            common.out().println(Tables.of(report) + (switchedOff ? " " + SWITCHED_OFF : ""));
        }
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
