package io.collectionsync.cli;

import io.collectionsync.membership.MappingReport;
import io.collectionsync.membership.RunReport;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.membership.Trigger;
import io.collectionsync.runtime.Engine;
import io.collectionsync.state.StateAccess;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "undo",
        mixinStandardHelpOptions = true,
        description = "Shows the way back to what the groups were before a run; --approve takes one group back and"
                + " pauses its mapping until resume.",
        footer = {"", "Example: collection-sync undo 20261123T101530Z-4f2a pilot-ring"})
final class UndoCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private CommonOptions common;

    @Parameters(index = "0", paramLabel = "RUN", description = "Id of the run, as history shows it.")
    private String run;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "NAME",
            description = "Mapping name, group id or collection id; default: every mapping.")
    private List<String> names = List.of();

    @Option(names = "--approve", paramLabel = "HASH", description = "Takes the way back that was shown with this hash.")
    private String hash;

    @Override
    public Integer call() {
        var configuration = common.configuration();
        names.stream()
                .filter(name -> configuration.mappings().stream().noneMatch(mapping -> mapping.isNamed(name)))
                .findFirst()
                .ifPresent(name -> {
                    throw new ParameterException(command.commandLine(), "NAME = " + name + ": no such mapping");
                });
        try (var access = StateAccess.open(configuration.settings())) {
            if (access.runs().of(run).isEmpty()) {
                throw new ParameterException(
                        command.commandLine(),
                        "RUN = " + run + ": no such run on record; history" + " shows those that are");
            }
        }
        try (var engine = common.engine(configuration)) {
            var report = hash == null
                    ? engine.run(new RunRequest(names, RunRequest.Mode.PLAN, Trigger.undo(run)))
                    : engine.undo(run, hash, System.getProperty("user.name"));
            if (report.isStopped()) {
                return common.stopped(report, "undo again shows the rest of the way back");
            }
            print(report, engine);
            return hash == null ? ExitCode.ofPlan(report) : ExitCode.ofApply(report);
        }
    }

    private void print(RunReport report, Engine engine) {
        if (common.isJson()) {
            common.out().println(Json.text(Json.of(report)));
            return;
        }
        PlanCommand.print(common, report);
        if (!report.run().isPlanOnly()) {
            report.mappings().stream()
                    .map(MappingReport::mapping)
                    .flatMap(mapping -> engine.wiring().pauses.of(mapping).stream())
                    .map(pause -> pause.subject().resume())
                    .distinct()
                    .forEach(resume -> common.out().println("The mapping is paused; " + resume + " lets it go on."));
        } else if (ExitCode.ofPlan(report) == ExitCode.CHANGES) {
            common.out().println("To take a group back: collection-sync undo " + run + " --approve HASH");
        }
    }
}
