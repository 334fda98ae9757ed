package io.collectionsync.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.collectionsync.cli.Printed;
import io.collectionsync.cli.Shell;
import io.collectionsync.membership.RunReport;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.sandbox.Sandbox;
import io.collectionsync.sandbox.SandboxDevice;
import io.collectionsync.sandbox.SandboxGroup;
import io.collectionsync.sandbox.SandboxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

/** A live runtime as an administrator has it: collections that devices join and leave, commands and what they print. */
public final class Scene implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What a command printed, and its exit code. */
    public record Result(int exit, String out, String err) {

        public JsonNode json() {
            try {
                return JSON.readTree(out);
            } catch (IOException e) {
                throw new IllegalStateException(out, e);
            }
        }

        /** @return the first mapping's part */
        public JsonNode mapping() {
            return json().path("mappings").path(0);
        }

        public String status() {
            return mapping().path("status").asText();
        }

        public List<String> reasons() {
            return texts(mapping().path("held").path("reasons"));
        }

        public int held() {
            return mapping().path("held").path("removals").asInt();
        }

        public String plan() {
            return mapping().path("plan").asText();
        }

        /** @return how the approval ended that the run carried, with what was in the way */
        public String approval() {
            var approval = mapping().path("approval");
            return approval.path("end").asText()
                    + (approval.path("why").isNull()
                            ? ""
                            : ": " + approval.path("why").asText());
        }

        public List<String> texts(JsonNode array) {
            var texts = new ArrayList<String>();
            array.forEach(item -> texts.add(item.asText()));
            return texts;
        }
    }

    /** One mapping: its collection and its group. */
    public final class Pair {

        public final String collection;
        public final SandboxGroup group;
        public final List<SandboxDevice> devices = new ArrayList<>();

        private Pair(LiveRuntime.Target target) {
            collection = target.collection();
            group = target.group();
        }

        public Pair add(List<SandboxDevice> more) {
            devices.addAll(more);
            live.sandbox
                    .site()
                    .addMembers(
                            collection,
                            more.stream().map(SandboxDevice::resourceId).toList());
            return this;
        }

        public Pair leave(List<SandboxDevice> leaving) {
            leaving.forEach(device -> live.sandbox.site().removeMember(collection, device.resourceId()));
            devices.removeAll(List.copyOf(leaving));
            return this;
        }

        public Set<UUID> objects() {
            return Scene.objects(devices);
        }

        public List<SandboxDevice> first(int count) {
            return List.copyOf(devices.subList(0, count));
        }
    }

    public final LiveRuntime live;

    public Scene(Sandbox sandbox, Path home) {
        sandbox.graph().faults().clear();
        live = new LiveRuntime(sandbox, home, "graph.retry-delay = 20ms");
    }

    public static Sandbox sandbox(int devices) {
        return Sandbox.start(SandboxOptions.defaults().withDevices(devices).withQuota(false));
    }

    /** @return a mapping of {@code count} devices from number {@code from} on, with further entries of YAML */
    public Pair mapping(String name, int from, int count, String... more) {
        return new Pair(live.mapping(name, more)).add(joined(from, count));
    }

    /** @return ordinary devices, none of which is special in any way */
    public List<SandboxDevice> joined(int from, int count) {
        return IntStream.rangeClosed(1, live.sandbox.site().devices())
                .mapToObj(live.sandbox.world()::device)
                .filter(device -> device.kind() == SandboxDevice.Kind.JOINED)
                .skip(from)
                .limit(count)
                .toList();
    }

    public static Set<UUID> objects(List<SandboxDevice> devices) {
        var objects = new HashSet<UUID>();
        devices.forEach(device -> objects.add(device.objectId()));
        return objects;
    }

    public Result run(String... words) {
        var printed = new Shell(live.home).type(words);
        return new Result(printed.exit(), printed.out(), printed.err());
    }

    public Result apply() {
        return print(live.run(RunRequest.Mode.APPLY));
    }

    public Result plan() {
        return print(live.run(RunRequest.Mode.PLAN));
    }

    public Result approve(String hash) {
        return print(live.engine().approve(List.of(hash), "somebody"));
    }

    private static Result print(RunReport report) {
        return new Result(Printed.exit(report), Printed.json(report), "");
    }

    @Override
    public void close() {
        live.sandbox.graph().faults().clear();
        live.close();
    }
}
