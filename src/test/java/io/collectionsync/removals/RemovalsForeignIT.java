package io.collectionsync.removals;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.sandbox.Fault;
import io.collectionsync.sandbox.FaultKind;
import io.collectionsync.sandbox.GroupKind;
import io.collectionsync.testkit.Scene;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules of src/docs/removals.md: foreign members. */
class RemovalsForeignIT extends RemovalRules {

    @Test
    void members_that_no_collection_explains_are_removed_unless_the_mapping_keeps_them() {
        var equal = scene.mapping("equal", 0, 30);
        var keeping = scene.mapping("keeping", 0, 30, "foreign-members: keep");
        var foreign = scene.joined(100, 1).get(0).objectId();
        equal.group.add(foreign);
        keeping.group.add(foreign);
        assertDone(scene.apply());
        assertThat(equal.group.members()).isEqualTo(equal.objects());
        assertThat(keeping.group.members()).containsAll(keeping.objects()).contains(foreign);

        var gone = keeping.first(1);
        keeping.leave(gone);
        assertDone(scene.apply());

        assertThat(keeping.group.members())
                .as("once explained, it goes with its collection")
                .doesNotContainAnyElementsOf(Scene.objects(gone))
                .contains(foreign);
    }

    @Test
    void ids_under_keep_are_never_removed() {
        var tenant = sandbox.tenant("contoso");
        var device = scene.joined(100, 1).get(0).objectId();
        var user = tenant.addUser("Grace", "grace@contoso.example", false);
        var group = tenant.createGroup("nested", GroupKind.SECURITY).id();
        var ring = scene.mapping("ring", 0, 30, "keep: [" + device + ", " + user + ", " + group + "]");
        var kept = new HashSet<>(ring.objects());
        for (var id : List.of(device, user, group)) {
            ring.group.add(id);
            kept.add(id);
        }
        ring.group.add(scene.joined(110, 1).get(0).objectId());

        assertDone(scene.apply());
        assertThat(ring.group.members()).isEqualTo(kept);
    }

    @Test
    void users_and_groups_among_the_members_are_named_as_such() {
        var tenant = sandbox.tenant("contoso");
        var ring = scene.mapping("ring", 0, 30);
        ring.group.add(tenant.addUser("Joan", "joan@contoso.example", false));
        ring.group.add(tenant.createGroup("nested too", GroupKind.SECURITY).id());

        var reasons = scene.plan().mapping().path("members").findValuesAsText("reason");
        assertDone(scene.apply());

        assertThat(reasons).contains("not in any mapped collection, a user", "not in any mapped collection, a group");
        assertThat(scene.run("history", "--json").json().path("changes").findValuesAsText("reason"))
                .contains("not in any mapped collection, a user", "not in any mapped collection, a group");
        assertThat(ring.group.members()).isEqualTo(ring.objects());
    }

    @Test
    void a_dead_letter_of_a_removal_ends_when_the_mapping_keeps_its_member() {
        var ring = scene.mapping("ring", 0, 30, "foreign-members: remove");
        assertDone(scene.apply());
        var foreign = scene.joined(100, 1).get(0).objectId();
        ring.group.add(foreign);
        sandbox.graph()
                .faults()
                .inject(Fault.of(FaultKind.ERROR_BEFORE)
                        .inParts()
                        .on("DELETE", "/groups/.*")
                        .status(400)
                        .saying("Request_BadRequest", "This member stays."));
        scene.apply();
        assertThat(scene.run("dead-letters", "list", "--json").json().path("deadLetters"))
                .hasSize(1);

        scene.live.edit(
                "config/mappings.yaml", text -> text.replace("foreign-members: remove", "foreign-members: keep"));
        scene.live.stop();

        assertDone(scene.apply());
        assertThat(scene.run("dead-letters", "list", "--json").json().path("deadLetters"))
                .isEmpty();
        assertThat(ring.group.contains(foreign)).isTrue();
    }
}
