package io.collectionsync.removals;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.membership.RunRequest;
import io.collectionsync.state.Notice;
import io.collectionsync.testkit.LiveRuntime;
import io.collectionsync.testkit.Scene;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules of src/docs/removals.md: the guard, where somebody else writes the same group. */
class RemovalsOtherWriterIT extends RemovalRules {

    @BeforeEach
    void lookAtOnce() {
        scene.live.set("graph.replica-lag = 1ms");
    }

    @Test
    void two_installations_on_one_group_are_told_and_hold_removals(@TempDir Path forgotten) {
        var ring = scene.mapping("ring", 0, 8);
        try (var other = new LiveRuntime(sandbox, forgotten, "graph.retry-delay = 20ms", "graph.replica-lag = 1ms")) {
            var test = other.mapping("test-ring", "guard: {max-removals: unlimited, window: 1ms}");
            scene.joined(100, 8).forEach(device -> sandbox.site().addMember(test.collection(), device.resourceId()));
            other.edit(
                    "config/mappings.yaml",
                    text -> text.replace(
                            test.group().id().toString(), ring.group.id().toString()));
            var exits = new ArrayList<Integer>();
            Scene.Result last = null;
            for (int round = 0; round < 4; round++) {
                last = scene.apply();
                exits.add(last.exit());
                other.run(RunRequest.Mode.APPLY);
            }
            assertThat(exits)
                    .as("what was changed back once or twice is repaired")
                    .containsExactly(0, 0, 0, HELD);

            assertThat(last.reasons()).as(last.out()).containsExactly("other-writer");
            assertThat(last.held()).isEqualTo(8);
            assertThat(last.mapping().path("additions")).as("additions go on").hasSize(8);
            assertThat(last.mapping()
                            .path("held")
                            .path("fixes")
                            .path("other-writer")
                            .asText())
                    .startsWith("find the other program");
            assertThat(scene.run("status", "--json")
                            .mapping()
                            .path("held")
                            .path("reasons")
                            .path(0)
                            .asText())
                    .startsWith("other-writer: somebody else writes this group: 3 runs");
            assertThat(scene.live.engine().wiring().notices.after(0))
                    .extracting(Notice::kind)
                    .containsExactly(Notice.Kind.HELD);
            assertThat(scene.live.engine().wiring().notices.after(0).get(0).detail())
                    .contains("somebody else writes this group");
        }
    }

    @Test
    void what_is_changed_back_three_times_within_the_window_holds_removals_until_the_window_is_over() {
        var ring = scene.mapping("ring", 0, 8, "guard: {window: 24h}");
        changedBack(ring, 3);
        var leaving = ring.first(1);
        ring.leave(leaving);

        assertHeld(scene.apply(), 1, "other-writer");

        assertThat(ring.group.members()).containsAll(Scene.objects(leaving));
        scene.live.edit("config/mappings.yaml", text -> text.replace("window: 24h", "window: 1ms"));
        assertDone(scene.apply());
        assertThat(ring.group.members()).isEqualTo(ring.objects());
    }

    /** Somebody removes a member that the program has added, and adds one that it has removed; each is repaired. */
    private void changedBack(Scene.Pair ring, int times) {
        assertDone(scene.apply());
        var added = ring.first(1).get(0).objectId();
        for (int time = 1; time <= times; time++) {
            ring.group.remove(added);
            scene.apply();
            assertThat(ring.group.members()).isEqualTo(ring.objects());
        }
    }

    @Test
    void a_group_that_somebody_else_writes_is_held_though_nothing_is_to_be_removed() {
        var ring = scene.mapping("ring", 0, 8);
        changedBack(ring, 2);
        ring.group.remove(ring.first(1).get(0).objectId());

        assertHeld(scene.apply(), 0, "other-writer");

        assertThat(ring.group.members()).as("additions go on").isEqualTo(ring.objects());
        assertHeld(scene.plan(), 0, "other-writer");
    }

    @Test
    void many_members_of_one_hand_edit_count_once() {
        var ring = scene.mapping("ring", 0, 30);
        assertDone(scene.apply());
        for (int time = 1; time <= 2; time++) {
            ring.group.setMembers(Set.of());

            assertDone(scene.apply());

            assertThat(ring.group.members()).isEqualTo(ring.objects());
        }
    }

    @Test
    void an_addition_of_what_was_removed_counts_like_a_removal_of_what_was_added() {
        var ring = scene.mapping("ring", 0, 8);
        assertDone(scene.apply());
        var left = ring.first(1);
        ring.leave(left);
        assertDone(scene.apply());
        for (int time = 1; time <= 2; time++) {
            ring.group.add(left.get(0).objectId());
            assertDone(scene.apply());
            assertThat(ring.group.members()).isEqualTo(ring.objects());
        }
        ring.group.add(left.get(0).objectId());

        assertHeld(scene.apply(), 1, "other-writer");

        assertThat(ring.group.members()).containsAll(Scene.objects(left));
    }

    @Test
    void an_approval_releases_what_is_held_for_another_writer() {
        var ring = scene.mapping("ring", 0, 8);
        changedBack(ring, 3);
        ring.leave(ring.first(1));
        var held = scene.apply();
        assertHeld(held, 1, "other-writer");

        scene.approve(held.plan());

        assertThat(ring.group.members()).isEqualTo(ring.objects());
    }

    @Test
    void strangers_who_are_added_by_hand_are_no_other_writer() {
        var ring = scene.mapping("ring", 0, 8);
        assertDone(scene.apply());
        List<UUID> strangers = List.copyOf(Scene.objects(scene.joined(200, 5)));

        for (var stranger : strangers) {
            ring.group.add(stranger);
            assertDone(scene.apply());
        }

        assertThat(ring.group.members()).isEqualTo(ring.objects());
    }
}
