package io.collectionsync.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.collectionsync.state.StateAccess;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "restored",
        mixinStandardHelpOptions = true,
        description = "Says that the state database was restored from a backup: every mapping is unknown again, and its"
                + " removals are held until they are approved. A restored state file says so by itself.",
        footer = {"", "Example: collection-sync restored"})
final class RestoredCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions common;

    @Override
    public Integer call() {
        try (var access = StateAccess.open(common.settingsAlone().settings())) {
            int mappings = access.knownMappings().forgetAll();
            common.out()
                    .println(
                            common.isJson()
                                    ? Json.text(JsonNodeFactory.instance
                                            .objectNode()
                                            .put("mappings", mappings))
                                    : mappings + " mappings are unknown now: the next runs hold their removals.");
        }
        return ExitCode.DONE;
    }
}
