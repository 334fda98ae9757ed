package io.collectionsync.removals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.collectionsync.sandbox.Fault;
import io.collectionsync.sandbox.FaultKind;
import io.collectionsync.sandbox.Sandbox;
import io.collectionsync.sandbox.SandboxDevice;
import io.collectionsync.testkit.ChildRuntime;
import io.collectionsync.testkit.Scene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Over random changes of a collection, hand edits, faults, lying listings, crashes, lost stores, clock jumps, pauses,
 * edits of the mapping and approvals: nobody is removed who was not wanted out by a complete read of a known mapping
 * within the limits of the window, or approved by hash; and without faults the group reaches its collection.
 */
@Tag("slow")
class RemovalsPropertyIT {

    private static final Duration ENOUGH = Duration.ofSeconds(60);
    private static final Duration WINDOW = Duration.ofHours(24);
    private static final int STEPS = 18;
    private static final int SMALL_GROUP = 5;
    private static final int PERCENT = 20;

    /** How many members a run left, by what was ours of them and by all. */
    private record Left(Instant time, int ours, int all) {}

    private record Removed(Instant time, UUID object, boolean approved) {}

    private final Random random = new Random();
    private Sandbox sandbox;
    private Scene scene;
    private Scene.Pair ring;
    private final Set<SandboxDevice> lost = new HashSet<>();
    /** Objects that devices with new records of the directory stood for. */
    private final Map<SandboxDevice, UUID> heirs = new HashMap<>();

    private boolean doubtful;
    private boolean paused;
    private boolean known;
    private Set<UUID> kept;
    private Duration offset;
    private Set<UUID> ours;
    private List<Left> left;
    private List<Removed> removals;

    @Test
    void nobodyIsRemovedWhoWasNotWantedOutOrApproved(@TempDir Path homes) throws IOException {
        long end = System.nanoTime() + ENOUGH.toNanos();
        try (var world = Scene.sandbox(200)) {
            sandbox = world;
            for (int seed = 1; seed == 1 || System.nanoTime() < end; seed++) {
                random.setSeed(seed);
                story(homes.resolve("home-" + seed), "seed " + seed);
            }
        }
    }

    private void story(Path home, String seed) throws IOException {
        try (var opened = new Scene(sandbox, home)) {
            scene = opened;
            begin();
            int crash = 1 + random.nextInt(STEPS);
            for (int step = 1; step <= STEPS; step++) {
                change();
                if (step == crash) {
                    crash(seed + ", step " + step);
                } else {
                    run(seed + ", step " + step);
                }
            }
            reachTheCollection(seed);
        } finally {
            heirs.forEach((device, heir) -> {
                sandbox.site().setDeviceId(device.resourceId(), device.deviceIdText());
                sandbox.tenant("contoso").delete(heir);
            });
            heirs.clear();
        }
    }

    private void begin() {
        scene.live.set(
                "guard.small-group = " + SMALL_GROUP,
                "guard.first-run = hold",
                "graph.replica-lag = 1ms",
                "graph.device-memory = 1ms",
                "guard.tenant-max-removals = unlimited");
        ring = scene.mapping("ring", 0, 20 + random.nextInt(10));
        doubtful = false;
        paused = false;
        known = false;
        kept = new HashSet<>();
        offset = Duration.ZERO;
        ours = new HashSet<>();
        left = new ArrayList<>();
        removals = new ArrayList<>();
        if (random.nextBoolean()) {
            ring.group.setMembers(Scene.objects(scene.joined(100, 1 + random.nextInt(3))));
        }
    }

    private void reachTheCollection(String seed) {
        mend();
        resume();
        keep(Set.of());
        for (int round = 0; round < 6 && !ring.group.members().equals(wanted()); round++) {
            var shown = scene.plan();
            if (shown.held() > 0) {
                scene.approve(shown.plan());
            }
            scene.apply();
        }
        assertThat(ring.group.members()).as(seed + ", at the end").isEqualTo(wanted());
    }

    private void change() throws IOException {
        switch (random.nextInt(18)) {
            case 0, 1 -> ring.add(scene.joined(30 + random.nextInt(60), 1 + random.nextInt(4)).stream()
                    .filter(device -> !ring.devices.contains(device))
                    .toList());
            case 2, 3, 4 -> ring.leave(ring.first(Math.min(ring.devices.size(), 1 + random.nextInt(8))));
            case 5 -> ring.group.add(
                    scene.joined(100 + random.nextInt(30), 1).get(0).objectId());
            case 6 -> scene.joined(100, 1 + random.nextInt(20)).forEach(device -> ring.group.add(device.objectId()));
            case 7 -> List.copyOf(ring.group.members()).stream()
                    .limit(random.nextInt(6))
                    .forEach(ring.group::remove);
            case 8 -> lose();
            case 9 -> doubt();
            case 10 -> fault();
            case 11 -> scene.live.stop();
            case 12 -> loseTheStore();
            case 13 -> jump();
            case 14 -> pauseOrResume();
            case 15 -> keep(
                    ring.group.members().stream().limit(random.nextInt(3)).collect(Collectors.toSet()));
            case 16 -> replace();
            default -> mend();
        }
    }

    private void lose() {
        ring.devices.stream().filter(device -> random.nextInt(4) == 0).forEach(device -> {
            sandbox.site()
                    .setDeviceId(
                            device.resourceId(),
                            switch (random.nextInt(3)) {
                                case 0 -> null;
                                case 1 -> "no GUID";
                                default -> UUID.randomUUID().toString();
                            });
            lost.add(device);
        });
    }

    /** A device gets another object: its record says so, and the old object stays in the directory. */
    private void replace() {
        var device = ring.devices.isEmpty() ? null : ring.devices.get(random.nextInt(ring.devices.size()));
        if (device == null || heirs.containsKey(device) || lost.contains(device)) {
            return;
        }
        var deviceId = UUID.randomUUID();
        heirs.put(device, sandbox.tenant("contoso").addDevice(device.name(), deviceId, "AzureAd"));
        sandbox.site().setDeviceId(device.resourceId(), deviceId.toString());
    }

    private void doubt() {
        doubtful = true;
        if (random.nextBoolean()) {
            sandbox.site().setStatus(ring.collection, 4);
        } else {
            sandbox.site().setMemberCount(ring.collection, 999);
        }
    }

    private void fault() {
        var faults = sandbox.graph().faults();
        switch (random.nextInt(7)) {
            case 0 -> faults.inject(Fault.of(FaultKind.ITEM_WITHOUT_ID).on("GET", ".*/members.*"));
            case 1 -> faults.inject(Fault.of(FaultKind.ERROR_BEFORE)
                    .on("GET", "/devices.*")
                    .inParts()
                    .status(403));
            case 2 -> faults.inject(
                    Fault.of(FaultKind.RESET_AFTER).on("POST", "/.batch").times(1));
            case 3 -> faults.inject(
                    Fault.of(FaultKind.HALF_LISTING).on("GET", ".*/members.*").times(1 + random.nextInt(2)));
            case 4 -> faults.inject(
                    Fault.of(FaultKind.EMPTY_LISTING).on("GET", ".*/members.*").times(1));
            case 5 -> faults.inject(Fault.of(FaultKind.ERROR_BEFORE)
                    .on("POST", "/groups/.*")
                    .inParts()
                    .status(400)
                    .times(1 + random.nextInt(3)));
            default -> faults.inject(Fault.of(FaultKind.MISSING_PART).inParts().times(2));
        }
    }

    private void loseTheStore() throws IOException {
        scene.live.stop();
        try (Stream<Path> files = Files.list(scene.live.home.resolve("data"))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
        known = false;
        paused = false;
        ours = new HashSet<>();
        left.clear();
        removals.clear();
    }

    /** Forwards by hours; back only to where the clock was right. */
    private void jump() {
        offset = random.nextInt(4) == 0 ? Duration.ZERO : offset.plus(Duration.ofHours(1 + random.nextInt(30)));
        scene.live.stop();
        scene.live.by(Clock.offset(Clock.systemUTC(), offset));
    }

    private Instant now() {
        return Instant.now().plus(offset);
    }

    private void pauseOrResume() {
        if (paused) {
            resume();
        } else {
            var all = random.nextBoolean();
            assertThat(scene.run(all ? new String[] {"pause", "--all"} : new String[] {"pause", "ring"})
                            .exit())
                    .isZero();
            paused = true;
        }
    }

    private void resume() {
        scene.run("resume", "ring");
        scene.run("resume", "--all");
        paused = false;
    }

    private void keep(Set<UUID> ids) {
        kept = ids;
        scene.live.edit("config/mappings.yaml", text -> text.replaceAll(", keep: \\[[^]]*]", "")
                .replaceAll(
                        "(name: ring[^}]*collections: \\[[^]]*])",
                        "$1, keep: ["
                                + String.join(
                                        ", ", ids.stream().map(UUID::toString).toList()) + "]"));
    }

    private void mend() {
        sandbox.graph().faults().clear();
        sandbox.site().setStatus(ring.collection, 1);
        sandbox.site().setMemberCount(ring.collection, null);
        lost.forEach(device -> sandbox.site().setDeviceId(device.resourceId(), device.deviceIdText()));
        lost.forEach(heirs::remove);
        lost.clear();
        doubtful = false;
    }

    private void run(String where) {
        boolean approve = random.nextInt(3) == 0;
        var shown = approve ? scene.plan() : null;
        var shownDifference = tooMany();
        if (approve && random.nextInt(3) == 0 && !ring.devices.isEmpty()) {
            ring.leave(ring.first(1));
        }
        var before = ring.group.members();
        var tooMany = tooMany();
        boolean carries = approve && shown.held() > 0;
        var result = carries ? scene.approve(shown.plan()) : scene.apply();
        judge(where + (carries ? ", approved" : ""), before, tooMany, carries ? shownDifference : Set.of());
        if (!result.out().isEmpty() && result.out().startsWith("{")) {
            note(result.status(), carries);
        }
    }

    /** What the record says after a run that came to its end. */
    private void note(String status, boolean carried) {
        known |= status.equals("Success") || carried && status.equals("Partial Success");
        if (!status.equals("Failed")) {
            var members = ring.group.members();
            ours.retainAll(members);
            wanted().stream().filter(members::contains).forEach(ours::add);
            left.add(new Left(now(), ours.size(), members.size()));
        }
    }

    /** A process of its own is killed at a random request; what it had sent by then arrives. */
    private void crash(String where) throws IOException {
        scene.live.stop();
        var before = ring.group.members();
        var tooMany = tooMany();
        var counters = sandbox.graph().counters();
        counters.reset();
        var child = ChildRuntime.start(scene.live.home, "child", "apply");
        try {
            int requests = 1 + random.nextInt(8);
            await().pollInterval(Duration.ofMillis(1))
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> counters.requests() >= requests || !child.isAlive());
        } finally {
            child.destroyForcibly();
        }
        await().until(() -> !child.isAlive());
        await().during(Duration.ofMillis(200)).until(ring.group::members, same());
        // it may have come to its end: then it says so on record
        known |= before.containsAll(ring.group.members()) || tooMany.isEmpty();
        judge(where + ", killed", before, tooMany, Set.of());
    }

    /** Matches what it has seen the time before. */
    private static Predicate<Set<UUID>> same() {
        var last = new AtomicReference<Set<UUID>>();
        return members -> members.equals(last.getAndSet(members));
    }

    /** The objects that the devices of the collection stand for. */
    private Set<UUID> wanted() {
        var wanted = new HashSet<UUID>();
        ring.devices.forEach(device -> wanted.add(heirs.getOrDefault(device, device.objectId())));
        return wanted;
    }

    /** Members that no device of the collection stands for, or stood for and has no other member yet. */
    private Set<UUID> tooMany() {
        var tooMany = new HashSet<>(ring.group.members());
        tooMany.removeAll(wanted());
        return tooMany;
    }

    private void judge(String where, Set<UUID> before, Set<UUID> tooMany, Set<UUID> approved) {
        var gone = new HashSet<>(before);
        gone.removeAll(ring.group.members());
        var now = now();
        if (gone.isEmpty()) {
            return;
        }
        boolean carried = !approved.isEmpty();
        gone.forEach(object -> removals.add(new Removed(now, object, carried)));
        assertThat(doubtful).as(where + ": removed after a doubtful read").isFalse();
        assertThat(paused).as(where + ": removed while paused").isFalse();
        assertThat(gone).as(where + ": to be kept").noneMatch(kept::contains);
        if (carried) {
            assertThat(gone).as(where + ": not approved").allMatch(id -> approved.contains(id) || isLost(id));
            return;
        }
        assertThat(known).as(where + ": a first run").isTrue();
        assertThat(gone).as(where + ": not wanted out").allMatch(tooMany::contains);
        heirs.forEach((device, heir) -> assertThat(
                        gone.contains(device.objectId()) && ring.devices.contains(device) && !ring.group.contains(heir))
                .as(where + ": nobody has taken the place")
                .isFalse());
        assertThat(isWithinTheLimits(now) && !ring.devices.isEmpty())
                .as(where + ": " + gone.size() + " of " + before.size() + " removed, left " + left + ", " + removals)
                .isTrue();
    }

    private boolean isLost(UUID object) {
        return lost.stream().anyMatch(device -> device.objectId().equals(object));
    }

    private boolean isWithinTheLimits(Instant now) {
        var from = now.minus(WINDOW);
        int last = 0;
        while (last + 1 < left.size() && left.get(last + 1).time().isBefore(from)) {
            last++;
        }
        int most = ring.group.size();
        int least = Integer.MAX_VALUE;
        for (var one : left.subList(Math.min(last, left.size()), left.size())) {
            most = Math.max(most, one.all());
            least = Math.min(least, one.ours());
        }
        long counted = removals.stream()
                .filter(one -> !one.approved() && !one.time().isBefore(from))
                .map(Removed::object)
                .filter(object -> !ring.group.contains(object))
                .distinct()
                .count();
        return least <= SMALL_GROUP || counted * 100 <= (long) PERCENT * most;
    }
}
