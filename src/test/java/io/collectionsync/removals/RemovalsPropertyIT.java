package io.collectionsync.removals;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.sandbox.Fault;
import io.collectionsync.sandbox.FaultKind;
import io.collectionsync.sandbox.Sandbox;
import io.collectionsync.sandbox.SandboxDevice;
import io.collectionsync.state.ApprovalRefused;
import io.collectionsync.testkit.ChildRuntime;
import io.collectionsync.testkit.Scene;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Over random changes of a collection, hand edits, faults, lying listings, crashes, lost and restored stores, clock
 * jumps, approvals of plans of now and of before, and pauses, edits of the mapping and lost leases, between the runs and
 * in their midst: nobody is removed who was not wanted out by a complete read of a known mapping within the limits of
 * the window, or approved by hash; and without faults the group reaches its collection.
 */
@Tag("slow")
class RemovalsPropertyIT {

    private static final Duration ENOUGH = Duration.ofSeconds(60);
    private static final Duration WINDOW = Duration.ofHours(24);
    private static final int STEPS = 14;
    private static final int SMALL_GROUP = 5;
    private static final int PERCENT = 20;

    /** How many members a run left, or may have left: the least and the most that can count. */
    private record Left(Instant time, int least, int most, boolean isCertain) {}

    private record Removed(Instant time, UUID object, boolean approved) {}

    /** A plan that was shown, and whom its approval may let go. */
    private record Shown(String hash, Set<UUID> members) {}

    /** A copy of the store, and what was on record in it. */
    private record Copy(Path file, boolean isPaused, List<Left> left, List<Removed> removals) {}

    /** What somebody does while requests of a run wait for their answers. */
    private record Meanwhile(Fault waits, Runnable deed) {}

    private final Random random = new Random();
    private Sandbox sandbox;
    private Scene scene;
    private Scene.Pair ring;
    private Scene.Pair rest;
    private String mappings;
    private final Set<SandboxDevice> lost = new HashSet<>();
    /** Objects that devices with new records of the directory stood for. */
    private final Map<SandboxDevice, UUID> heirs = new HashMap<>();

    /** Devices of the collection whose records say the id of another one. */
    private final Map<SandboxDevice, SandboxDevice> likenesses = new HashMap<>();

    private boolean doubtful;
    private boolean paused;
    private boolean known;
    private Set<UUID> kept;
    private boolean keepsForeign;
    private boolean knownAsKeeping;
    private Duration offset;
    private Set<UUID> ours;
    private Set<UUID> theirs;
    private List<Left> left;
    private List<Removed> removals;
    private List<Shown> shown;
    private Copy copy;
    /** Who was in the group when a run lost its right to go on; null where it has not. */
    private Set<UUID> stopped;

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
            int crash = 1 + random.nextInt(3 * STEPS);
            int restore = 4 + random.nextInt(STEPS);
            for (int step = 1; step <= STEPS; step++) {
                if (step == restore) {
                    restore();
                } else {
                    change();
                }
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
            likenesses.clear();
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
        mappings = text();
        rest = scene.mapping("rest", 150, 1);
        rest.group.setMembers(rest.objects());
        doubtful = false;
        paused = false;
        known = false;
        kept = new HashSet<>();
        keepsForeign = false;
        knownAsKeeping = false;
        offset = Duration.ZERO;
        left = new ArrayList<>();
        removals = new ArrayList<>();
        shown = new ArrayList<>();
        copy = null;
        stopped = null;
        if (random.nextBoolean()) {
            ring.group.setMembers(Scene.objects(scene.joined(100, 1 + random.nextInt(3))));
        }
        forget();
        inFile(ring);
    }

    private void reachTheCollection(String seed) {
        mend();
        resume();
        // dead letters are due
        comeTo(offset.plus(WINDOW).plus(WINDOW));
        keepsForeign = false;
        keep(Set.of());
        for (int round = 0; round < 6 && !ring.group.members().equals(wanted()); round++) {
            var plan = scene.plan();
            if (plan.held() > 0) {
                scene.approve(plan.plan());
            }
            scene.apply();
        }
        assertThat(ring.group.members()).as(seed + ", at the end").isEqualTo(wanted());
    }

    private void change() throws IOException {
        // what holds every removal is over soon, or nothing else is tried
        if (random.nextInt(4) == 0) {
            mend();
            resume();
        }
        switch (random.nextInt(34)) {
            case 0, 1, 2 -> ring.add(scene.joined(30 + random.nextInt(60), 1 + random.nextInt(4)).stream()
                    .filter(device -> !ring.devices.contains(device))
                    .toList());
            case 3, 4, 5, 6, 7, 8 -> leave(1 + random.nextInt(2));
            case 9 -> leave(1 + random.nextInt(8));
            case 10, 11 -> ring.group.add(
                    scene.joined(100 + random.nextInt(30), 1).get(0).objectId());
            case 12 -> scene.joined(100, 1 + random.nextInt(20)).forEach(device -> ring.group.add(device.objectId()));
            case 13 -> List.copyOf(ring.group.members()).stream()
                    .limit(random.nextInt(6))
                    .forEach(ring.group::remove);
            case 14, 15 -> lose();
            case 16 -> doubt();
            case 17, 18 -> fault();
            case 19 -> scene.live.stop();
            case 20 -> {
                loseTheStore();
                leave(1);
            }
            case 21, 22, 23 -> jump();
            case 24 -> {
                pauseOrResume();
                leave(1);
            }
            case 25 -> keep(
                    ring.group.members().stream().limit(random.nextInt(3)).collect(Collectors.toSet()));
            case 26, 27, 28 -> replace();
            case 29, 30 -> {
                mend();
                leaveTheFile();
                leave(1);
            }
            case 31, 32 -> {
                ring.group.add(scene.joined(100 + random.nextInt(30), 1).get(0).objectId());
                keepsForeign = !keepsForeign;
                keep(kept);
            }
            default -> mend();
        }
    }

    private void leave(int most) {
        ring.leave(ring.first(Math.min(ring.devices.size(), most)));
    }

    private void lose() {
        ring.devices.stream().filter(device -> random.nextInt(4) == 0).forEach(device -> {
            sandbox.site()
                    .setDeviceId(
                            device.resourceId(),
                            switch (random.nextInt(4)) {
                                case 0 -> null;
                                case 1 -> "no GUID";
                                case 2 -> liken(device);
                                default -> UUID.randomUUID().toString();
                            });
            lost.add(device);
        });
    }

    /** @return the id of another device of the collection, which both have now */
    private String liken(SandboxDevice device) {
        var other = ring.devices.get(random.nextInt(ring.devices.size()));
        if (other.equals(device) || lost.contains(other) || heirs.containsKey(other)) {
            return null;
        }
        likenesses.put(device, other);
        return other.deviceIdText();
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
        // there is one
        scene.live.engine();
        scene.live.stop();
        try (Stream<Path> files = Files.list(scene.live.home.resolve("data"))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
        paused = false;
        left.clear();
        removals.clear();
        forget();
    }

    private void forget() {
        known = false;
        ours = new HashSet<>();
        theirs = ring.group.members();
    }

    private void copy() {
        var file = scene.live.home.resolve("copy.db");
        assertThat(scene.run("backup", file.toString()).exit()).isZero();
        copy = new Copy(file, paused, List.copyOf(left), List.copyOf(removals));
    }

    /** An old copy takes the place of the store. */
    private void restore() throws IOException {
        if (copy == null) {
            return;
        }
        mend();
        loseTheStore();
        Files.move(copy.file(), scene.live.home.resolve("data/state.db"));
        paused = copy.isPaused();
        left.addAll(copy.left());
        removals.addAll(copy.removals());
        copy = null;
        resume();
        leave(1);
    }

    /** The mapping is out of the file for hours. */
    private void leaveTheFile() {
        var since = now();
        inFile(rest);
        scene.apply();
        comeTo(offset.plus(Duration.ofHours(random.nextBoolean() ? 20 : 50)));
        keep(kept);
        if (since.plus(WINDOW).isBefore(now())) {
            known = false;
        }
    }

    /** Forwards by hours; back only to where the clock was right. */
    private void jump() {
        comeTo(random.nextInt(4) == 0 ? Duration.ZERO : offset.plus(Duration.ofHours(1 + random.nextInt(30))));
    }

    private void comeTo(Duration later) {
        offset = later;
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
            pause();
        }
    }

    private void pause() {
        var all = random.nextBoolean();
        assertThat(scene.run(all ? new String[] {"pause", "--all"} : new String[] {"pause", "ring"})
                        .exit())
                .isZero();
        paused = true;
    }

    private void resume() {
        if (!paused) {
            return;
        }
        scene.run("resume", "ring");
        scene.run("resume", "--all");
        paused = false;
    }

    private void keep(Set<UUID> ids) {
        kept = ids;
        inFile(ring);
    }

    private String text() {
        try {
            return Files.readString(scene.live.home.resolve("config/mappings.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One mapping alone is in the file. */
    private void inFile(Scene.Pair pair) {
        var options = ", keep: ["
                + String.join(", ", kept.stream().map(UUID::toString).toList()) + "], foreign-members: "
                + (keepsForeign ? "keep" : "remove");
        scene.live.edit(
                "config/mappings.yaml",
                any -> pair == ring
                        ? mappings.replace(ring.collection + "]", ring.collection + "]" + options)
                        : mappings.replace("name: ring", "name: rest")
                                .replace(ring.collection, rest.collection)
                                .replace(
                                        ring.group.id().toString(),
                                        rest.group.id().toString()));
    }

    private void mend() {
        sandbox.graph().faults().clear();
        sandbox.site().setStatus(ring.collection, 1);
        sandbox.site().setMemberCount(ring.collection, null);
        lost.forEach(device -> sandbox.site().setDeviceId(device.resourceId(), device.deviceIdText()));
        lost.forEach(heirs::remove);
        lost.clear();
        likenesses.clear();
        doubtful = false;
    }

    private void run(String where) {
        if (copy == null && isKnown()) {
            copy();
        }
        var meanwhile = random.nextInt(4) == 0 ? meanwhile() : null;
        var plan = random.nextInt(3) == 0 ? show() : null;
        if (plan != null && random.nextInt(2) == 0 && !ring.devices.isEmpty()) {
            ring.leave(ring.first(1));
        }
        var before = ring.group.members();
        var tooMany = tooMany();
        boolean wasPaused = paused;
        var keptBefore = kept;
        var running = CompletableFuture.supplyAsync(() -> plan == null ? scene.apply() : scene.approve(plan.hash()));
        if (meanwhile != null) {
            await(meanwhile, running);
        }
        Scene.Result result = null;
        try {
            result = running.join();
        } catch (CompletionException failed) {
            assertThat(failed).as(where).hasCauseInstanceOf(ApprovalRefused.class);
        }
        judge(where + (plan == null ? "" : ", approved"), before, tooMany, plan, wasPaused, keptBefore);
        if (result != null && result.out().startsWith("{")) {
            note(result.status(), plan != null);
        }
        stopped = null;
        if (meanwhile != null) {
            scene.live
                    .engine()
                    .wiring()
                    .state
                    .write(jdbc -> jdbc.update("delete from group_lease where owner_id = 'other'"));
        }
    }

    private void await(Meanwhile meanwhile, CompletableFuture<Scene.Result> running) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofSeconds(60))
                .until(() -> meanwhile.waits().met() > 0 || running.isDone());
        if (!running.isDone()) {
            meanwhile.deed().run();
            stopped = running.isDone() ? null : ring.group.members();
        }
        sandbox.graph().faults().clear(meanwhile.waits());
    }

    /** @return a plan that holds removals, mostly the one of now; null where there is none */
    private Shown show() {
        var plan = scene.plan();
        if (plan.held() > 0) {
            var members = tooMany();
            members.addAll(lostObjects());
            shown.add(new Shown(plan.plan(), members));
        } else if (shown.isEmpty() || random.nextBoolean()) {
            return null;
        }
        return shown.get(random.nextInt(3) == 0 ? random.nextInt(shown.size()) : shown.size() - 1);
    }

    /** @return how somebody takes the group out of the next run's hands while its additions or its removals wait */
    private Meanwhile meanwhile() {
        if (ring.devices.size() < 3 || paused) {
            return null;
        }
        ring.add(scene.joined(30 + random.nextInt(60), 2).stream()
                .filter(device -> !ring.devices.contains(device))
                .toList());
        leave(1 + random.nextInt(2));
        var waits = random.nextBoolean()
                ? Fault.of(FaultKind.HANG_AFTER).withPart("PATCH")
                : Fault.of(FaultKind.HANG_BEFORE).withPart("DELETE");
        var deed = deed();
        return new Meanwhile(
                sandbox.graph().faults().inject(waits.on("POST", "/.batch").lasting(Duration.ofMillis(300))), deed);
    }

    private Runnable deed() {
        var kept = ring.group.members().stream()
                .filter(member -> !this.kept.contains(member))
                .limit(1)
                .collect(Collectors.toSet());
        return switch (kept.isEmpty() ? 0 : random.nextInt(3)) {
            case 0 -> this::pause;
            case 1 -> () -> keep(kept);
            default -> () -> scene.live
                    .engine()
                    .wiring()
                    .state
                    .write(jdbc -> jdbc.update("update group_lease set owner_id = 'other'"));
        };
    }

    /** What the record says after a run that came to its end. */
    private void note(String status, boolean carried) {
        if (status.equals("Success") || carried && status.equals("Partial Success") && stopped == null) {
            known = true;
            knownAsKeeping = keepsForeign;
        }
        if (!status.equals("Failed")) {
            noteLeft(isKnown());
        }
    }

    private void noteLeft(boolean isCertain) {
        var members = ring.group.members();
        var wanted = wanted();
        // who was removed by hand counts until they are added again
        ours.removeIf(member -> !members.contains(member) && !wanted.contains(member));
        wanted.stream().filter(members::contains).forEach(ours::add);
        theirs.retainAll(members);
        var most = new HashSet<>(ours);
        most.addAll(theirs);
        int least = (int) ours.stream().filter(members::contains).count();
        left.add(new Left(now(), least, most.size(), isCertain));
    }

    private boolean isKnown() {
        return known && (!knownAsKeeping || keepsForeign);
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
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(1))
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> counters.requests() >= requests || !child.isAlive());
        } finally {
            child.destroyForcibly();
        }
        Awaitility.await().until(() -> !child.isAlive());
        Awaitility.await().during(Duration.ofMillis(200)).until(ring.group::members, same());
        // it may have come to its end: then it says so on record
        boolean mayBeKnown = before.containsAll(ring.group.members()) || tooMany.isEmpty();
        knownAsKeeping &= !mayBeKnown || keepsForeign;
        known |= mayBeKnown;
        judge(where + ", killed", before, tooMany, null, paused, kept);
        noteLeft(false);
    }

    /** Matches what it has seen the time before. */
    private static Predicate<Set<UUID>> same() {
        var last = new AtomicReference<Set<UUID>>();
        return members -> members.equals(last.getAndSet(members));
    }

    /** The objects that the devices of the collection stand for. */
    private Set<UUID> wanted() {
        var wanted = new HashSet<UUID>();
        ring.devices.forEach(device -> {
            var other = likenesses.get(device);
            boolean isAlone = other != null && !ring.devices.contains(other);
            wanted.add(isAlone ? other.objectId() : heirs.getOrDefault(device, device.objectId()));
        });
        return wanted;
    }

    /** Members that no device of the collection stands for, or stood for and has no other member yet. */
    private Set<UUID> tooMany() {
        var tooMany = new HashSet<>(ring.group.members());
        tooMany.removeAll(wanted());
        return tooMany;
    }

    private void judge(
            String where,
            Set<UUID> before,
            Set<UUID> tooMany,
            Shown approved,
            boolean wasPaused,
            Set<UUID> keptBefore) {
        if (stopped != null) {
            assertThat(ring.group.members())
                    .as(where + ": removed after the group was taken out of its hands")
                    .containsAll(stopped);
        }
        var gone = new HashSet<>(before);
        gone.removeAll(ring.group.members());
        var now = now();
        if (gone.isEmpty()) {
            return;
        }
        gone.forEach(object -> removals.add(new Removed(now, object, approved != null)));
        assertThat(doubtful).as(where + ": removed after a doubtful read").isFalse();
        assertThat(wasPaused).as(where + ": removed while paused").isFalse();
        assertThat(gone).as(where + ": to be kept").noneMatch(keptBefore::contains);
        if (approved != null) {
            assertThat(approved.members()).as(where + ": not approved").containsAll(gone);
            var mayGo = new HashSet<>(tooMany);
            mayGo.addAll(lostObjects());
            assertThat(mayGo).as(where + ": wanted again").containsAll(gone);
            return;
        }
        assertThat(isKnown()).as(where + ": a first run").isTrue();
        assertThat(gone).as(where + ": not wanted out").allMatch(tooMany::contains);
        heirs.forEach((device, heir) -> assertThat(
                        gone.contains(device.objectId()) && ring.devices.contains(device) && !ring.group.contains(heir))
                .as(where + ": nobody has taken the place")
                .isFalse());
        assertThat(isWithinTheLimits(now, before.size()) && !ring.devices.isEmpty())
                .as(where + ": " + gone.size() + " of " + before.size() + " removed, left " + left + ", " + removals)
                .isTrue();
    }

    /** The objects of devices whose ids are lost: an approval may let them go. */
    private Set<UUID> lostObjects() {
        var objects = Scene.objects(List.copyOf(lost));
        heirs.forEach((device, heir) -> {
            if (lost.contains(device)) {
                objects.add(heir);
            }
        });
        return objects;
    }

    private boolean isWithinTheLimits(Instant now, int size) {
        var from = now.minus(WINDOW);
        int last = 0;
        while (last + 1 < left.size() && left.get(last + 1).time().isBefore(from)) {
            last++;
        }
        while (last > 0 && !left.get(last).isCertain()) {
            last--;
        }
        int most = left.isEmpty() ? size : 0;
        int least = Integer.MAX_VALUE;
        for (var one : left.subList(Math.min(last, left.size()), left.size())) {
            most = Math.max(most, one.most() - approvedAfter(one.time()));
            least = Math.min(least, one.least());
        }
        long counted = removals.stream()
                .filter(one -> !one.approved() && !one.time().isBefore(from))
                .map(Removed::object)
                .filter(object -> !ring.group.contains(object))
                .distinct()
                .count();
        return least <= SMALL_GROUP || counted * 100 <= (long) PERCENT * most;
    }

    private int approvedAfter(Instant time) {
        return (int) removals.stream()
                .filter(one -> one.approved() && one.time().isAfter(time))
                .count();
    }
}
