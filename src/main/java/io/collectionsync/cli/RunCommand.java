package io.collectionsync.cli;

import io.collectionsync.runtime.Engine;
import io.collectionsync.runtime.Logs;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "The runtime: runs at the times of schedule.cron until it is stopped (the default command).",
        footer = {"", "Example: collection-sync run --home /var/lib/collection-sync"})
final class RunCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

    @Mixin
    private CommonOptions common;

    @Override
    public Integer call() throws Exception {
        // from the first moment on: a service that is stopped during its start ends well too
        var stop = StopSignal.latch();
        var configuration = common.configuration();
        Logs.file(configuration.settings().monitoring().log());
        try (var engine = Engine.start(configuration, System.getenv(), true)) {
            LOG.atInfo()
                    .addKeyValue("version", Version.number())
                    .addKeyValue("home", common.home().toString())
                    .log("runtime started");
            stop.await();
            LOG.info("runtime stopping");
        }
        return ExitCode.DONE;
    }
}
