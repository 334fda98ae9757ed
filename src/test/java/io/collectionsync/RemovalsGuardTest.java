package io.collectionsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rules of src/docs/removals.md: the guard. */
class RemovalsGuardTest extends RemovalRules {

    @Test
    void an_empty_collection_removes_nobody() throws IOException {
        var ring = scene.mapping("ring", 0, 5);
        assertDone(scene.apply());

        sandbox.site().emptyCollection(ring.collection);

        assertHeld(scene.apply(), 5, "empty");
        assertThat(ring.group.members()).isEqualTo(ring.objects());
    }

    @Test
    void the_first_run_is_guarded_like_every_other() throws IOException {
        var ring = scene.mapping("ring", 50, 30);
        var strangers = Scene.objects(scene.joined(100, 70));
        ring.group.setMembers(strangers);

        assertHeld(scene.apply(), 70, "max-removal-percent");
        assertThat(ring.group.members()).containsAll(strangers).containsAll(ring.objects()).hasSize(100);
    }

    @Test
    void a_small_group_knows_no_percentage() throws IOException {
        var ring = scene.mapping("ring", 0, 3);
        assertDone(scene.apply());
        var leaving = ring.first(2);
        ring.leave(leaving);

        assertDone(scene.apply());
        assertThat(ring.group.members()).isEqualTo(ring.objects()).hasSize(1);
    }

    @Test
    void two_mappings_cannot_pass_the_limit_of_their_tenant_together() throws IOException {
        scene.setting("guard.tenant-max-removals = 7");
        var one = scene.mapping("one", 0, 10);
        var two = scene.mapping("two", 20, 10);
        assertThat(scene.apply().exit()).isEqualTo(DONE);
        one.leave(one.first(5));
        two.leave(two.first(5));

        var result = scene.apply();

        assertThat(result.exit()).isEqualTo(HELD);
        assertThat(result.json().path("mappings").findValuesAsText("status"))
                .containsExactlyInAnyOrder("Success", "Held");
        assertThat(result.out()).contains("tenant-max-removals");
        assertThat(Set.of(one.group.size(), two.group.size())).isEqualTo(Set.of(5, 10));
        assertThat(scene.apply().exit()).as("the window remembers").isEqualTo(HELD);
    }
}
