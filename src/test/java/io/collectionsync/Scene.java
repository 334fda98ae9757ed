package io.collectionsync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.collectionsync.cli.CommandLineInterface;
import io.collectionsync.cli.Printed;
import io.collectionsync.membership.RunReport;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.record.ApprovalRefused;
import io.collectionsync.sandbox.GroupKind;
import io.collectionsync.sandbox.Sandbox;
import io.collectionsync.sandbox.SandboxDevice;
import io.collectionsync.sandbox.SandboxGroup;
import io.collectionsync.sandbox.SandboxOptions;
import io.collectionsync.settings.Configuration;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

/** A home with mappings of its own on a sandbox, and the commands as an administrator types them. */
final class Scene implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static int numbers;

    /** What a command printed, and its exit code. */
    record Result(int exit, String out, String err) {

        JsonNode json() {
            try {
                return JSON.readTree(out);
            } catch (IOException e) {
                throw new IllegalStateException(out, e);
            }
        }

        /** @return the first mapping's part */
        JsonNode mapping() {
            return json().path("mappings").path(0);
        }

        String status() {
            return mapping().path("status").asText();
        }

        List<String> reasons() {
            return texts(mapping().path("held").path("reasons"));
        }

        int held() {
            return mapping().path("held").path("removals").asInt();
        }

        String plan() {
            return mapping().path("plan").asText();
        }

        List<String> texts(JsonNode array) {
            var texts = new ArrayList<String>();
            array.forEach(item -> texts.add(item.asText()));
            return texts;
        }
    }

    /** One mapping: its collection and its group. */
    final class Pair {

        final String name;
        final String collection;
        final SandboxGroup group;
        final List<SandboxDevice> devices = new ArrayList<>();

        Pair(String name) {
            this.name = name;
            collection = "TS1%05d".formatted(++numbers);
            group = sandbox.tenant("contoso").createGroup(name, GroupKind.SECURITY);
            sandbox.site().createCollection(collection, name);
        }

        Pair add(List<SandboxDevice> more) {
            devices.addAll(more);
            sandbox.site().addMembers(collection, more.stream().map(SandboxDevice::resourceId).toList());
            return this;
        }

        Pair leave(List<SandboxDevice> leaving) {
            leaving.forEach(device -> sandbox.site().removeMember(collection, device.resourceId()));
            devices.removeAll(List.copyOf(leaving));
            return this;
        }

        Set<UUID> objects() {
            return Scene.objects(devices);
        }

        List<SandboxDevice> first(int count) {
            return List.copyOf(devices.subList(0, count));
        }
    }

    final Sandbox sandbox;
    private final Path home;
    private Engine engine;
    private final StringBuilder mappings = new StringBuilder("mappings:\n");

    Scene(Sandbox sandbox, Path home) {
        System.setProperty("graph.retry-delay", "20");
        this.sandbox = sandbox;
        this.home = home;
        sandbox.graph().faults().clear();
        sandbox.writeHome(home, Path.of("routes"));
    }

    static Sandbox sandbox(int devices) {
        return Sandbox.start(SandboxOptions.defaults().withDevices(devices).withQuota(false));
    }

    /** @return a mapping of {@code count} devices from number {@code from} on, with further lines of YAML */
    Pair mapping(String name, int from, int count, String... yaml) throws IOException {
        var pair = new Pair(name).add(joined(from, count));
        mappings.append("  - name: ").append(name).append("\n    group: ").append(pair.group.id())
                .append("\n    collections: [").append(pair.collection).append("]\n    tenant: contoso\n");
        for (String line : yaml) {
            mappings.append("    ").append(line).append('\n');
        }
        Files.writeString(home.resolve("config/mappings.yaml"), mappings);
        return pair;
    }

    Scene setting(String line) throws IOException {
        var file = home.resolve("config/application.properties");
        Files.writeString(file, Files.readString(file) + line + "\n");
        return this;
    }

    Path home() {
        return home;
    }

    /** @return ordinary devices, none of which is special in any way */
    List<SandboxDevice> joined(int from, int count) {
        return IntStream.rangeClosed(1, sandbox.site().devices()).mapToObj(sandbox.world()::device)
                .filter(device -> device.kind() == SandboxDevice.Kind.JOINED).skip(from).limit(count).toList();
    }

    static Set<UUID> objects(List<SandboxDevice> devices) {
        var objects = new HashSet<UUID>();
        devices.forEach(device -> objects.add(device.objectId()));
        return objects;
    }

    Result run(String... words) {
        var line = new ArrayList<>(List.of(words));
        line.addAll(List.of("--home", home.toString()));
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var before = System.out;
        var errBefore = System.err;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            return new Result(CommandLineInterface.execute(line.toArray(String[]::new)),
                    out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(before);
            System.setErr(errBefore);
        }
    }

    /** @return the engine, started at the first use: settings come before */
    Engine engine() {
        if (engine == null) {
            engine = Engine.start(Configuration.load(home, Map.of()), Map.of(), false);
        }
        return engine;
    }

    /** The process ends and another one begins. */
    void restart() {
        if (engine != null) {
            engine.close();
            engine = null;
        }
    }

    Result apply() {
        return print(engine().run(new RunRequest(List.of(), RunRequest.Mode.APPLY, "command")));
    }

    Result plan() {
        return print(engine().run(new RunRequest(List.of(), RunRequest.Mode.PLAN, "command")));
    }

    Result approve(String hash) {
        try {
            return print(engine().approve(hash, "somebody"));
        } catch (ApprovalRefused refused) {
            return new Result(3, refused.getMessage(), "");
        }
    }

    /** The run that follows an approval, which another run may have used before. */
    Result released() {
        return print(engine().run(new RunRequest(List.of(), RunRequest.Mode.APPLY, Planning.APPROVAL)));
    }

    private static Result print(RunReport report) {
        return new Result(Printed.exit(report), Printed.json(report), "");
    }

    @Override
    public void close() {
        if (engine != null) {
            engine.close();
        }
        sandbox.graph().faults().clear();
        System.clearProperty("graph.retry-delay");
    }
}
