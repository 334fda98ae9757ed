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
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Over random changes of a collection, hand edits, faults, crashes and approvals: nobody is removed who was not wanted
 * out by a complete read within the limits, or approved by hash; and without faults the group reaches its collection.
 */
@Tag("slow")
class RemovalsPropertyIT {

    private static final Duration ENOUGH = Duration.ofSeconds(30);
    private static final int STEPS = 14;
    private static final int SMALL_GROUP = 5;
    private static final int PERCENT = 20;

    private final Random random = new Random();
    private Scene scene;
    private Scene.Pair ring;
    private final Set<SandboxDevice> lost = new HashSet<>();
    private boolean doubtful;

    @Test
    void nobodyIsRemovedWhoWasNotWantedOutOrApproved(@TempDir Path homes) throws IOException {
        long end = System.nanoTime() + ENOUGH.toNanos();
        try (var sandbox = Scene.sandbox(200)) {
            for (int seed = 1; seed == 1 || System.nanoTime() < end; seed++) {
                random.setSeed(seed);
                story(sandbox, homes.resolve("home-" + seed), "seed " + seed);
            }
        }
    }

    private void story(Sandbox sandbox, Path home, String seed) throws IOException {
        try (var opened = new Scene(sandbox, home)) {
            scene = opened;
            scene.live.set(
                    "guard.small-group = " + SMALL_GROUP,
                    "graph.replica-lag = 1ms",
                    "guard.tenant-max-removals = unlimited");
            ring = scene.mapping("ring", 0, 20 + random.nextInt(10));
            int crash = 1 + random.nextInt(STEPS);
            for (int step = 1; step <= STEPS; step++) {
                change(sandbox);
                if (step == crash) {
                    crash(sandbox, seed + ", step " + step);
                } else {
                    run(seed + ", step " + step);
                }
            }
            mend(sandbox);
            for (int round = 0; round < 4 && !ring.group.members().equals(ring.objects()); round++) {
                var shown = scene.plan();
                if (shown.held() > 0) {
                    scene.approve(shown.plan());
                }
                scene.apply();
            }
            assertThat(ring.group.members()).as(seed + ", at the end").isEqualTo(ring.objects());
        }
    }

    private void change(Sandbox sandbox) {
        switch (random.nextInt(12)) {
            case 0, 1 -> ring.add(scene.joined(30 + random.nextInt(60), 1 + random.nextInt(4)).stream()
                    .filter(device -> !ring.devices.contains(device))
                    .toList());
            case 2, 3 -> ring.leave(ring.first(Math.min(ring.devices.size(), 1 + random.nextInt(8))));
            case 4 -> ring.group.add(
                    scene.joined(100 + random.nextInt(30), 1).get(0).objectId());
            case 5 -> scene.joined(100, 1 + random.nextInt(20)).forEach(device -> ring.group.add(device.objectId()));
            case 6 -> List.copyOf(ring.group.members()).stream()
                    .limit(random.nextInt(6))
                    .forEach(ring.group::remove);
            case 7 -> lose(sandbox);
            case 8 -> doubt(sandbox);
            case 9 -> fault(sandbox);
            case 10 -> scene.live.stop();
            default -> mend(sandbox);
        }
    }

    private void lose(Sandbox sandbox) {
        ring.devices.stream().filter(device -> random.nextInt(4) == 0).forEach(device -> {
            sandbox.site().setDeviceId(device.resourceId(), random.nextBoolean() ? null : "no GUID");
            lost.add(device);
        });
    }

    private void doubt(Sandbox sandbox) {
        doubtful = true;
        if (random.nextBoolean()) {
            sandbox.site().setStatus(ring.collection, 4);
        } else {
            sandbox.site().setMemberCount(ring.collection, 999);
        }
    }

    private void fault(Sandbox sandbox) {
        var faults = sandbox.graph().faults();
        switch (random.nextInt(4)) {
            case 0 -> faults.inject(Fault.of(FaultKind.ITEM_WITHOUT_ID).on("GET", ".*/members.*"));
            case 1 -> faults.inject(Fault.of(FaultKind.ERROR_BEFORE)
                    .on("GET", "/devices.*")
                    .inParts()
                    .status(403));
            case 2 -> faults.inject(
                    Fault.of(FaultKind.RESET_AFTER).on("POST", "/.batch").times(1));
            default -> faults.inject(Fault.of(FaultKind.MISSING_PART).inParts().times(2));
        }
    }

    private void mend(Sandbox sandbox) {
        sandbox.graph().faults().clear();
        sandbox.site().setStatus(ring.collection, 1);
        sandbox.site().setMemberCount(ring.collection, null);
        lost.forEach(device -> sandbox.site().setDeviceId(device.resourceId(), device.deviceIdText()));
        lost.clear();
        doubtful = false;
    }

    private void run(String where) {
        boolean approve = random.nextInt(3) == 0;
        var shown = approve ? scene.plan() : null;
        var shownDifference = Set.copyOf(tooMany());
        if (approve && random.nextInt(3) == 0 && !ring.devices.isEmpty()) {
            ring.leave(ring.first(1));
        }
        var before = ring.group.members();
        var tooMany = tooMany();
        boolean released = approve && shown.held() > 0 && tooMany.equals(shownDifference);
        if (approve && shown.held() > 0) {
            scene.approve(shown.plan());
        } else {
            scene.apply();
        }
        judge(where, before, tooMany, released);
    }

    /** A process of its own is killed at a random request; what it had sent by then arrives. */
    private void crash(Sandbox sandbox, String where) throws IOException {
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
        judge(where + ", killed", before, tooMany, false);
    }

    /** Matches what it has seen the time before. */
    private static Predicate<Set<UUID>> same() {
        var last = new AtomicReference<Set<UUID>>();
        return members -> members.equals(last.getAndSet(members));
    }

    private Set<UUID> tooMany() {
        var tooMany = new HashSet<>(ring.group.members());
        tooMany.removeAll(ring.objects());
        return tooMany;
    }

    private void judge(String where, Set<UUID> before, Set<UUID> tooMany, boolean released) {
        var removed = new ArrayList<>(before);
        removed.removeAll(ring.group.members());
        if (removed.isEmpty()) {
            return;
        }
        assertThat(doubtful).as(where + ": removed after a doubtful read").isFalse();
        boolean withLost = released && removed.stream().anyMatch(id -> !tooMany.contains(id));
        assertThat(withLost ? List.<UUID>of() : removed)
                .as(where + ": not wanted out")
                .allMatch(tooMany::contains);
        boolean small = before.size() <= SMALL_GROUP;
        boolean within = small || removed.size() * 100 <= PERCENT * before.size();
        assertThat(released || within && !ring.devices.isEmpty())
                .as(where + ": " + removed.size() + " of " + before.size() + " removed")
                .isTrue();
    }
}
