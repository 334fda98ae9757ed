package io.collectionsync.cli;

import io.collectionsync.runtime.Engine;
import io.collectionsync.sandbox.Sandbox;
import io.collectionsync.sandbox.SandboxOptions;
import io.collectionsync.settings.Configuration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "sandbox",
        mixinStandardHelpOptions = true,
        description = "The runtime against a small site database and a small Entra tenant inside this process, in a"
                + " throw-away home. Every few seconds somebody edits a collection or a group there: watch it"
                + " repaired.",
        footer = {"", "Example: collection-sync sandbox --servers-only --home /tmp/try"})
final class SandboxCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions common;

    @Option(names = "--servers-only", description = "Start just the two servers and write a ready home into --home.")
    private boolean serversOnly;

    @Option(
            names = "--devices",
            paramLabel = "N",
            description = "Devices in the site; default: ${DEFAULT-VALUE}.",
            defaultValue = "2000")
    private int devices;

    @Override
    public Integer call() throws Exception {
        // from the first moment on: a stop during the start must not leave the throw-away home behind
        var stop = StopSignal.latch();
        try (var sandbox = Sandbox.start(SandboxOptions.defaults().withDevices(devices))) {
            if (serversOnly) {
                sandbox.writeHome(common.home(), routes());
                common.out()
                        .println("The sandbox's servers are up. A ready home lies in " + common.home()
                                + "; try: collection-sync apply --home " + common.home());
                common.out().flush();
                stop.await();
            } else if (common.hasHome()) {
                run(sandbox, common.home(), stop);
            } else {
                inThrowAwayHome(sandbox, stop);
            }
        }
        return ExitCode.DONE;
    }

    private void inThrowAwayHome(Sandbox sandbox, CountDownLatch stop) throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("collection-sync-");
        try {
            run(sandbox, home, stop);
        } finally {
            delete(home);
        }
    }

    private void run(Sandbox sandbox, Path home, CountDownLatch stop) throws IOException, InterruptedException {
        sandbox.writeHome(home, routes());
        // in a day, a life of hand edits every few seconds is another program that writes the groups
        Files.writeString(
                home.resolve("config/application.properties"), "guard.window = 30s\n", StandardOpenOption.APPEND);
        common.out().println("Home: " + home + " (edit routes/*.camel.yaml and config/mappings.yaml there and watch)");
        common.out().flush();
        try (var engine = Engine.start(Configuration.load(home, Map.of()), Map.of(), true)) {
            engine.onFinish(report -> {
                common.out().println(Tables.of(report));
                common.out().flush();
            });
            sandbox.life().start();
            stop.await();
            sandbox.life().stop();
        }
    }

    private static Path routes() {
        return CommonOptions.distribution().toAbsolutePath().resolve("routes");
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
