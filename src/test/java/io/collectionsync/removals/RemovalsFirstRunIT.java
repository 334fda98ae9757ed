package io.collectionsync.removals;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.sandbox.Fault;
import io.collectionsync.sandbox.FaultKind;
import io.collectionsync.testkit.Scene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules of src/docs/removals.md: the first run. */
class RemovalsFirstRunIT extends RemovalRules {

    @BeforeEach
    void asShipped() {
        scene.live.set("guard.first-run = hold");
    }

    @Test
    void the_first_run_holds_every_removal_until_it_is_approved() {
        var ring = scene.mapping("ring", 0, 30);
        var strangers = Scene.objects(scene.joined(100, 2));
        ring.group.setMembers(strangers);

        var held = scene.apply();

        assertHeld(held, 2, "first-run");
        assertThat(ring.group.members())
                .as("additions go through")
                .containsAll(ring.objects())
                .containsAll(strangers);
        assertHeld(scene.apply(), 2, "first-run");
        assertDone(scene.approve(held.plan()));
        assertThat(ring.group.members()).isEqualTo(ring.objects());
        ring.leave(ring.first(1));
        assertDone(scene.apply());
        assertThat(ring.group.members()).as("known from now on").isEqualTo(ring.objects());
    }

    @Test
    void a_mapping_is_known_after_a_complete_run_that_had_nothing_to_remove() {
        var ring = scene.mapping("ring", 0, 30);
        ring.group.setMembers(Scene.objects(ring.first(5)));
        sandbox.site().setMemberCount(ring.collection, 31);
        scene.apply();
        sandbox.site().setMemberCount(ring.collection, null);
        var leaving = ring.first(1);
        ring.leave(leaving);
        assertHeld(scene.apply(), 1, "first-run");

        ring.add(leaving);
        assertDone(scene.apply());
        ring.leave(leaving);
        assertDone(scene.apply());
        assertThat(ring.group.members()).isEqualTo(ring.objects());
    }

    @Test
    void the_hold_of_a_first_run_says_by_kind_who_would_go(@TempDir Path folder) throws IOException {
        var ring = scene.mapping("ring", 0, 30);
        var contoso = sandbox.tenant("contoso");
        var user = contoso.addUser("Eve", "eve@contoso.example", false);
        var hybrid = contoso.addDevice("HYB-1", UUID.randomUUID(), "ServerAd");
        ring.group.add(user);
        ring.group.add(hybrid);
        ring.group.add(scene.joined(100, 1).get(0).objectId());
        try {
            assertThat(scene.run("plan").out())
                    .contains("first-run: 1 hybrid joined, 1 added by hand, 1 of another type");
            var table = scene.run(
                    "plan", "--first-run", "--csv", folder.resolve("first.csv").toString());
            assertThat(table.exit()).isEqualTo(HELD);
            assertThat(table.out()
                            .lines()
                            .filter(line -> line.contains("| ring"))
                            .toList())
                    .singleElement()
                    .asString()
                    .matches("\\| ring +\\| [0-9a-f]{12} \\| +3 \\| +1 \\| +1 \\| +1 \\| +0 \\|");
            assertThat(Files.readString(folder.resolve("first.csv")))
                    .startsWith("mapping,group,plan,removals,hybrid-joined,added-by-hand,other-type,unknown\r\nring,")
                    .contains(",3,1,1,1,0");
        } finally {
            contoso.delete(user);
            contoso.delete(hybrid);
        }
    }

    @Test
    void a_lost_state_holds_every_removal() throws IOException {
        var ring = known();
        scene.live.stop();
        deleteState();
        ring.leave(ring.first(1));

        assertHeld(scene.apply(), 1, "first-run");
        assertThat(ring.group.size()).isEqualTo(30);
    }

    @Test
    void a_restored_state_holds_every_removal(@TempDir Path folder) throws IOException {
        var ring = known();
        var copy = folder.resolve("copy.db");
        assertThat(scene.run("backup", copy.toString()).exit()).isEqualTo(DONE);
        scene.live.stop();
        deleteState();
        Files.copy(copy, scene.live.home.resolve("data/state.db"), StandardCopyOption.REPLACE_EXISTING);
        ring.leave(ring.first(1));

        assertHeld(scene.apply(), 1, "first-run");
        assertThat(ring.group.size()).isEqualTo(30);
    }

    @Test
    void a_state_that_is_said_to_be_restored_holds_every_removal() {
        var ring = known();
        assertThat(scene.run("restored").out()).startsWith("1 mappings are unknown now");
        ring.leave(ring.first(1));

        assertHeld(scene.apply(), 1, "first-run");
    }

    @Test
    void a_renamed_mapping_stays_known_and_one_with_another_group_does_not() {
        var ring = known();
        scene.live.edit("config/mappings.yaml", text -> text.replace("name: ring", "name: circle"));
        ring.leave(ring.first(1));
        assertDone(scene.apply());
        assertThat(ring.group.members()).isEqualTo(ring.objects());

        var other = scene.mapping("other", 200, 1);
        other.group.setMembers(Scene.objects(scene.joined(100, 2)));
        scene.live.edit("config/mappings.yaml", text -> text.lines()
                .filter(line -> !line.contains("name: other"))
                .map(line -> line.replace(
                        ring.group.id().toString(), other.group.id().toString()))
                .reduce("", (all, line) -> all + line + "\n"));

        assertHeld(scene.apply(), 2, "first-run");
    }

    @Test
    void a_mapping_that_is_out_of_the_file_for_longer_than_the_window_is_unknown_again() {
        var ring = known();
        var rest = scene.mapping("rest", 200, 1);
        assertThat(scene.apply().exit()).isEqualTo(DONE);
        for (var away : List.of(Duration.ofHours(20), Duration.ofHours(50))) {
            scene.live.edit("config/mappings.yaml", text -> text.replace("{name: ring", "{enabled: x, name: ring"));
            var line = new String[1];
            scene.live.edit("config/mappings.yaml", text -> text.lines()
                    .filter(one -> {
                        boolean isRing = one.contains("enabled: x");
                        line[0] = isRing ? one.replace("enabled: x, ", "") : line[0];
                        return !isRing;
                    })
                    .reduce("", (all, one) -> all + one + "\n"));
            assertDone(scene.apply());
            later(away);
            scene.live.edit("config/mappings.yaml", text -> text + line[0] + "\n");
            ring.leave(ring.first(1));

            assertThat(scene.apply().exit()).as("%s", away).isEqualTo(away.toHours() < 24 ? DONE : HELD);
        }
        assertThat(ring.group.size()).isEqualTo(29);
        assertThat(rest.group.size()).isEqualTo(1);
    }

    @Test
    void members_that_foreign_members_kept_are_held_when_it_keeps_them_no_more() {
        var ring = scene.mapping("ring", 0, 30, "foreign-members: keep");
        ring.group.setMembers(Scene.objects(scene.joined(100, 2)));
        assertDone(scene.apply());
        scene.live.edit(
                "config/mappings.yaml", text -> text.replace("foreign-members: keep", "foreign-members: remove"));

        assertHeld(scene.apply(), 2, "first-run");
        assertThat(ring.group.size()).isEqualTo(32);
    }

    @Test
    void where_guard_first_run_is_limits_the_limits_alone_judge_the_first_run() {
        scene.live.set("guard.first-run = limits");
        var ring = scene.mapping("ring", 50, 30);
        var strangers = Scene.objects(scene.joined(100, 70));
        ring.group.setMembers(strangers);
        var few = scene.mapping("few", 0, 30);
        few.group.setMembers(Scene.objects(scene.joined(200, 2)));

        assertThat(scene.apply().exit()).isEqualTo(HELD);
        assertThat(ring.group.members())
                .containsAll(strangers)
                .containsAll(ring.objects())
                .hasSize(100);
        assertThat(few.group.members()).isEqualTo(few.objects());
    }

    @Test
    void what_an_undo_brought_back_needs_an_approval_again() {
        var ring = scene.mapping("ring", 0, 30);
        var strangers = Scene.objects(scene.joined(100, 3));
        ring.group.setMembers(strangers);
        var held = scene.apply();
        var approved = scene.approve(held.plan());
        assertDone(approved);
        String run = approved.json().path("run").asText();
        var shown = scene.run("undo", run, "--json");
        assertThat(scene.run("undo", run, "--approve", shown.plan()).exit()).isEqualTo(DONE);
        assertThat(ring.group.members()).containsAll(strangers);
        assertThat(scene.run("resume", "ring").exit()).isEqualTo(DONE);

        scene.apply();

        assertThat(ring.group.members()).containsAll(strangers);
    }

    @Test
    void what_an_approved_first_run_did_not_remove_is_held_again() {
        var ring = scene.mapping("ring", 0, 30);
        var strangers = Scene.objects(scene.joined(100, 2));
        ring.group.setMembers(strangers);
        var held = scene.apply();
        sandbox.graph()
                .faults()
                .inject(Fault.of(FaultKind.ERROR_BEFORE)
                        .inParts()
                        .on("DELETE", "/groups/.*")
                        .status(400)
                        .saying("Request_BadRequest", "Not now."));
        scene.approve(held.plan());
        sandbox.graph().faults().clear();
        later(Duration.ofHours(30));
        scene.apply();
        assertThat(ring.group.members()).containsAll(strangers);
    }

    @Test
    void an_approval_that_finds_nothing_to_remove_in_a_doubtful_read_makes_no_mapping_known() {
        var ring = scene.mapping("ring", 0, 30);
        var strangers = scene.joined(100, 2);
        ring.group.setMembers(Scene.objects(strangers));
        var held = scene.apply();
        assertHeld(held, 2, "first-run");
        ring.add(strangers);
        sandbox.site().setMemberCount(ring.collection, 31);
        scene.approve(held.plan());
        sandbox.site().setMemberCount(ring.collection, null);
        ring.leave(strangers);

        scene.apply();
        assertThat(ring.group.members()).containsAll(Scene.objects(strangers));
    }

    @Test
    void a_mapping_that_was_disabled_for_longer_than_the_window_is_unknown_again() {
        var ring = scene.mapping("ring", 0, 30);
        scene.mapping("rest", 200, 1);
        assertThat(scene.apply().exit()).isEqualTo(DONE);
        edited("{name: ring", "{enabled: false, name: ring");
        scene.apply();
        later(Duration.ofHours(50));
        var strangers = Scene.objects(scene.joined(100, 3));
        strangers.forEach(ring.group::add);
        scene.apply();
        edited("{enabled: false, name: ring", "{name: ring");

        scene.apply();
        assertThat(ring.group.members()).containsAll(strangers);
    }

    private void edited(String from, String to) {
        scene.live.edit("config/mappings.yaml", text -> text.replace(from, to));
    }

    @Test
    void one_device_that_has_lost_its_id_keeps_no_mapping_unknown() {
        var ring = known();
        var device = ring.first(1).get(0);
        sandbox.site().setDeviceId(device.resourceId(), null);
        try {
            assertThat(scene.run("restored").exit()).isEqualTo(DONE);
            assertHeld(scene.apply(), 1, "cannot-tell");
            var leaving = ring.devices.get(5);
            ring.leave(List.of(leaving));

            assertHeld(scene.apply(), 1, "cannot-tell");
            assertThat(ring.group.contains(leaving.objectId())).isFalse();
            assertThat(ring.group.contains(device.objectId())).isTrue();
        } finally {
            sandbox.site().setDeviceId(device.resourceId(), device.deviceIdText());
        }
    }

    private Scene.Pair known() {
        var ring = scene.mapping("ring", 0, 30);
        assertDone(scene.apply());
        assertThat(ring.group.size()).isEqualTo(30);
        return ring;
    }

    private void later(Duration by) {
        scene.live.stop();
        scene.live.by(Clock.offset(Clock.systemUTC(), by));
    }

    private void deleteState() throws IOException {
        try (Stream<Path> files = Files.list(scene.live.home.resolve("data"))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
    }
}
