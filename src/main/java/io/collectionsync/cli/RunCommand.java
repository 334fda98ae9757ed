package io.collectionsync.cli;

import io.collectionsync.Engine;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "run", mixinStandardHelpOptions = true,
        description = "The runtime: runs at the times of schedule.cron until it is stopped (the default command).",
        footer = {"", "Example: collection-sync run --home /var/lib/collection-sync"})
final class RunCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

    @Mixin
    private CommonOptions common;

    @Override
    public Integer call() throws InterruptedException {
        var engine = Engine.start(common.configuration(), System.getenv(), true);
        LOG.info("runtime started: version={} home=\"{}\"", Version.number(), common.home());
        untilStopped(engine);
        return ExitCode.DONE;
    }

    /** Returns never: the process ends by a signal, and the engine is closed before it does. */
    static void untilStopped(AutoCloseable runtime) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                runtime.close();
            } catch (Exception e) {
                LOG.error("runtime did not stop cleanly", e);
            }
        }, "stop"));
        new CountDownLatch(1).await();
    }
}
