package io.collectionsync.removals;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.sandbox.Fault;
import io.collectionsync.sandbox.FaultKind;
import io.collectionsync.sandbox.SandboxApp;
import io.collectionsync.testkit.Scene;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules of src/docs/removals.md: the guard. */
class RemovalsGuardIT extends RemovalRules {

    @Test
    void an_empty_collection_removes_nobody() {
        var ring = scene.mapping("ring", 0, 5);
        assertDone(scene.apply());

        sandbox.site().emptyCollection(ring.collection);

        assertHeld(scene.apply(), 5, "empty");
        assertThat(ring.group.members()).isEqualTo(ring.objects());
    }

    @Test
    void a_small_group_knows_no_percentage() {
        var ring = scene.mapping("ring", 0, 3);
        assertDone(scene.apply());
        var leaving = ring.first(2);
        ring.leave(leaving);

        assertDone(scene.apply());
        assertThat(ring.group.members()).isEqualTo(ring.objects()).hasSize(1);
    }

    @Test
    void a_limit_of_0_allows_no_removal() {
        scene.live.set("guard.tenant-max-removals = unlimited");
        var number = scene.mapping("number", 0, 30, "guard: {max-removals: 0}");
        var percent = scene.mapping("percent", 30, 30, "guard: {max-removal-percent: 0}");
        var small = scene.mapping("small", 60, 3, "guard: {small-group: 0}");
        var free = scene.mapping("free", 70, 30);
        assertDone(scene.apply());
        List.of(number, percent, small, free).forEach(pair -> pair.leave(pair.first(1)));

        var result = scene.apply();

        assertThat(result.exit()).isEqualTo(HELD);
        assertThat(reasons(result))
                .isEqualTo(Map.of(
                        "number",
                        List.of("max-removals"),
                        "percent",
                        List.of("max-removal-percent"),
                        "small",
                        List.of("max-removal-percent"),
                        "free",
                        List.of()));
        assertThat(free.group.members()).isEqualTo(free.objects());
        assertThat(List.of(number.group.size(), percent.group.size(), small.group.size()))
                .isEqualTo(List.of(30, 30, 3));
    }

    @Test
    void a_limit_of_0_for_a_tenant_allows_no_removal_there() {
        scene.live.set("guard.tenant-max-removals = 0");
        var ring = scene.mapping("ring", 0, 30);
        assertDone(scene.apply());
        ring.leave(ring.first(1));

        assertHeld(scene.apply(), 1, "tenant-max-removals");
        assertThat(ring.group.size()).isEqualTo(30);
    }

    @Test
    void a_limit_that_a_mapping_leaves_out_is_the_default_of_all() {
        scene.live.set("guard.max-removals = 2", "guard.max-removal-percent = unlimited");
        var ring = scene.mapping("ring", 0, 40);
        var other = scene.mapping("other", 50, 40, "guard: {max-removals: 3}");
        assertDone(scene.apply());
        List.of(ring, other).forEach(pair -> pair.leave(pair.first(3)));

        var result = scene.apply();

        assertThat(reasons(result)).isEqualTo(Map.of("ring", List.of("max-removals"), "other", List.of()));
        assertThat(List.of(ring.group.size(), other.group.size())).isEqualTo(List.of(40, 37));
    }

    @Test
    void limits_that_nobody_sets_are_500_and_20_percent_above_20_members() {
        var twenty = scene.mapping("twenty", 0, 20);
        var more = scene.mapping("more", 30, 21);
        assertDone(scene.apply());
        twenty.leave(twenty.first(5));
        more.leave(more.first(4));
        assertDone(scene.apply());
        more.add(scene.joined(30, 4));
        assertDone(scene.apply());
        more.leave(more.first(5));

        assertHeldIn("more", scene.apply(), "max-removal-percent");
        assertThat(List.of(twenty.group.size(), more.group.size())).isEqualTo(List.of(15, 21));
    }

    @Test
    void more_than_500_removals_are_held(@TempDir Path other) {
        try (var large = Scene.sandbox(900);
                var far = new Scene(large, other)) {
            far.live.set("guard.max-removal-percent = unlimited");
            var ring = far.mapping("ring", 0, 10);
            var tooMany = Scene.objects(far.joined(10, 501));
            ring.group.setMembers(tooMany);

            assertHeld(far.apply(), 501, "max-removals");
            assertThat(ring.group.members()).containsAll(tooMany).containsAll(ring.objects());
            ring.group.remove(tooMany.iterator().next());
            assertDone(far.apply());
            assertThat(ring.group.members()).isEqualTo(ring.objects());
        }
    }

    @Test
    void unlimited_switches_a_limit_off() {
        scene.live.set("guard.tenant-max-removals = unlimited", "guard.max-removals = 1");
        var ring = scene.mapping("ring", 0, 60, "guard: {max-removals: unlimited, max-removal-percent: unlimited}");
        assertDone(scene.apply());
        ring.leave(ring.first(50));

        assertDone(scene.apply());
        assertThat(ring.group.members()).isEqualTo(ring.objects()).hasSize(10);
    }

    @Test
    void an_empty_collection_empties_its_group_only_where_that_is_allowed() {
        var ring = scene.mapping("ring", 0, 5, "guard: {allow-empty: true}");
        assertDone(scene.apply());
        sandbox.site().emptyCollection(ring.collection);

        assertDone(scene.apply());
        assertThat(ring.group.members()).isEmpty();
    }

    @Test
    void additions_and_other_mappings_go_on_and_the_hold_ends_by_itself() {
        var ring = scene.mapping("ring", 0, 30);
        var other = scene.mapping("other", 50, 30);
        assertDone(scene.apply());
        var leaving = ring.first(10);
        ring.leave(leaving).add(scene.joined(100, 2));
        other.leave(other.first(1));

        assertHeldIn("ring", scene.apply(), "max-removal-percent");
        assertThat(ring.group.members()).containsAll(ring.objects()).hasSize(32);
        assertThat(other.group.members()).isEqualTo(other.objects());
        ring.add(leaving.subList(1, 10));
        assertDone(scene.apply());
        assertThat(ring.group.members()).isEqualTo(ring.objects());
    }

    @Test
    void a_percentage_holds_within_the_window_as_for_one_run() {
        var ring = scene.mapping("ring", 0, 100);
        assertDone(scene.apply());
        ring.leave(ring.first(15));
        assertDone(scene.apply());
        ring.leave(ring.first(6));

        var held = scene.apply();

        assertHeld(held, 6, "max-removal-percent");
        assertThat(scene.run("plan").out()).contains("6 removals after 15 within 24 h of 100 members, 20 % allowed");
        assertThat(ring.group.size()).isEqualTo(85);
        var status = scene.run("status", "--json").mapping().path("held");
        assertThat(status.path("window").toString()).isEqualTo("{\"used\":15,\"allowed\":20}");
        assertThat(status.path("since").asText()).isNotEmpty();
        assertThat(scene.run("status").out()).contains("ring: held since", "on they go by themselves");
        later(Duration.ofHours(25));
        assertDone(scene.apply());
        assertThat(ring.group.members()).as("in the next window").isEqualTo(ring.objects());
    }

    @Test
    void slow_drips_never_take_more_than_the_percentage_within_the_window() {
        var ring = scene.mapping("ring", 0, 100);
        assertDone(scene.apply());
        for (int run = 0; run < 12; run++) {
            ring.leave(ring.first(Math.min(ring.devices.size() - 1, 1 + ring.devices.size() / 6)));
            scene.apply();
        }
        assertThat(ring.group.size()).isBetween(80, 99);
    }

    @Test
    void who_came_back_does_not_count_within_the_window() {
        var ring = scene.mapping("ring", 0, 100);
        assertDone(scene.apply());
        for (int run = 0; run < 3; run++) {
            var leaving = ring.first(15);
            ring.leave(leaving);
            assertDone(scene.apply());
            ring.add(leaving);
            assertDone(scene.apply());
        }
        assertThat(ring.group.members()).isEqualTo(ring.objects());
    }

    @Test
    void approved_removals_lower_the_base_of_the_window_and_do_not_count() {
        var ring = scene.mapping("ring", 0, 100);
        assertDone(scene.apply());
        ring.leave(ring.first(50));
        assertDone(scene.approve(scene.plan().plan()));
        ring.leave(ring.first(11));
        assertHeld(scene.apply(), 11, "max-removal-percent");
        var back = scene.joined(50, 1);
        ring.add(back);

        assertDone(scene.apply());
        assertThat(ring.group.members()).isEqualTo(ring.objects()).hasSize(40);
    }

    @Test
    void members_that_others_put_in_are_no_base_of_a_percentage() {
        var ring = scene.mapping("ring", 0, 50);
        assertDone(scene.apply());
        scene.joined(100, 200).forEach(device -> ring.group.add(device.objectId()));
        ring.leave(ring.first(1));

        assertHeld(scene.apply(), 201, "max-removal-percent");
        assertThat(ring.group.size()).isEqualTo(250);
    }

    @Test
    void the_base_of_the_window_decides_whether_a_group_is_small() {
        var ring = scene.mapping("ring", 0, 40);
        assertDone(scene.apply());
        ring.leave(ring.first(8));
        assertDone(scene.apply());
        scene.joined(8, 13).forEach(device -> ring.group.remove(device.objectId()));
        ring.leave(ring.first(13));
        assertDone(scene.apply());
        assertThat(ring.group.size()).isEqualTo(19);
        ring.leave(ring.first(1));

        assertHeld(scene.apply(), 1, "max-removal-percent");
    }

    @Test
    void a_hold_by_percentage_does_not_end_because_the_same_mistake_added_others() {
        var ring = scene.mapping("ring", 0, 40);
        assertDone(scene.apply());
        var before = ring.group.members();
        ring.leave(ring.first(40)).add(scene.joined(40, 200));

        assertThat(scene.run("apply").exit()).isEqualTo(HELD);
        var again = scene.apply();

        assertThat(ring.group.members()).containsAll(before);
        assertThat(again.status()).isEqualTo("Held");
    }

    @Test
    void a_hold_by_percentage_does_not_end_because_others_joined() {
        var ring = scene.mapping("ring", 0, 30, "guard: {max-removal-percent: 10}");
        assertDone(scene.apply());
        var before = ring.group.members();
        ring.leave(ring.first(4));
        assertHeld(scene.apply(), 4, "max-removal-percent");
        // the site adds a branch office that belongs to the ring
        ring.add(scene.joined(200, 20));
        scene.apply();
        scene.apply();
        assertThat(ring.group.members()).containsAll(before);
    }

    @Test
    void foreign_members_that_stay_are_no_base_of_a_percentage() {
        var ring = scene.mapping("ring", 0, 30, "foreign-members: keep");
        var strangers = Scene.objects(scene.joined(100, 170));
        assertDone(scene.apply());
        strangers.forEach(ring.group::add);
        assertDone(scene.apply());
        var leaving = ring.first(25);
        ring.leave(leaving);
        scene.apply();
        assertThat(ring.group.members()).containsAll(Scene.objects(leaving));
    }

    private void later(Duration by) {
        scene.live.stop();
        scene.live.by(Clock.offset(Clock.systemUTC(), by));
    }

    private static void assertHeldIn(String name, Scene.Result result, String... words) {
        assertThat(result.exit()).isEqualTo(HELD);
        assertThat(reasons(result).get(name)).containsExactly(words);
    }

    private static Map<String, List<String>> reasons(Scene.Result result) {
        var reasons = new HashMap<String, List<String>>();
        result.json()
                .path("mappings")
                .forEach(mapping -> reasons.put(
                        mapping.path("name").asText(),
                        result.texts(mapping.path("held").path("reasons"))));
        return reasons;
    }

    @Test
    void two_mappings_cannot_pass_the_limit_of_their_tenant_together() {
        scene.live.set("guard.tenant-max-removals = 7");
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

    @Test
    void removals_that_a_failed_run_never_sent_do_not_count_against_the_tenants_limit() {
        var app = sandbox.tenant("contoso").app();
        scene.live.set("guard.tenant-max-removals = 3");
        var ring = scene.mapping("ring", 0, 30);
        assertDone(scene.apply());
        ring.leave(ring.first(3));
        app.setRoles(Set.of("GroupMember.Read.All", "Device.Read.All"));
        sandbox.graph().revokeTokens(sandbox.tenant("contoso"));
        try {
            assertFailed(scene.apply(), "lacks GroupMember.ReadWrite.All");
        } finally {
            app.setRoles(SandboxApp.RECOMMENDED_ROLES);
            sandbox.graph().revokeTokens(sandbox.tenant("contoso"));
        }

        assertDone(scene.apply());
        assertThat(ring.group.members()).isEqualTo(ring.objects());
    }

    @Test
    void removals_that_wait_as_dead_letters_do_not_count_against_the_tenants_limit() {
        scene.live.set("guard.tenant-max-removals = 3");
        var ring = scene.mapping("ring", 0, 30);
        var other = scene.mapping("other", 40, 30);
        assertThat(scene.apply().exit()).isEqualTo(DONE);
        ring.leave(ring.first(3));
        sandbox.graph()
                .faults()
                .inject(Fault.of(FaultKind.ERROR_BEFORE)
                        .inParts()
                        .on("DELETE", "/groups/.*")
                        .status(400)
                        .saying("Request_BadRequest", "This member stays."));
        scene.apply();
        scene.apply();
        scene.apply();
        sandbox.graph().faults().clear();
        other.leave(other.first(3));

        scene.apply();

        assertThat(ring.group.size()).as("they wait").isEqualTo(30);
        assertThat(other.group.members()).isEqualTo(other.objects());
    }
}
