package io.collectionsync.removals;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.sandbox.Fault;
import io.collectionsync.sandbox.FaultKind;
import io.collectionsync.sandbox.SandboxDevice;
import io.collectionsync.state.deadletter.DeadLetterFilter;
import io.collectionsync.testkit.LongRun;
import io.collectionsync.testkit.Scene;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules of src/docs/removals.md: while a run goes on. */
class RemovalsSecondLookIT extends RemovalRules {

    private static final String BATCH = "/.batch";

    private Scene.Pair ring;
    private List<SandboxDevice> leaving;

    /** One device is to be added, three are to be removed. */
    private void ring() {
        ring = scene.mapping("ring", 0, 30);
        leaving = scene.joined(30, 3);
        ring.group.setMembers(Scene.objects(scene.joined(0, 33)));
        ring.add(scene.joined(50, 1));
    }

    /** What happens when the addition is done; by then the collection was read ten minutes ago. */
    private void whileAdding(Runnable meanwhile) {
        var addition = scene.joined(50, 1).get(0).objectId();
        scene.live.by(new LongRun(() -> ring.group.contains(addition), meanwhile));
    }

    private void assertAllButTheFirstRemoved(Scene.Result result) {
        assertDone(result);
        assertThat(result.mapping().path("removals")).as(result.out()).hasSize(2);
        assertThat(ring.group.members())
                .isEqualTo(ring.objects())
                .contains(leaving.get(0).objectId());
    }

    @Test
    void a_member_that_comes_back_while_additions_go_on_is_not_removed() {
        ring();
        whileAdding(() -> ring.add(leaving.subList(0, 1)));

        assertAllButTheFirstRemoved(scene.apply());
    }

    @Test
    void a_member_that_comes_back_while_removals_go_on_is_not_removed() {
        var many = scene.mapping("many", 100, 5, "guard: {max-removal-percent: unlimited}");
        var all = scene.joined(100, 50);
        many.group.setMembers(Scene.objects(all));
        scene.live.by(new LongRun(
                () -> many.group.size() < 50,
                () -> many.add(all.stream()
                        .skip(5)
                        .filter(device -> many.group.contains(device.objectId()))
                        .limit(1)
                        .toList())));

        assertDone(scene.apply());
        assertThat(many.group.members()).hasSize(6).isEqualTo(many.objects());
    }

    @Test
    void a_member_that_comes_back_while_graph_pauses_removals_is_not_removed() {
        ring();
        var throttled = sandbox.graph()
                .faults()
                .inject(Fault.of(FaultKind.THROTTLED)
                        .inParts()
                        .on("DELETE", ".*")
                        .times(3));
        scene.live.by(new LongRun(() -> throttled.met() == 3, () -> ring.add(leaving.subList(0, 1))));

        assertAllButTheFirstRemoved(scene.apply());
    }

    @Test
    void a_member_that_comes_back_while_devices_are_looked_up_is_not_removed() {
        ring();
        var silent = sandbox.graph()
                .faults()
                .inject(Fault.of(FaultKind.ERROR_BEFORE).on("POST", BATCH).times(1));
        scene.live.by(new LongRun(() -> silent.met() == 1, () -> ring.add(leaving.subList(0, 1))));

        assertAllButTheFirstRemoved(scene.apply());
    }

    @Test
    void a_removal_that_may_have_been_done_is_no_success_when_its_member_has_come_back() {
        ring();
        var lost = sandbox.graph()
                .faults()
                .inject(Fault.of(FaultKind.ERROR_AFTER)
                        .inParts()
                        .on("DELETE", ".*" + leaving.get(0).objectId() + ".*")
                        .times(1));
        scene.live.by(new LongRun(() -> lost.met() == 1, () -> ring.add(leaving.subList(0, 1))));

        var result = scene.apply();

        assertThat(result.status()).as(result.out()).isEqualTo("Partial Success");
        assertThat(ring.group.members())
                .as("it was removed")
                .doesNotContain(leaving.get(0).objectId());
        assertDone(scene.apply());
        assertThat(ring.group.members()).isEqualTo(ring.objects());
        assertThat(scene.live.engine().wiring().deadLetters.list(new DeadLetterFilter("ring", null)))
                .isEmpty();
    }

    @Test
    void a_device_that_comes_back_without_its_id_while_additions_go_on_is_not_removed() {
        ring();
        var back = leaving.get(0);
        whileAdding(() -> {
            sandbox.site().setDeviceId(back.resourceId(), null);
            ring.add(List.of(back));
        });

        try {
            var held = scene.apply();
            assertHeld(held, 1, "lost-device-id");
            assertThat(ring.group.members()).isEqualTo(ring.objects());
            assertDone(scene.approve(held.plan()));
        } finally {
            sandbox.site().setDeviceId(back.resourceId(), back.deviceIdText());
        }
        assertThat(ring.group.members()).as("approved as it was shown").doesNotContain(back.objectId());
    }

    @Test
    void a_collection_that_becomes_doubtful_while_additions_go_on_holds_removals() {
        ring();
        whileAdding(() -> sandbox.site().setStatus(ring.collection, 4));

        assertHeld(scene.apply(), 3, "collection-not-ready");
        assertThat(ring.group.members()).containsAll(ring.objects()).containsAll(Scene.objects(leaving));
    }

    @Test
    void a_collection_that_is_emptied_while_additions_go_on_holds_removals() {
        ring();
        whileAdding(() -> sandbox.site().emptyCollection(ring.collection));

        assertHeld(scene.apply(), 3, "empty");
        assertThat(ring.group.members()).containsAll(ring.objects()).containsAll(Scene.objects(leaving));
    }

    @Test
    void a_collection_that_is_deleted_while_additions_go_on_removes_nobody() {
        scene.live.set("guard.tenant-max-removals = 3");
        ring();
        whileAdding(() -> sandbox.site().deleteCollection(ring.collection));

        var result = scene.apply();

        assertThat(result.status()).as(result.out()).isEqualTo("Partial Success");
        assertThat(result.mapping().path("error").asText()).contains("does not exist in the site database");
        assertThat(ring.group.members()).containsAll(ring.objects()).containsAll(Scene.objects(leaving));

        sandbox.site().createCollection(ring.collection, "ring");
        sandbox.site()
                .addMembers(
                        ring.collection,
                        ring.devices.stream().map(SandboxDevice::resourceId).toList());
        assertDone(scene.apply());
        assertThat(ring.group.members())
                .as("what was not sent does not count against the tenant's limit")
                .isEqualTo(ring.objects());
    }

    @Test
    void an_approved_plan_is_released_though_its_additions_take_long() {
        ring();
        ring.leave(ring.first(20));
        whileAdding(() -> ring.add(leaving.subList(0, 1)));

        assertDone(scene.approve(scene.plan().plan()));
        assertThat(ring.group.members())
                .isEqualTo(ring.objects())
                .contains(leaving.get(0).objectId());
    }
}
