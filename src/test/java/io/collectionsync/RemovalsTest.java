package io.collectionsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.collectionsync.sandbox.Fault;
import io.collectionsync.sandbox.FaultKind;
import io.collectionsync.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each rule of src/docs/removals.md, from the command line to the group's membership. */
class RemovalsTest {

    private static final int DONE = 0;
    private static final int ERROR = 1;
    private static final int HELD = 3;
    private static Sandbox sandbox;

    private Scene scene;

    @BeforeAll
    static void startSandbox() {
        sandbox = Scene.sandbox(400);
    }

    @AfterAll
    static void stopSandbox() {
        sandbox.close();
    }

    @BeforeEach
    void open(@TempDir Path home) {
        scene = new Scene(sandbox, home);
    }

    @AfterEach
    void close() {
        scene.close();
    }

    private static void assertHeld(Scene.Result result, int removals, String... reasons) {
        assertThat(result.status()).as(result.out()).isEqualTo("Held");
        assertThat(result.reasons()).containsExactly(reasons);
        assertThat(result.held()).isEqualTo(removals);
        assertThat(result.exit()).isEqualTo(HELD);
    }

    private static void assertFailed(Scene.Result result, String words) {
        assertThat(result.status()).as(result.out()).isEqualTo("Failed");
        assertThat(result.mapping().path("error").asText()).contains(words);
        assertThat(result.exit()).isEqualTo(ERROR);
    }

    private static void assertDone(Scene.Result result) {
        assertThat(result.status()).as(result.out()).isEqualTo("Success");
        assertThat(result.exit()).isEqualTo(DONE);
    }

    @Test
    void an_empty_collection_removes_nobody() throws IOException {
        var ring = scene.mapping("ring", 0, 5);
        assertDone(scene.apply());

        sandbox.site().emptyCollection(ring.collection);

        assertHeld(scene.apply(), 5, "empty");
        assertThat(ring.group.members()).isEqualTo(ring.objects());
    }

    @Test
    void a_deleted_collection_fails_its_mapping_and_removes_nobody() throws IOException {
        var ring = scene.mapping("ring", 0, 5);
        var other = scene.mapping("other", 10, 5);
        ring.group.setMembers(ring.objects());

        sandbox.site().deleteCollection(ring.collection);
        var result = scene.apply();

        assertThat(result.exit()).isEqualTo(ERROR);
        assertThat(result.out()).contains("does not exist in the site database");
        assertThat(ring.group.members()).isEqualTo(ring.objects());
        assertThat(other.group.members()).isEqualTo(other.objects());
    }

    @Test
    void a_collection_that_is_being_evaluated_holds_removals() throws IOException {
        var ring = scene.mapping("ring", 0, 30);
        ring.group.setMembers(ring.objects());
        var leaving = ring.first(1);
        ring.leave(leaving).add(scene.joined(40, 1));

        sandbox.site().setStatus(ring.collection, 4);

        assertHeld(scene.apply(), 1, "collection-not-ready");
        assertThat(ring.group.members()).containsAll(Scene.objects(leaving)).containsAll(ring.objects());
        sandbox.site().setStatus(ring.collection, 1);
        assertDone(scene.apply());
        assertThat(ring.group.members()).isEqualTo(ring.objects());
    }

    @Test
    void rows_that_disagree_with_the_collections_own_count_hold_removals() throws IOException {
        var ring = scene.mapping("ring", 0, 30);
        ring.group.setMembers(ring.objects());
        var leaving = ring.first(1);
        ring.leave(leaving);

        sandbox.site().setMemberCount(ring.collection, 30);

        assertHeld(scene.apply(), 1, "member-count");
        assertThat(ring.group.members()).containsAll(Scene.objects(leaving));
    }

    @Test
    void half_a_listing_of_the_group_changes_nothing() throws IOException {
        var ring = scene.mapping("ring", 0, 30);
        ring.group.setMembers(Scene.objects(scene.joined(0, 40)));
        for (var kind : List.of(FaultKind.CUT_ANSWER, FaultKind.TRUNCATED_ANSWER)) {
            sandbox.graph().faults().clear();
            sandbox.graph().faults().inject(Fault.of(kind).on("GET", ".*/members.*"));

            assertFailed(scene.apply(), "could not be read completely");
            assertThat(ring.group.size()).isEqualTo(40);
        }
    }

    @Test
    void a_page_whose_items_come_twice_counts_them_once() throws IOException {
        var ring = scene.mapping("ring", 0, 30);
        ring.group.setMembers(Scene.objects(scene.joined(0, 31)));
        sandbox.graph().faults().inject(Fault.of(FaultKind.REPEATED_ITEMS).on("GET", ".*/members.*"));

        assertDone(scene.apply());
        assertThat(ring.group.members()).isEqualTo(ring.objects());
    }

    @Test
    void a_site_database_that_breaks_off_changes_nothing(@TempDir Path other) throws Exception {
        try (var site = Scene.sandbox(9_000); var far = new Scene(site, other)) {
            // more rows than travel in a chunk: the read goes on when the first of them are looked up
            var ring = far.mapping("ring", 0, 7_000);
            ring.group.setMembers(Scene.objects(far.joined(100, 2_000)));
            far.engine();
            var slow = site.graph().faults().inject(Fault.of(FaultKind.HANG_BEFORE).on("POST", "/.batch").times(1)
                    .lasting(Duration.ofSeconds(5)));
            var result = CompletableFuture.supplyAsync(far::apply);
            await().atMost(20, TimeUnit.SECONDS).until(() -> slow.met() > 0);
            site.site().stop();

            assertFailed(result.get(60, TimeUnit.SECONDS), "Site database");
            assertThat(ring.group.members()).isEqualTo(Scene.objects(far.joined(100, 2_000)));
        }
    }

    @Test
    void an_item_without_id_in_the_listing_changes_nothing() throws IOException {
        var ring = scene.mapping("ring", 0, 30);
        ring.group.setMembers(Scene.objects(scene.joined(0, 31)));
        sandbox.graph().faults().inject(Fault.of(FaultKind.ITEM_WITHOUT_ID).on("GET", ".*/members.*"));

        assertFailed(scene.apply(), "an item lacks its id");
        assertThat(ring.group.size()).isEqualTo(31);
    }

    @Test
    void devices_that_cannot_be_resolved_change_nothing() throws IOException {
        var ring = scene.mapping("ring", 0, 30);
        ring.group.setMembers(ring.objects());
        sandbox.graph().faults().inject(Fault.of(FaultKind.ERROR_BEFORE).on("GET", "/devices.*").inParts().status(403)
                .saying("Authorization_RequestDenied", "no"));

        assertFailed(scene.apply(), "could not be resolved");
        assertThat(ring.group.members()).isEqualTo(ring.objects());
    }

    @Test
    void throttled_queries_are_no_unknown_devices() throws IOException {
        var ring = scene.mapping("ring", 0, 30);
        ring.group.setMembers(ring.objects());
        sandbox.graph().faults().setEarlyRetriesPunished(false);
        sandbox.graph().faults().inject(Fault.of(FaultKind.THROTTLED).on("GET", "/devices.*").inParts()
                .lasting(Duration.ofMillis(50)));

        assertFailed(scene.apply(), "could not be resolved");
        assertThat(ring.group.members()).isEqualTo(ring.objects());
        sandbox.graph().faults().clear();
        assertDone(scene.apply());
    }

    @Test
    void a_device_whose_id_the_site_has_lost_is_not_removed() throws IOException {
        var ring = scene.mapping("ring", 0, 40);
        assertDone(scene.apply());
        var leaving = ring.first(1);
        ring.leave(leaving);
        var lost = ring.first(1).get(0);
        sandbox.site().setDeviceId(lost.resourceId(), null);
        try {
            var result = scene.apply();

            assertHeld(result, 1, "lost-device-id");
            assertThat(result.mapping().path("unresolved").findValuesAsText("reason")).containsExactly("no-device-id");
            assertThat(ring.group.members()).as("the rest goes on").isEqualTo(ring.objects());
        } finally {
            sandbox.site().setDeviceId(lost.resourceId(), lost.deviceIdText());
        }
        assertDone(scene.apply());
    }

    @Test
    void many_devices_that_lose_their_ids_at_once_are_all_held() throws IOException {
        var ring = scene.mapping("ring", 0, 40);
        assertDone(scene.apply());
        var lost = ring.first(12);
        lost.forEach(device -> sandbox.site().setDeviceId(device.resourceId(), null));
        try {
            assertHeld(scene.apply(), 12, "max-removal-percent", "lost-device-id");
            assertThat(ring.group.members()).isEqualTo(ring.objects());
        } finally {
            lost.forEach(device -> sandbox.site().setDeviceId(device.resourceId(), device.deviceIdText()));
        }
        assertDone(scene.apply());
    }

    @Test
    void a_device_with_several_objects_is_neither_added_nor_removed() throws IOException {
        var ring = scene.mapping("ring", 0, 30);
        assertDone(scene.apply());
        var device = ring.first(1).get(0);
        var twin = sandbox.tenant("contoso").addDevice(device.name(), device.deviceId(), "AzureAd");
        ring.group.add(twin);
        try {
            assertDone(scene.apply());
            assertDone(scene.apply());
            assertThat(ring.group.members()).contains(twin, device.objectId());
        } finally {
            sandbox.tenant("contoso").delete(twin);
        }
    }

    @Test
    void a_memory_that_is_out_of_date_removes_nobody() throws IOException {
        var ring = scene.mapping("ring", 300, 10);
        assertDone(scene.apply());
        var device = ring.first(1).get(0);
        var reborn = reborn(device.name(), device.deviceId(), device.objectId());
        ring.group.add(reborn);
        try {
            scene.apply();
            assertThat(ring.group.contains(reborn)).isTrue();
            assertThat(scene.apply().mapping().path("removals")).isEmpty();
            assertThat(ring.group.contains(reborn)).isTrue();
        } finally {
            sandbox.tenant("contoso").delete(reborn);
        }
    }

    private UUID reborn(String name, UUID deviceId, UUID former) {
        sandbox.tenant("contoso").delete(former);
        return sandbox.tenant("contoso").addDevice(name, deviceId, "AzureAd");
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
    void an_approved_plan_is_released_exactly_as_shown_and_once() throws IOException {
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
    void a_plan_that_has_changed_is_not_released() throws IOException {
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
    void a_doubtful_read_cannot_be_approved() throws IOException {
        var ring = scene.mapping("ring", 0, 30);
        assertDone(scene.apply());
        ring.leave(ring.first(1));
        sandbox.site().setMemberCount(ring.collection, 30);
        var shown = scene.plan();

        assertHeld(scene.approve(shown.plan()), 1, "member-count");
        assertThat(ring.group.size()).isEqualTo(30);
    }

    @Test
    void a_hash_that_was_never_shown_is_refused() throws IOException {
        scene.mapping("ring", 0, 3);
        for (String hash : List.of("12345678", "nonsense", "1234567")) {
            var result = scene.approve(hash);

            assertThat(result.exit()).isEqualTo(HELD);
            assertThat(result.out()).contains(hash);
        }
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

    @Test
    void what_was_just_changed_is_not_changed_again_while_replicas_lag() throws IOException {
        var ring = scene.mapping("ring", 0, 30);
        ring.group.setMembers(Scene.objects(scene.joined(0, 2)));
        ring.leave(ring.first(1));
        sandbox.graph().faults().setReplicaLag(Duration.ofMinutes(3));
        try {
            scene.apply();
            assertThat(ring.group.members()).isEqualTo(ring.objects());
            for (int i = 0; i < 3; i++) {
                var again = scene.apply();
                assertDone(again);
                assertThat(again.mapping().path("additions")).isEmpty();
                assertThat(again.mapping().path("removals")).isEmpty();
            }
        } finally {
            sandbox.graph().faults().setReplicaLag(Duration.ZERO);
        }
    }

    @Test
    void a_hand_edit_is_repaired_by_the_next_run() throws IOException {
        var ring = scene.mapping("ring", 0, 30);
        assertDone(scene.apply());
        ring.group.remove(ring.first(1).get(0).objectId());
        ring.group.add(scene.joined(80, 1).get(0).objectId());

        assertDone(scene.apply());
        assertThat(ring.group.members()).isEqualTo(ring.objects());
    }

    @Test
    void a_dry_run_writes_nothing_and_says_so() throws IOException {
        var ring = scene.mapping("ring", 0, 5);

        assertThat(scene.run("apply", "--dry-run", "--json").json().path("dryRun").asBoolean()).isTrue();
        assertThat(scene.run("apply", "--dry-run").out()).contains("Nothing was written.");
        scene.setting("apply.enabled = false");
        assertThat(scene.run("apply").out()).contains("Nothing was written.");
        assertThat(ring.group.members()).isEmpty();
    }

    @Test
    void every_member_of_a_plan_has_its_reason(@TempDir Path folder) throws IOException {
        scene.setting("guard.max-removal-percent = unlimited");
        var ring = scene.mapping("ring", 0, 30);
        assertDone(scene.apply());
        var gone = ring.first(1).get(0);
        var moved = ring.first(2).get(1);
        var taken = ring.first(3).get(2);
        ring.leave(List.of(gone)).add(scene.joined(90, 1));
        sandbox.site().setTenantId(moved.resourceId(), sandbox.tenant("fabrikam").id().toString());
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
            assertThat(reason(members, scene.joined(90, 1).get(0).objectId())).isEqualTo("in collection " + ring.collection);
            var csv = folder.resolve("plan.csv");
            assertThat(scene.run("plan", "--csv", csv.toString()).out()).contains("left the tenant", gone.name());
            assertThat(Files.readString(csv)).startsWith("mapping,change,member,reason\r\n").contains(gone.name());
        } finally {
            sandbox.site().setTenantId(moved.resourceId(), sandbox.tenant("contoso").id().toString());
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

    @Test
    void every_change_is_on_record_with_its_reason() throws IOException {
        var ring = scene.mapping("ring", 0, 5);
        assertDone(scene.apply());
        var gone = ring.first(1).get(0);
        ring.leave(List.of(gone));
        assertDone(scene.apply());

        var latest = scene.run("history", "ring", "--json").json().path("changes").path(0);

        assertThat(latest.path("member").asText()).isEqualTo(gone.objectId().toString());
        assertThat(latest.path("name").asText()).isEqualTo(gone.name());
        assertThat(latest.path("change").asText()).isEqualTo("removal");
        assertThat(latest.path("reason").asText()).isEqualTo("not in any mapped collection");
        assertThat(latest.path("outcome").asText()).isEqualTo("applied");
        assertThat(scene.run("history", "ring").out()).contains(gone.name());
    }

    @Test
    void drift_is_told_from_changes_of_the_collection() throws IOException {
        var ring = scene.mapping("ring", 0, 10);
        assertDone(scene.apply());
        ring.leave(ring.first(1));
        ring.group.add(scene.joined(95, 1).get(0).objectId());
        ring.group.remove(ring.first(1).get(0).objectId());
        assertDone(scene.apply());

        var drift = drift();

        assertThat(drift.path("added").asInt()).isEqualTo(1);
        assertThat(drift.path("removed").asInt()).isEqualTo(1);
        assertDone(scene.apply());
        assertThat(drift().path("added").asInt()).isZero();
    }

    private JsonNode drift() {
        return scene.run("status", "--json").json().path("mappings").path(0).path("drift");
    }

    @Test
    void a_hand_edit_stands_in_history_from_when_it_was_seen_until_it_is_repaired() throws IOException {
        var ring = scene.mapping("ring", 0, 30);
        assertDone(scene.apply());
        var foreign = Scene.objects(scene.joined(200, 12));
        foreign.forEach(ring.group::add);
        assertHeld(scene.apply(), 12, "max-removal-percent");
        var held = scene.apply();

        assertThat(drift().path("added").asInt()).as("still drift, though the runtime has seen it").isEqualTo(12);
        var shown = scene.run("history", "--json").json().path("drift");
        assertThat(shown.findValuesAsText("member")).hasSize(12)
                .allMatch(member -> foreign.contains(UUID.fromString(member)));
        assertThat(shown.findValuesAsText("outcome")).containsOnly("lasts");
        assertThat(shown.path(0).path("reason").asText()).isEqualTo("added by hand in Entra");
        assertDone(scene.approve(held.plan()));
        assertDone(scene.apply());
        assertThat(scene.run("history", "--json").json().path("drift").findValuesAsText("outcome"))
                .allMatch(outcome -> outcome.startsWith("ended "));
    }

    @Test
    void what_a_run_did_before_it_broke_off_is_no_drift() throws IOException {
        var ring = scene.mapping("ring", 0, 5);
        assertDone(scene.apply());
        ring.add(scene.joined(100, 90));
        List.of("PATCH", "POST").forEach(method -> sandbox.graph().faults().inject(Fault.of(FaultKind.ERROR_BEFORE)
                .on(method, "/groups/.*").inParts().after(method.equals("PATCH") ? 2 : 0)
                .status(403).saying("Authorization_RequestDenied", "Insufficient privileges")));
        assertThat(scene.apply().exit()).isEqualTo(ERROR);
        sandbox.graph().faults().clear();
        assertThat(ring.group.size()).isBetween(6, 94);
        ring.leave(ring.devices.stream().filter(device -> ring.group.contains(device.objectId())).skip(5).limit(3).toList());

        assertDone(scene.apply());

        assertThat(drift().path("added").asInt()).isZero();
        assertThat(scene.run("history", "--json").json().path("drift")).isEmpty();
    }

    @Test
    void a_paused_mapping_writes_nothing_until_it_is_resumed() throws IOException {
        var ring = scene.mapping("ring", 0, 5);
        var wiring = scene.engine().wiring();
        wiring.pauses.pause(wiring.mappings.all().get(0), "somebody", "a test");

        assertHeld(scene.apply(), 0, "paused");
        assertThat(ring.group.members()).isEmpty();
        assertThat(scene.run("status").out()).contains("(paused)");
        assertThat(scene.run("resume", "ring").exit()).isEqualTo(DONE);
        assertDone(scene.apply());
        assertThat(ring.group.members()).isEqualTo(ring.objects());
    }

    @Test
    void an_undone_run_is_taken_back_as_shown_and_its_mapping_pauses() throws IOException {
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
        assertThat(scene.run("undo", run, "--approve", shown.plan(), "--json").exit()).isEqualTo(DONE);
        assertThat(ring.group.members()).isEqualTo(before);
        assertHeld(scene.apply(), 3, "paused");
        scene.run("resume", "ring");
        assertDone(scene.apply());
        assertThat(ring.group.members()).isEqualTo(ring.objects());
    }
}
