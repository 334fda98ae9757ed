package io.collectionsync.removals;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.collectionsync.testkit.Scene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules of src/docs/removals.md: plan and approve. */
class RemovalsApprovalIT extends RemovalRules {

    @Test
    void an_approved_plan_is_released_exactly_as_shown_and_once() {
        var ring = scene.mapping("ring", 0, 30);
        assertDone(scene.apply());
        var leaving = ring.first(10);
        ring.leave(leaving).add(scene.joined(60, 1));
        var shown = scene.plan();
        assertHeld(shown, 10, "max-removal-percent");
        assertThat(shown.plan()).matches("[0-9a-f]{12}");
        assertHeld(scene.apply(), 10, "max-removal-percent");

        assertDone(scene.approve(shown.plan().substring(0, 8)));
        assertThat(ring.group.members()).isEqualTo(ring.objects());

        ring.group.setMembers(Scene.objects(scene.joined(150, 30)));
        assertThat(scene.apply().status()).as("used once").isEqualTo("Held");
    }

    @Test
    void a_plan_that_has_changed_is_not_released() {
        var ring = scene.mapping("ring", 0, 30);
        assertDone(scene.apply());
        ring.leave(ring.first(10));
        var shown = scene.plan();
        ring.leave(ring.first(1)).add(scene.joined(70, 1));
        var before = ring.group.members();

        var refused = scene.approve(shown.plan());

        assertHeld(refused, 11, "plan-changed");
        assertThat(ring.group.members()).as("nothing at all is written").isEqualTo(before);
        assertThat(refused.plan()).isNotEqualTo(shown.plan());
        assertDone(scene.approve(refused.plan()));
        assertThat(ring.group.members()).isEqualTo(ring.objects());
    }

    @Test
    void an_approval_of_another_plan_that_comes_in_the_middle_of_a_run_releases_nothing() throws Exception {
        var ring = scene.mapping("ring", 0, 30);
        assertDone(scene.apply());
        var back = ring.first(1);
        ring.leave(ring.first(11));
        var plans = scene.live.engine().wiring().shownPlans;
        var other = plans.find(scene.plan().plan());
        ring.add(back);
        var over = new AtomicBoolean();
        var operator = CompletableFuture.runAsync(() -> {
            while (!over.get()) {
                plans.approve(other, "somebody");
            }
        });
        try {
            for (int run = 0; run < 3; run++) {
                assertHeld(scene.apply(), 10, "max-removal-percent");
            }
        } finally {
            over.set(true);
            operator.get(20, TimeUnit.SECONDS);
        }
        assertThat(ring.group.size()).isEqualTo(30);
    }

    @Test
    void an_approving_run_whose_approval_is_used_up_writes_nothing() {
        var ring = scene.mapping("ring", 0, 30);
        assertDone(scene.apply());
        ring.leave(ring.first(10));
        var plans = scene.live.engine().wiring().shownPlans;
        plans.approve(plans.find(scene.plan().plan()), "somebody");
        assertDone(scene.apply());
        ring.leave(ring.first(1)).add(scene.joined(70, 1));
        var before = ring.group.members();

        var late = scene.released();

        assertHeld(late, 1, "plan-changed");
        assertThat(ring.group.members()).as("nobody was shown this").isEqualTo(before);
        assertDone(scene.approve(late.plan()));
        assertThat(ring.group.members()).isEqualTo(ring.objects());
        assertDone(scene.released());
    }

    @Test
    void a_doubtful_read_cannot_be_approved() {
        var ring = scene.mapping("ring", 0, 30);
        assertDone(scene.apply());
        ring.leave(ring.first(1));
        sandbox.site().setMemberCount(ring.collection, 30);
        var shown = scene.plan();

        assertHeld(scene.approve(shown.plan()), 1, "member-count");
        assertThat(ring.group.size()).isEqualTo(30);
    }

    @Test
    void a_hash_that_was_never_shown_is_refused() {
        scene.mapping("ring", 0, 3);
        for (String hash : List.of("12345678", "nonsense", "1234567")) {
            var result = scene.approve(hash);

            assertThat(result.exit()).isEqualTo(HELD);
            assertThat(result.out()).contains(hash);
        }
    }

    @Test
    void a_dry_run_writes_nothing_and_says_so() {
        var ring = scene.mapping("ring", 0, 5);

        assertThat(scene.run("apply", "--dry-run", "--json")
                        .json()
                        .path("dryRun")
                        .asBoolean())
                .isTrue();
        assertThat(scene.run("apply", "--dry-run").out()).contains("Nothing was written.");
        scene.live.set("apply.enabled = false");
        assertThat(scene.run("apply").out()).contains("Nothing was written.");
        assertThat(ring.group.members()).isEmpty();
    }

    @Test
    void every_member_of_a_plan_has_its_reason(@TempDir Path folder) throws IOException {
        scene.live.set("guard.max-removal-percent = unlimited");
        var ring = scene.mapping("ring", 0, 30);
        assertDone(scene.apply());
        var gone = ring.first(1).get(0);
        var moved = ring.first(2).get(1);
        var taken = ring.first(3).get(2);
        ring.leave(List.of(gone)).add(scene.joined(90, 1));
        sandbox.site()
                .setTenantId(moved.resourceId(), sandbox.tenant("fabrikam").id().toString());
        var user = sandbox.tenant("contoso").addUser("Ada", "ada@contoso.example", false);
        ring.group.add(user);
        ring.group.remove(taken.objectId());
        try {
            var members = scene.plan().mapping().path("members");

            assertThat(reason(members, gone.objectId())).isEqualTo("not in any mapped collection");
            assertThat(reason(members, moved.objectId())).isEqualTo("left the tenant");
            assertThat(reason(members, user)).isEqualTo("added by hand in Entra, a user");
            assertThat(reason(members, taken.objectId()))
                    .isEqualTo("in collection " + ring.collection + "; removed by hand in Entra");
            assertThat(reason(members, scene.joined(90, 1).get(0).objectId()))
                    .isEqualTo("in collection " + ring.collection);
            var csv = folder.resolve("plan.csv");
            assertThat(scene.run("plan", "--csv", csv.toString()).out()).contains("left the tenant", gone.name());
            assertThat(Files.readString(csv))
                    .startsWith("mapping,change,member,reason\r\n")
                    .contains(gone.name());
        } finally {
            sandbox.site()
                    .setTenantId(
                            moved.resourceId(), sandbox.tenant("contoso").id().toString());
            sandbox.tenant("contoso").delete(user);
        }
    }

    private static String reason(JsonNode members, UUID id) {
        for (var member : members) {
            if (member.path("id").asText().equals(id.toString())) {
                return member.path("reason").asText();
            }
        }
        return "absent";
    }
}
