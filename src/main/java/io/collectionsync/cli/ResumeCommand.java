package io.collectionsync.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.collectionsync.StateAccess;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "resume", mixinStandardHelpOptions = true,
        description = "Ends the pause of a mapping: the next run makes its group equal to its collections again.",
        footer = {"", "Example: collection-sync resume pilot-ring"})
final class ResumeCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions common;
    @Parameters(paramLabel = "NAME", description = "Mapping name or group id.")
    private String name;

    @Override
    public Integer call() {
        var configuration = common.configuration();
        try (var access = StateAccess.open(configuration.settings())) {
            long resumed = configuration.mappings().stream().filter(mapping -> mapping.isNamed(name))
                    .filter(mapping -> access.pauses().resume(mapping.group())).count();
            common.out().println(common.isJson()
                    ? Json.text(JsonNodeFactory.instance.objectNode().put("resumed", resumed))
                    : resumed == 0 ? "No paused mapping is called " + name + "."
                    : name + " goes on with the next run.");
            return ExitCode.DONE;
        }
    }
}
