package io.collectionsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.sandbox.SandboxDevice;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules of src/docs/removals.md: while a run goes on. */
class RemovalsSecondLookTest extends RemovalRules {

    private Scene.Pair ring;
    private List<SandboxDevice> leaving;

    /** One device is to be added, three are to be removed. */
    @BeforeEach
    void aRing() {
        ring = scene.mapping("ring", 0, 30);
        leaving = scene.joined(30, 3);
        ring.group.setMembers(Scene.objects(scene.joined(0, 33)));
        ring.add(scene.joined(50, 1));
    }

    /** What happens when the addition is done; by then the collection was read ten minutes ago. */
    private void whileAdding(Runnable meanwhile) {
        var addition = scene.joined(50, 1).get(0).objectId();
        scene.live.by(new LongRun(() -> ring.group.members().contains(addition), meanwhile));
    }

    @Test
    void a_member_that_comes_back_while_additions_go_on_is_not_removed() {
        whileAdding(() -> ring.add(leaving.subList(0, 1)));

        var result = scene.apply();

        assertDone(result);
        assertThat(result.mapping().path("removals")).as(result.out()).hasSize(2);
        assertThat(ring.group.members()).isEqualTo(ring.objects()).contains(leaving.get(0).objectId());
    }

    @Test
    void a_device_that_comes_back_without_its_id_while_additions_go_on_is_not_removed() {
        var back = leaving.get(0);
        whileAdding(() -> {
            sandbox.site().setDeviceId(back.resourceId(), null);
            ring.add(List.of(back));
        });

        try {
            assertHeld(scene.apply(), 1, "lost-device-id");
        } finally {
            sandbox.site().setDeviceId(back.resourceId(), back.deviceIdText());
        }
        assertThat(ring.group.members()).isEqualTo(ring.objects());
    }

    @Test
    void a_collection_that_becomes_doubtful_while_additions_go_on_holds_removals() {
        whileAdding(() -> sandbox.site().setStatus(ring.collection, 4));

        assertHeld(scene.apply(), 3, "collection-not-ready");
        assertThat(ring.group.members()).containsAll(ring.objects()).containsAll(Scene.objects(leaving));
    }

    @Test
    void a_collection_that_is_emptied_while_additions_go_on_holds_removals() {
        whileAdding(() -> sandbox.site().emptyCollection(ring.collection));

        assertHeld(scene.apply(), 3, "empty");
        assertThat(ring.group.members()).containsAll(ring.objects()).containsAll(Scene.objects(leaving));
    }

    @Test
    void a_site_database_that_breaks_off_while_additions_go_on_removes_nobody(@TempDir Path other) {
        try (var site = Scene.sandbox(400); var far = new Scene(site, other)) {
            var pair = far.mapping("ring", 0, 30);
            pair.group.setMembers(Scene.objects(far.joined(0, 33)));
            pair.add(far.joined(50, 1));
            far.live.by(new LongRun(() -> pair.group.members().containsAll(pair.objects()), site.site()::stop));

            var result = far.apply();

            assertThat(result.status()).as(result.out()).isEqualTo("Partial Success");
            assertThat(result.mapping().path("error").asText()).contains("Site database");
            assertThat(pair.group.members()).containsAll(Scene.objects(far.joined(0, 33))).containsAll(pair.objects());
        }
    }

    @Test
    void an_approved_plan_is_released_though_its_additions_take_long() {
        ring.leave(ring.first(20));
        whileAdding(() -> { });

        assertDone(scene.approve(scene.plan().plan()));
        assertThat(ring.group.members()).isEqualTo(ring.objects());
    }

    @Test
    void a_member_that_comes_back_while_removals_go_on_is_not_removed() {
        var many = scene.mapping("many", 100, 5, "guard: {max-removal-percent: unlimited}");
        var all = scene.joined(100, 50);
        many.group.setMembers(Scene.objects(all));
        scene.live.by(new LongRun(() -> many.group.size() < 50, () -> many.add(all.stream().skip(5)
                .filter(device -> many.group.contains(device.objectId())).limit(1).toList())));

        assertDone(scene.apply());
        assertThat(many.group.members()).hasSize(6).isEqualTo(many.objects());
    }
}
