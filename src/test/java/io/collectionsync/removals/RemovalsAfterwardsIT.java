package io.collectionsync.removals;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.collectionsync.sandbox.Fault;
import io.collectionsync.sandbox.FaultKind;
import io.collectionsync.testkit.Scene;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Rules of src/docs/removals.md: afterwards. */
class RemovalsAfterwardsIT extends RemovalRules {

    @Test
    void every_change_is_on_record_with_its_reason() {
        var ring = scene.mapping("ring", 0, 5);
        assertDone(scene.apply());
        var gone = ring.first(1).get(0);
        ring.leave(List.of(gone));
        assertDone(scene.apply());

        var latest =
                scene.run("history", "ring", "--json").json().path("changes").path(0);

        assertThat(latest.path("member").asText()).isEqualTo(gone.objectId().toString());
        assertThat(latest.path("name").asText()).isEqualTo(gone.name());
        assertThat(latest.path("change").asText()).isEqualTo("removal");
        assertThat(latest.path("reason").asText()).isEqualTo("not in any mapped collection");
        assertThat(latest.path("outcome").asText()).isEqualTo("applied");
        assertThat(scene.run("history", "ring").out()).contains(gone.name());
    }

    @Test
    void drift_is_told_from_changes_of_the_collection() {
        var ring = scene.mapping("ring", 0, 10);
        assertDone(scene.apply());
        ring.leave(ring.first(1));
        ring.group.add(scene.joined(95, 1).get(0).objectId());
        ring.group.remove(ring.first(1).get(0).objectId());
        assertDone(scene.apply());

        assertThat(scene.run("history", "--json").json().path("drift").findValuesAsText("reason"))
                .containsExactlyInAnyOrder("added by hand in Entra", "removed by hand in Entra");
        assertThat(drift().path("added").asInt()).isZero();
        assertThat(drift().path("removed").asInt()).isZero();
    }

    private JsonNode drift() {
        return scene.run("status", "--json").json().path("mappings").path(0).path("drift");
    }

    @Test
    void a_hand_edit_stands_in_history_from_when_it_was_seen_until_it_is_repaired() {
        var ring = scene.mapping("ring", 0, 30);
        assertDone(scene.apply());
        var foreign = Scene.objects(scene.joined(200, 12));
        foreign.forEach(ring.group::add);
        assertHeld(scene.apply(), 12, "max-removal-percent");
        var held = scene.apply();

        assertThat(drift().path("added").asInt())
                .as("still drift, though the runtime has seen it")
                .isEqualTo(12);
        var shown = scene.run("history", "--json").json().path("drift");
        assertThat(shown.findValuesAsText("member"))
                .hasSize(12)
                .allMatch(member -> foreign.contains(UUID.fromString(member)));
        assertThat(shown.findValuesAsText("outcome")).containsOnly("lasts");
        assertThat(shown.path(0).path("reason").asText()).isEqualTo("added by hand in Entra");
        assertDone(scene.approve(held.plan()));
        assertDone(scene.apply());
        assertThat(scene.run("history", "--json").json().path("drift").findValuesAsText("outcome"))
                .allMatch(outcome -> outcome.startsWith("ended "));
    }

    @Test
    void what_a_run_did_before_it_broke_off_is_no_drift() {
        var ring = scene.mapping("ring", 0, 5);
        assertDone(scene.apply());
        ring.add(scene.joined(100, 90));
        List.of("PATCH", "POST").forEach(method -> sandbox.graph()
                .faults()
                .inject(Fault.of(FaultKind.ERROR_BEFORE)
                        .on(method, "/groups/.*")
                        .inParts()
                        .after(method.equals("PATCH") ? 2 : 0)
                        .status(403)
                        .saying("Authorization_RequestDenied", "Insufficient privileges")));
        assertThat(scene.apply().exit()).isEqualTo(ERROR);
        sandbox.graph().faults().clear();
        assertThat(ring.group.size()).isBetween(6, 94);
        ring.leave(ring.devices.stream()
                .filter(device -> ring.group.contains(device.objectId()))
                .skip(5)
                .limit(3)
                .toList());

        assertDone(scene.apply());

        assertThat(drift().path("added").asInt()).isZero();
        assertThat(scene.run("history", "--json").json().path("drift")).isEmpty();
    }

    @Test
    void a_paused_mapping_writes_nothing_until_it_is_resumed() {
        var ring = scene.mapping("ring", 0, 5);
        var wiring = scene.live.engine().wiring();
        wiring.pauses.pause(wiring.mappings.all().get(0), "somebody", "a test");

        assertHeld(scene.apply(), 0, "paused");
        assertThat(ring.group.members()).isEmpty();
        assertThat(scene.run("status").out()).contains("(paused)");
        assertThat(scene.run("resume", "ring").exit()).isEqualTo(DONE);
        assertDone(scene.apply());
        assertThat(ring.group.members()).isEqualTo(ring.objects());
    }

    @Test
    void resume_ends_the_pause_of_the_mapping_that_is_named_and_of_no_other() {
        var ring = scene.mapping("ring", 0, 5);
        var wiring = scene.live.engine().wiring();
        var mapping = wiring.mappings.all().get(0);
        wiring.pauses.pause(mapping, "somebody", "a test");

        assertThat(scene.run("resume", ring.collection).exit()).isEqualTo(64);
        assertThat(wiring.pauses.of(mapping)).hasSize(1);
        assertThat(scene.run("resume", ring.group.id().toString()).out().strip())
                .isEqualTo("ring goes on with the next run.");
        assertThat(wiring.pauses.of(mapping)).isEmpty();
        wiring.pauses.pause(mapping, "somebody", "a test");
        assertThat(scene.run("resume", "ring", "--json")
                        .json()
                        .path("mappings")
                        .get(0)
                        .asText())
                .isEqualTo("ring");
    }

    @Test
    void a_run_that_is_not_on_record_cannot_be_undone() {
        var ring = scene.mapping("ring", 0, 5);
        assertDone(scene.apply());

        var result = scene.run("undo", "20260101T000000Z-abcd");

        assertThat(result.exit()).isEqualTo(64);
        assertThat(result.err()).contains("RUN = 20260101T000000Z-abcd: no such run on record");
        assertThat(ring.group.members()).isEqualTo(ring.objects());
    }

    @Test
    void undo_takes_back_what_may_have_been_ours() {
        var lost = List.of(
                Fault.of(FaultKind.ERROR_AFTER)
                        .on("DELETE", "/groups/.*")
                        .inParts()
                        .times(6)
                        .status(504),
                Fault.of(FaultKind.ERROR_AFTER)
                        .on("POST", "/.batch")
                        .withPart("DELETE")
                        .times(1)
                        .status(504),
                Fault.of(FaultKind.RESET_AFTER)
                        .on("POST", "/.batch")
                        .withPart("PATCH")
                        .times(1));
        for (var fault : lost) {
            var ring = scene.mapping("ring-" + lost.indexOf(fault), 0, 60);
            assertDone(scene.run("apply", ring.collection, "--json"));
            var before = ring.group.members();
            ring.leave(ring.first(10)).add(scene.joined(100, 10));
            sandbox.graph().faults().inject(fault);
            var result = scene.run("apply", ring.collection, "--json");
            assertDone(result);
            assertThat(fault.met()).isPositive();
            String run = result.json().path("run").asText();

            var shown = scene.run("undo", run, ring.collection, "--json");

            assertThat(shown.mapping().path("additions")).hasSize(10);
            assertThat(shown.mapping().path("removals")).hasSize(10);
            assertThat(shown.out()).contains("may have ");
            assertThat(scene.run("undo", run, ring.collection, "--approve", shown.plan(), "--json")
                            .exit())
                    .isEqualTo(DONE);
            assertThat(ring.group.members()).isEqualTo(before);
        }
    }

    @Test
    void an_undone_run_is_taken_back_as_shown_and_its_mapping_pauses() {
        var ring = scene.mapping("ring", 0, 10);
        assertDone(scene.apply());
        var before = ring.group.members();
        ring.leave(ring.first(3)).add(scene.joined(70, 2));
        var result = scene.apply();
        assertDone(result);
        String run = result.json().path("run").asText();

        var shown = scene.run("undo", run, "ring", "--json");

        assertThat(shown.exit()).as(shown.out()).isEqualTo(2);
        assertThat(shown.mapping().path("removals")).hasSize(2);
        assertThat(shown.out()).contains("had removed it", "had added it");
        assertThat(ring.group.members()).as("only shown").isEqualTo(ring.objects());
        assertThat(scene.run("undo", run, "--approve", shown.plan(), "--json").exit())
                .isEqualTo(DONE);
        assertThat(ring.group.members()).isEqualTo(before);
        assertThat(scene.run("status", "--json").mapping().path("desired").asInt())
                .as("by the collections")
                .isEqualTo(ring.objects().size());
        assertHeld(scene.apply(), 3, "paused");
        scene.run("resume", "ring");
        assertDone(scene.apply());
        assertThat(ring.group.members()).isEqualTo(ring.objects());
    }

    @Test
    void the_way_back_of_a_run_is_taken_by_its_own_undo_and_by_nothing_else() {
        var ring = scene.mapping("ring", 0, 10);
        assertDone(scene.apply());
        ring.leave(ring.first(3));
        var removed = scene.apply();
        assertDone(removed);
        String run = removed.json().path("run").asText();
        ring.add(scene.joined(70, 1));
        var added = scene.apply();
        assertDone(added);
        String other = added.json().path("run").asText();
        var before = ring.group.members();
        String back = scene.run("undo", run, "ring", "--json").plan();
        ring.add(scene.joined(80, 1));
        String forward = scene.plan().plan();

        var asPlan = scene.run("apply", "--approve", back);
        var ofAnother = scene.run("undo", other, "--approve", back);
        var ofNone = scene.run("undo", run, "--approve", forward);

        assertThat(List.of(asPlan.exit(), ofAnother.exit(), ofNone.exit())).containsOnly(64);
        assertThat(asPlan.err()).contains("Plan " + back + " takes back run " + run);
        assertThat(ofAnother.err()).contains("Plan " + back + " does not take back run " + other);
        assertThat(ofNone.err()).contains("Plan " + forward + " does not take back run " + run);
        assertThat(ring.group.members()).isEqualTo(before);
        assertThat(scene.live.engine().wiring().pauses.all())
                .as("nothing began")
                .isEmpty();
    }

    @Test
    void a_way_back_that_has_changed_is_not_taken_and_its_approval_is_over() {
        scene.live.set("graph.replica-lag = 1ms");
        var ring = scene.mapping("ring", 0, 10);
        assertDone(scene.apply());
        var leaving = ring.first(3);
        ring.leave(leaving);
        var result = scene.apply();
        assertDone(result);
        String run = result.json().path("run").asText();
        ring.group.add(leaving.get(0).objectId());
        var shown = scene.run("undo", run, "ring", "--json");
        assertThat(shown.mapping().path("additions")).hasSize(2);
        ring.group.remove(leaving.get(0).objectId());

        var refused = scene.run("undo", run, "--approve", shown.plan(), "--json");

        assertHeld(refused, 0, "plan-changed");
        assertThat(refused.approval()).isEqualTo("refused: plan-changed");
        assertThat(ring.group.members()).isEqualTo(ring.objects());
        assertThat(scene.run("undo", run, "--approve", shown.plan()).out()).doesNotContain("is paused");
        assertDone(scene.apply());
        assertThat(ring.group.members()).as("nothing is paused or waits").isEqualTo(ring.objects());
    }
}
