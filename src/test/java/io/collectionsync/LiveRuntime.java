package io.collectionsync;

import io.collectionsync.membership.MappingReport;
import io.collectionsync.membership.RunReport;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.record.DeadLetter;
import io.collectionsync.record.DeadLetterFilter;
import io.collectionsync.sandbox.GroupKind;
import io.collectionsync.sandbox.Sandbox;
import io.collectionsync.sandbox.SandboxDevice;
import io.collectionsync.sandbox.SandboxGroup;
import io.collectionsync.sandbox.SandboxOptions;
import io.collectionsync.settings.Configuration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The whole runtime, its routes included, on an embedded sandbox over HTTPS, with mappings made as a test needs them. */
final class LiveRuntime implements AutoCloseable {

    /** A mapping of its own, with a group and a collection. */
    record Target(Sandbox sandbox, String name, String collection, SandboxGroup group) {

        Set<UUID> expected() {
            return sandbox.expectedMembers("contoso", List.of(collection));
        }

        /** Puts the plain devices with these numbers into the collection. */
        void add(int firstDevice, int lastDevice) {
            sandbox.site().fillCollection(collection, number -> number >= firstDevice && number <= lastDevice
                    && sandbox.world().device(number).kind() == SandboxDevice.Kind.JOINED);
        }
    }

    final Sandbox sandbox;
    final Path home;
    private final StringBuilder mappings = new StringBuilder("mappings:\n");
    private int targets;
    private Engine engine;

    /** @param home an empty folder; @param settings lines beside those of the sandbox */
    LiveRuntime(SandboxOptions options, Path home, String... settings) {
        this.home = home;
        sandbox = Sandbox.start(options);
        sandbox.writeHome(home, Path.of("routes"));
        var file = home.resolve("config/application.properties");
        var more = String.join("\n", settings);
        var own = read(file).lines().filter(line -> Stream.of(settings)
                .noneMatch(setting -> line.startsWith(setting.split(" =")[0] + " ="))).collect(Collectors.joining("\n", "", "\n"));
        write(file, own + (more.contains("graph.retry-delay") ? "" : "graph.retry-delay = 20ms\n")
                // tests edit groups by hand and look at once
                + "graph.replica-lag = 1ms\nguard.tenant-max-removals = unlimited\n" + more + "\n");
        sandbox.graph().faults().setShortestRetryAfter(Duration.ofMillis(50));
        // two cores may be busy: what is on its way a moment after a 429 is no early retry
        sandbox.graph().faults().setEarlyRetryGrace(Duration.ofMillis(500));
    }

    /** Makes a group and a collection of the devices with these numbers, and a mapping without limits of removals. */
    Target target(int firstDevice, int lastDevice) {
        String name = "target-" + ++targets;
        String collection = "LIV%05d".formatted(targets);
        sandbox.site().createCollection(collection, name);
        var target = new Target(sandbox, name, collection,
                sandbox.tenant("contoso").createGroup(name, GroupKind.SECURITY));
        target.add(firstDevice, lastDevice);
        mappings.append("""
                  - name: %s
                    group: %s
                    collections: [%s]
                    tenant: contoso
                    guard: {max-removals: unlimited, max-removal-percent: unlimited, allow-empty: true}
                """.formatted(name, target.group().id(), collection));
        write(home.resolve("config/mappings.yaml"), mappings.toString());
        return target;
    }

    Engine engine() {
        if (engine == null) {
            engine = Engine.start(Configuration.load(home, Map.of()), Map.of(), false);
        }
        return engine;
    }

    /** Ends the runtime; the next use starts another one on the same home. */
    void restart() {
        if (engine != null) {
            engine.close();
            engine = null;
        }
    }

    /** One run over the targets, or all of them. */
    RunReport apply(Target... only) {
        var names = new ArrayList<String>();
        for (var target : only) {
            names.add(target.name());
        }
        return engine().run(new RunRequest(names, RunRequest.Mode.APPLY, "test"));
    }

    MappingReport applyTo(Target target) {
        return apply(target).mappings().get(0);
    }

    List<DeadLetter> deadLetters(Target target) {
        return engine().wiring().deadLetters.list(new DeadLetterFilter(target.name(), null));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        restart();
        sandbox.close();
    }
}
