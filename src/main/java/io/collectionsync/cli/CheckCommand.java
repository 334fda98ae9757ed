package io.collectionsync.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.collectionsync.diagnose.Check;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Proves every prerequisite, one line each with the fix; writes nothing.",
        footer = {"", "Example: collection-sync check"})
final class CheckCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions common;

    @Override
    public Integer call() throws IOException {
        var findings = Check.all(common.configurationSoFar(), System.getenv());
        if (common.isJson()) {
            var document = JsonNodeFactory.instance.objectNode();
            var array = document.putArray("checks");
            findings.forEach(finding -> array.addObject()
                    .put("subject", finding.subject())
                    .put("ok", finding.isOk())
                    .put("line", finding.line()));
            common.out().println(Json.text(document));
        } else {
            findings.forEach(finding -> common.out()
                    .println((finding.isOk() ? "ok    " : "FAULT ") + finding.subject() + ": " + finding.line()));
        }
        return findings.stream().allMatch(Check.Finding::isOk) ? ExitCode.DONE : ExitCode.ERROR;
    }
}
