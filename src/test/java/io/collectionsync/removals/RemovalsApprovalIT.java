package io.collectionsync.removals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.collectionsync.management.MappingMXBean;
import io.collectionsync.sandbox.Fault;
import io.collectionsync.sandbox.FaultKind;
import io.collectionsync.testkit.Scene;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.management.JMX;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules of src/docs/removals.md: plan and approve. */
class RemovalsApprovalIT extends RemovalRules {

    private static final int USAGE = 64;

    @Test
    void an_approved_plan_is_released_as_shown_by_the_one_run_that_carries_it() {
        var ring = ring(40);
        var leaving = ring.first(15);
        ring.leave(leaving);
        var shown = scene.plan();
        assertHeld(shown, 15, "max-removal-percent");
        assertThat(shown.plan()).matches("[0-9a-f]{12}");
        assertHeld(scene.apply(), 15, "max-removal-percent");

        var released = scene.approve(shown.plan().substring(0, 8));

        assertDone(released);
        assertThat(released.approval()).isEqualTo("used");
        assertThat(released.out())
                .contains("by somebody is over: used, 15 of 15 removals made\"")
                .contains("\"plan\" : \"" + shown.plan() + "\"");
        assertThat(ring.group.members()).isEqualTo(ring.objects());
        assertThat(approvals()).containsExactly("used");
        Scene.objects(leaving).forEach(ring.group::add);
        assertHeld(scene.apply(), 15, "max-removal-percent");
    }

    @Test
    void one_removal_more_than_was_shown_is_another_plan() {
        var ring = ring();
        ring.leave(ring.first(10));
        var shown = scene.plan();
        ring.leave(ring.first(1)).add(scene.joined(70, 1));
        var before = ring.group.members();

        var refused = scene.approve(shown.plan());

        assertHeld(refused, 11, "plan-changed");
        assertThat(refused.approval()).isEqualTo("refused: plan-changed");
        assertThat(ring.group.members()).as("nothing at all is written").isEqualTo(before);
        assertThat(refused.plan()).isNotEqualTo(shown.plan());
        assertDone(scene.approve(refused.plan()));
        assertThat(ring.group.members()).isEqualTo(ring.objects());
    }

    @Test
    void who_need_not_go_any_more_is_left_out_of_an_approved_plan_and_told() {
        var ring = ring();
        var leaving = ring.first(10);
        ring.leave(leaving);
        var shown = scene.plan();
        ring.add(leaving.subList(0, 3));

        var released = scene.approve(shown.plan());

        assertDone(released);
        assertThat(released.out()).contains("used, 7 of 10 removals made, 3 not needed any more");
        assertThat(ring.group.members()).isEqualTo(ring.objects()).hasSize(23);
    }

    @Test
    void a_plan_can_be_approved_while_its_collection_goes_on_to_grow() {
        var ring = ring();
        ring.leave(ring.first(10)).add(scene.joined(60, 1));
        var shown = scene.plan();
        ring.add(scene.joined(70, 5));
        assertThat(scene.plan().plan()).isEqualTo(shown.plan());

        assertDone(scene.approve(shown.plan()));

        assertThat(ring.group.members()).isEqualTo(ring.objects()).hasSize(26);
    }

    @Test
    void an_approval_that_finds_nothing_to_do_is_over() {
        var ring = ring();
        var leaving = ring.first(10);
        ring.leave(leaving);
        var shown = scene.plan();
        ring.add(leaving);

        var found = scene.approve(shown.plan());

        assertDone(found);
        assertThat(found.approval()).isEqualTo("nothing to do");
        ring.leave(leaving);
        assertHeld(scene.apply(), 10, "max-removal-percent");
        assertThat(ring.group.size()).as("the same accident again").isEqualTo(30);
    }

    @Test
    void an_approval_that_is_given_twice_allows_no_later_run_anything() {
        scene.live.set("guard.max-removals = 0");
        var ring = ring();
        var leaving = ring.first(10);
        ring.leave(leaving);
        var shown = scene.plan();
        assertDone(scene.approve(shown.plan()));

        assertThat(scene.approve(shown.plan()).approval()).isEqualTo("nothing to do");

        ring.group.add(leaving.get(0).objectId());
        assertHeld(scene.apply(), 1, "max-removals");
        assertThat(ring.group.contains(leaving.get(0).objectId()))
                .as("put back by hand")
                .isTrue();
    }

    @Test
    void a_doubtful_read_cannot_be_approved_and_ends_the_approval() {
        var ring = ring();
        ring.leave(ring.first(10));
        sandbox.site().setMemberCount(ring.collection, 30);
        var shown = scene.plan();

        var doubtful = scene.approve(shown.plan());

        assertHeld(doubtful, 10, "member-count", "max-removal-percent");
        assertThat(doubtful.approval()).isEqualTo("doubtful: member-count, max-removal-percent");
        sandbox.site().setMemberCount(ring.collection, null);
        assertHeld(scene.apply(), 10, "max-removal-percent");
        assertThat(ring.group.size()).isEqualTo(30);
    }

    @Test
    void a_paused_mapping_refuses_an_approval_and_ends_it() {
        var ring = ring();
        ring.leave(ring.first(10));
        var shown = scene.plan();
        var wiring = scene.live.engine().wiring();
        wiring.pauses.pause(wiring.mappings.all().get(0), "somebody", "a test");

        var refused = scene.approve(shown.plan());

        assertHeld(refused, 10, "paused");
        assertThat(refused.approval()).isEqualTo("refused: paused");
        wiring.pauses.resume(ring.group.id());
        assertHeld(scene.apply(), 10, "max-removal-percent");
        assertThat(ring.group.size()).isEqualTo(30);
    }

    @Test
    void an_approval_is_over_with_a_run_that_fails() {
        var ring = ring();
        ring.leave(ring.first(10));
        var shown = scene.plan();
        sandbox.graph()
                .faults()
                .inject(Fault.of(FaultKind.ERROR_BEFORE)
                        .on("GET", "/groups/.*/members.*")
                        .status(403));

        var failed = scene.approve(shown.plan());

        assertThat(failed.status()).isEqualTo("Failed");
        assertThat(failed.approval()).isEqualTo("failed: graph");
        sandbox.graph().faults().clear();
        assertHeld(scene.apply(), 10, "max-removal-percent");
        assertThat(ring.group.size()).isEqualTo(30);
    }

    @Test
    void an_approval_is_over_with_a_run_that_is_killed() throws Exception {
        var ring = ring();
        ring.leave(ring.first(10));
        var shown = scene.plan();
        killWhileApproved(shown.plan());

        assertHeld(scene.apply(), 10, "max-removal-percent");

        assertThat(ring.group.size()).isEqualTo(30);
        assertThat(approvals()).containsExactly("interrupted");
        assertDone(scene.approve(shown.plan()));
    }

    @Test
    void an_approved_run_waits_as_long_as_another_run_writes_the_group_and_shows_it() throws Exception {
        var ring = ring();
        ring.leave(ring.first(10));
        var shown = scene.plan();
        var leases = scene.live.engine().wiring().leases;
        leases.acquire(ring.group.id(), "a long run");

        var approving = CompletableFuture.supplyAsync(() -> scene.approve(shown.plan()));

        await().atMost(20, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(scene.run("status").out())
                        .contains(
                                "ring: plan " + shown.plan() + ", approved by somebody for run ",
                                "waits for another run that writes the group"));
        assertFailed(scene.apply(), "Another run is writing this group");
        assertHeld(scene.plan(), 10, "max-removal-percent");
        assertThat(approving)
                .as("a plain run gave up, and a dry look ended nothing")
                .isNotDone();
        leases.release(ring.group.id(), "a long run");
        assertDone(approving.get(60, TimeUnit.SECONDS));
        assertThat(ring.group.members()).isEqualTo(ring.objects());
        assertThat(scene.run("status").out()).doesNotContain("approved by");
    }

    @Test
    void an_approval_over_jmx_starts_a_run_and_returns_its_id() throws Exception {
        scene.live.asService();
        var ring = ring();
        ring.leave(ring.first(10));
        var shown = scene.plan();
        var bean = JMX.newMXBeanProxy(
                ManagementFactory.getPlatformMBeanServer(),
                new ObjectName("io.collectionsync:type=Mapping,name=\"ring\""),
                MappingMXBean.class);
        var leases = scene.live.engine().wiring().leases;
        leases.acquire(ring.group.id(), "a long run");

        String run = bean.approve(shown.plan());

        assertThat(ring.group.size()).as("it waits").isEqualTo(30);
        leases.release(ring.group.id(), "a long run");
        await().atMost(60, TimeUnit.SECONDS).until(() -> ring.group.size() == 20);
        await().atMost(20, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(approvals()).containsExactly("used"));
        assertThat(scene.run("history", "--json")
                        .json()
                        .path("approvals")
                        .path(0)
                        .path("run")
                        .asText())
                .isEqualTo(run);
        assertThatThrownBy(() -> bean.approve("0123456789ab")).hasMessageContaining("No plan 0123456789ab was shown");
    }

    @Test
    void an_approval_releases_no_member_that_became_doubtful_after_it_was_shown() {
        var ring = scene.mapping("ring", 0, 30, "guard: {max-removals: 0}");
        assertDone(scene.apply());
        var device = ring.first(1).get(0);
        ring.leave(List.of(device));
        var held = scene.apply();
        assertHeld(held, 1, "max-removals");
        // the device is in the collection again, and the site has lost its id
        ring.add(List.of(device));
        sandbox.site().setDeviceId(device.resourceId(), null);
        try {
            scene.approve(held.plan());

            assertThat(ring.group.contains(device.objectId())).isTrue();
        } finally {
            sandbox.site().setDeviceId(device.resourceId(), device.deviceIdText());
        }
    }

    @Test
    void a_hash_that_was_never_shown_is_refused_before_anything_begins() {
        scene.mapping("ring", 0, 3);
        for (String hash : List.of("12345678", "nonsense", "1234567")) {
            var result = scene.run("apply", "--approve", hash);

            assertThat(result.exit()).isEqualTo(USAGE);
            assertThat(result.err()).contains(hash).doesNotContain("--approve");
            assertThat(result.out()).isEmpty();
        }
        assertThat(scene.run("history", "--json").json().path("runs")).isEmpty();
    }

    @Test
    void each_plan_of_a_file_is_released_by_its_own_approval(@TempDir Path folder) throws IOException {
        var ring = scene.mapping("ring", 0, 30);
        var other = scene.mapping("other", 40, 30);
        assertDone(scene.apply());
        ring.leave(ring.first(10));
        other.leave(other.first(10));
        var shown = scene.plan();
        other.leave(other.first(1));
        var file = folder.resolve("held.csv");
        var hashes = shown.json().path("mappings").findValuesAsText("plan");
        Files.writeString(
                file,
                "mapping,kind,plan\r\n\"a, b\",unknown," + hashes.get(0) + "\r\nc,added," + hashes.get(1)
                        + "\r\nc,unknown,\"" + hashes.get(1) + "\"\r\n");

        var result = scene.run("apply", "--approve-file", file.toString(), "--json");

        assertThat(result.exit()).as(result.out() + result.err()).isEqualTo(HELD);
        assertThat(result.json().path("mappings").findValuesAsText("end")).containsExactly("refused", "used");
        assertThat(ring.group.members()).isEqualTo(ring.objects()).hasSize(20);
        assertThat(other.group.size()).as("one removal more").isEqualTo(30);
        assertThat(scene.apply().json().path("mappings").findValuesAsText("status"))
                .as("no later run may more")
                .containsExactly("Held", "Success");
    }

    @Test
    void first_runs_are_released_by_the_file_that_shows_them(@TempDir Path folder) throws IOException {
        scene.live.set("guard.first-run = hold");
        var ring = scene.mapping("ring", 0, 5);
        var other = scene.mapping("other", 10, 5);
        for (var pair : List.of(ring, other)) {
            Scene.objects(scene.joined(60, 3)).forEach(pair.group::add);
        }
        var file = folder.resolve("first.csv");
        assertThat(scene.run("plan", "--first-run", "--csv", file.toString()).exit())
                .isEqualTo(HELD);
        Files.write(
                file,
                Files.readAllLines(file).stream()
                        .filter(line -> !line.startsWith("other,"))
                        .toList());

        var result = scene.run("apply", "--approve-file", file.toString());

        assertThat(result.exit()).as(result.out() + result.err()).isEqualTo(DONE);
        assertThat(ring.group.members()).isEqualTo(ring.objects());
        assertThat(other.group.members()).as("its line was deleted").hasSize(3);
        ring.leave(ring.first(1));
        assertThat(scene.apply().json().path("mappings").findValuesAsText("status"))
                .as("the one is known from now on")
                .containsExactly("Held", "Success");
        assertThat(ring.group.members()).isEqualTo(ring.objects());
        assertThat(other.group.size()).isEqualTo(8);
    }

    @Test
    void a_file_with_a_plan_that_was_never_shown_releases_nothing(@TempDir Path folder) throws IOException {
        var ring = ring();
        ring.leave(ring.first(10));
        var shown = scene.plan();
        var file = folder.resolve("held.csv");
        Files.writeString(file, "plan\n" + shown.plan() + "\n0123456789ab\nba9876543210\n");

        var result = scene.run("apply", "--approve-file", file.toString());

        assertThat(result.exit()).isEqualTo(USAGE);
        assertThat(result.err()).contains("0123456789ab", "ba9876543210").doesNotContain(shown.plan());
        assertThat(ring.group.size()).isEqualTo(30);
        assertThat(approvals()).isEmpty();
        for (String text : List.of("mapping\nring\n", "plan\n", "plan,mapping\n,ring\n", "plan\n\"" + shown.plan())) {
            Files.writeString(file, text);
            var faulty = scene.run("apply", "--approve-file", file.toString());
            assertThat(faulty.exit()).as(text).isEqualTo(USAGE);
            assertThat(faulty.err()).contains("--approve-file " + file + ": ");
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

    private Scene.Pair ring() {
        return ring(30);
    }

    /** @return a mapping whose group has the members of its collection */
    private Scene.Pair ring(int members) {
        // the tests edit the group by hand and look at once
        scene.live.set("graph.replica-lag = 1ms");
        var ring = scene.mapping("ring", 0, members);
        assertDone(scene.apply());
        return ring;
    }

    /** @return how the approvals on record ended, the latest first; null for one whose run goes on */
    private List<String> approvals() {
        return scene.run("history", "--json").json().path("approvals").findValuesAsText("outcome");
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
