package io.collectionsync.cli;

import io.collectionsync.runtime.Engine;
import io.collectionsync.runtime.Logs;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import sun.misc.Signal;

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
        var configuration = common.configuration();
        Logs.file(configuration.settings().log());
        try (var engine = Engine.start(configuration, System.getenv(), true)) {
            LOG.info("runtime started: version={} home=\"{}\"", Version.number(), common.home());
            awaitSignal();
            LOG.info("runtime stopping");
        }
        return ExitCode.DONE;
    }

    /** Waits for SIGTERM or SIGINT. No shutdown hook: those of libraries run beside it, under a batch in flight. */
    static void awaitSignal() throws InterruptedException {
        signal().await();
    }

    /** @return what opens at SIGTERM or SIGINT from now on */
    static CountDownLatch signal() {
        var stop = new CountDownLatch(1);
        for (String name : List.of("TERM", "INT")) {
            Signal.handle(new Signal(name), signal -> stop.countDown());
        }
        return stop;
    }
}
