package io.collectionsync.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.membership.MappingReport;
import io.collectionsync.membership.RunReport;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.membership.Trigger;
import io.collectionsync.runtime.Engine;
import io.collectionsync.sandbox.GroupKind;
import io.collectionsync.sandbox.Sandbox;
import io.collectionsync.sandbox.SandboxDevice;
import io.collectionsync.sandbox.SandboxGroup;
import io.collectionsync.sandbox.SandboxOptions;
import io.collectionsync.settings.Configuration;
import io.collectionsync.state.deadletter.DeadLetter;
import io.collectionsync.state.deadletter.DeadLetterFilter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The whole runtime, its routes included, on an embedded sandbox over HTTPS: its home, with the sandbox's own mappings
 * or those that a test makes, and its engine, which is started at the first use.
 */
public final class LiveRuntime implements AutoCloseable {

    private static final AtomicInteger COLLECTIONS = new AtomicInteger();

    /** A mapping of its own, with a group and a collection. */
    public record Target(Sandbox sandbox, String name, String collection, SandboxGroup group) {

        public Set<UUID> expected() {
            return sandbox.expectedMembers("contoso", List.of(collection));
        }

        /** Puts the plain devices with these numbers into the collection. */
        public void add(int firstDevice, int lastDevice) {
            sandbox.site()
                    .fillCollection(
                            collection,
                            number -> number >= firstDevice
                                    && number <= lastDevice
                                    && sandbox.world().device(number).kind() == SandboxDevice.Kind.JOINED);
        }
    }

    public final Sandbox sandbox;
    public final Path home;
    private final boolean shared;
    private final StringBuilder mappings = new StringBuilder("mappings:\n");
    private int targets;
    private boolean service;
    private Clock clock = Clock.systemUTC();
    private Engine engine;

    /**
     * On a sandbox of its own, that ends with it; without a limit of a tenant's removals.
     *
     * @param home an empty folder; @param settings lines beside those of the sandbox
     */
    public LiveRuntime(SandboxOptions options, Path home, String... settings) {
        this(Sandbox.start(options), home, false);
        // tests edit groups by hand and look at once
        set("graph.retry-delay = 20ms", "graph.replica-lag = 1ms", "guard.tenant-max-removals = unlimited");
        set(settings);
        sandbox.graph().faults().setShortestRetryAfter(Duration.ofMillis(50));
        // two cores may be busy: what is on its way a moment after a 429 is no early retry
        sandbox.graph().faults().setEarlyRetryGrace(Duration.ofMillis(500));
    }

    /** On a sandbox that goes on without it, and with every limit as shipped. */
    public LiveRuntime(Sandbox sandbox, Path home, String... settings) {
        this(sandbox, home, true);
        set(settings);
    }

    private LiveRuntime(Sandbox sandbox, Path home, boolean shared) {
        this.sandbox = sandbox;
        this.home = home;
        this.shared = shared;
        sandbox.writeHome(home, Path.of("routes"));
        // tests fill groups by hand and have the limits judge what goes
        set("guard.first-run = limits");
    }

    /** Each line takes the place of the one with its key, or follows the others. */
    public LiveRuntime set(String... settings) {
        edit("config/application.properties", before -> Stream.concat(
                        before.lines().filter(line -> Stream.of(settings)
                                .noneMatch(setting -> line.startsWith(setting.split(" =")[0] + " ="))),
                        Stream.of(settings))
                .collect(Collectors.joining("\n", "", "\n")));
        return this;
    }

    /** The engine starts as for the command run, with all that goes on beside runs; the schedule begins none. */
    public LiveRuntime asService() {
        service = true;
        return set("schedule.cron = 0 0 0 1 1 ? 2099");
    }

    /** The engine's next start tells the time by this clock. */
    public LiveRuntime by(Clock other) {
        clock = other;
        return this;
    }

    /** Changes a file of the home as editors save it: a new one takes its place. */
    public void edit(String file, UnaryOperator<String> change) {
        var old = home.resolve(file);
        try {
            var fresh = old.resolveSibling(old.getFileName() + "~");
            Files.writeString(fresh, change.apply(Files.readString(old)));
            Files.move(fresh, old, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds a mapping, {@code name: .., group: ..}; the first one takes the place of the sandbox's own. */
    public LiveRuntime map(String entries) {
        mappings.append("  - {").append(entries).append("}\n");
        edit("config/mappings.yaml", before -> mappings.toString());
        return this;
    }

    /** Makes a group, a collection without members, and a mapping with further entries such as {@code guard: {..}}. */
    public Target mapping(String name, String... more) {
        var collection = "LIV%05d".formatted(COLLECTIONS.incrementAndGet());
        var group = sandbox.tenant("contoso").createGroup(name, GroupKind.SECURITY);
        sandbox.site().createCollection(collection, name);
        map("name: %s, tenant: contoso, group: %s, collections: [%s]".formatted(name, group.id(), collection)
                + Stream.of(more).map(entry -> ", " + entry).collect(Collectors.joining()));
        return new Target(sandbox, name, collection, group);
    }

    /** Makes a group and a collection of the devices with these numbers, and a mapping without limits of removals: its group may be edited by hand in every round. */
    public Target target(int firstDevice, int lastDevice) {
        var target = mapping(
                "target-" + ++targets,
                "guard: {max-removals: unlimited, max-removal-percent: unlimited, allow-empty: true, window: 1ms}");
        target.add(firstDevice, lastDevice);
        return target;
    }

    /** @return the object ids of the plain devices with these numbers */
    public List<UUID> objects(int firstDevice, int lastDevice) {
        return IntStream.rangeClosed(firstDevice, lastDevice)
                .mapToObj(sandbox.world()::device)
                .filter(device -> device.kind() == SandboxDevice.Kind.JOINED)
                .map(SandboxDevice::objectId)
                .toList();
    }

    public Engine engine() {
        if (engine == null) {
            engine = Engine.start(Configuration.load(home, Map.of()), Map.of(), service, clock);
        }
        return engine;
    }

    /** @return one more on the same home, as a command beside the service has it; to be closed */
    public Engine another() {
        return Engine.start(Configuration.load(home, Map.of()), Map.of(), false, clock);
    }

    /** Ends the engine; the next use starts another one on the same home. */
    public void stop() {
        if (engine != null) {
            engine.close();
            engine = null;
        }
    }

    /** One run over the mappings of these names, or all of them. */
    public RunReport run(RunRequest.Mode mode, String... names) {
        return engine().run(new RunRequest(List.of(names), mode, Trigger.COMMAND));
    }

    /** One run over the targets, or all mappings. */
    public RunReport apply(Target... only) {
        return run(RunRequest.Mode.APPLY, Stream.of(only).map(Target::name).toArray(String[]::new));
    }

    public MappingReport applyTo(Target target) {
        return apply(target).mappings().get(0);
    }

    public List<DeadLetter> deadLetters(Target target) {
        return deadLetters(target.name());
    }

    public List<DeadLetter> deadLetters(String mapping) {
        return engine().wiring().deadLetters.list(new DeadLetterFilter(mapping, null));
    }

    @Override
    public void close() {
        stop();
        try {
            assertThat(sandbox.graph().violations())
                    .as("rules of Graph's that were broken")
                    .isEmpty();
        } finally {
            // who comes next begins with a clean sheet
            sandbox.graph().clearViolations();
            if (!shared) {
                sandbox.close();
            }
        }
    }
}
