package io.collectionsync.cli;

import io.collectionsync.membership.RunReport;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.membership.Trigger;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "apply",
        mixinStandardHelpOptions = true,
        description = "One run over all mappings, or those named: reads both sides, applies the difference, ends.",
        footer = {"", "Example: collection-sync apply pilot-ring --json"})
final class ApplyCommand implements Callable<Integer> {

    /** What every command says while the switch is off. */
    static final String SWITCHED_OFF = "apply.enabled is false: every run stops after the plan.";

    @Spec
    private CommandSpec command;

    @Mixin
    private CommonOptions common;

    @Mixin
    private MappingNames names;

    @Option(
            names = "--approve",
            paramLabel = "HASH",
            description =
                    "Releases the held plan that was shown with this hash, in this run alone, if no further removal"
                            + " has come.")
    private String hash;

    @Option(
            names = "--approve-file",
            paramLabel = "FILE",
            description = "Releases each plan whose hash stands in the column 'plan' of this CSV file, as plan"
                    + " --first-run --csv writes it, each as its own approval.")
    private Path file;

    @Option(names = "--dry-run", description = "Stops after the plan, as apply.enabled = false does.")
    private boolean dryRun;

    @Override
    public Integer call() {
        var report = hash == null && file == null
                ? run(common, names, dryRun ? RunRequest.Mode.PLAN : RunRequest.Mode.APPLY)
                : approve();
        if (report.isStopped()) {
            return common.stopped(
                    report,
                    hash == null && file == null
                            ? "apply again goes on"
                            : "apply again goes on, and what is held of the rest is to be approved anew");
        }
        boolean switchedOff = report.run().isPlanOnly() && !dryRun;
        if (common.isJson()) {
            var document = dryRun ? Json.of(report).put("dryRun", true) : Json.of(report);
            common.out().println(Json.text(switchedOff ? document.put("applyEnabled", false) : document));
        } else {
            common.out().println(Tables.of(report) + (switchedOff ? " " + SWITCHED_OFF : ""));
        }
        return ExitCode.ofApply(report);
    }

    private RunReport approve() {
        if (dryRun || names.isGiven() || hash != null && file != null) {
            throw new ParameterException(
                    command.commandLine(),
                    (file == null ? "--approve" : "--approve-file")
                            + " stands alone: a hash names the mapping, and it releases what was shown");
        }
        var hashes = file == null ? List.of(hash) : hashes();
        try (var engine = common.engine(common.configuration());
                var bar = common.bar("apply", engine)) {
            return engine.approve(hashes, System.getProperty("user.name"));
        }
    }

    private Collection<String> hashes() {
        try {
            return PlanHashes.of(Files.readString(file));
        } catch (IOException | IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), "--approve-file " + file + ": " + reason(e), e);
        }
    }

    private static String reason(Exception e) {
        return e instanceof NoSuchFileException
                ? "there is no such file"
                : e instanceof CharacterCodingException ? "it is no UTF-8 text" : e.getMessage();
    }

    static RunReport run(CommonOptions common, MappingNames names, RunRequest.Mode mode) {
        var configuration = common.configuration();
        var request = new RunRequest(names.known(configuration), mode, Trigger.COMMAND);
        names.disabled(configuration).forEach(mapping -> common.err()
                .println(
                        "Mapping " + mapping.name() + " is left out: it says enabled: false in config/mappings.yaml."));
        try (var engine = common.engine(configuration);
                var bar = common.bar(mode == RunRequest.Mode.PLAN ? "plan" : "apply", engine)) {
            return engine.run(request);
        }
    }
}
