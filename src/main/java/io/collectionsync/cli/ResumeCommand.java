package io.collectionsync.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.collectionsync.membership.Mapping;
import io.collectionsync.state.StateAccess;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
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
            var resumed = configuration.mappings().stream()
                    .filter(mapping -> mapping.isCalled(name))
                    .filter(mapping -> access.pauses().resume(mapping.group()))
                    .map(Mapping::name)
                    .toList();
            common.out()
                    .println(
                            common.isJson()
                                    ? json(resumed)
                                    : resumed.isEmpty()
                                            ? "No paused mapping is called " + name
                                                    + "; status shows those that are paused."
                                            : resumed.stream()
                                                    .map(one -> one + " goes on with the next run.")
                                                    .collect(Collectors.joining(System.lineSeparator())));
            return ExitCode.DONE;
        }
    }

    private static String json(List<String> resumed) {
        var document = JsonNodeFactory.instance.objectNode().put("resumed", resumed.size());
        resumed.forEach(document.putArray("mappings")::add);
        return Json.text(document);
    }
}
