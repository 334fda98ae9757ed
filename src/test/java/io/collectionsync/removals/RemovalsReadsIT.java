package io.collectionsync.removals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.collectionsync.sandbox.Fault;
import io.collectionsync.sandbox.FaultKind;
import io.collectionsync.testkit.LogLines;
import io.collectionsync.testkit.Scene;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules of src/docs/removals.md: reads that can be trusted. */
class RemovalsReadsIT extends RemovalRules {

    @Test
    void a_deleted_collection_fails_its_mapping_and_removes_nobody() {
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
    void a_collection_that_is_being_evaluated_holds_removals() {
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
    void rows_that_disagree_with_the_collections_own_count_hold_removals() {
        var ring = scene.mapping("ring", 0, 30);
        ring.group.setMembers(ring.objects());
        var leaving = ring.first(1);
        ring.leave(leaving);

        sandbox.site().setMemberCount(ring.collection, 30);

        assertHeld(scene.apply(), 1, "member-count");
        assertThat(ring.group.members()).containsAll(Scene.objects(leaving));
    }

    @Test
    void half_a_listing_of_the_group_changes_nothing() {
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
    void a_page_whose_items_come_twice_counts_them_once() {
        var ring = scene.mapping("ring", 0, 30);
        ring.group.setMembers(Scene.objects(scene.joined(0, 31)));
        sandbox.graph().faults().inject(Fault.of(FaultKind.REPEATED_ITEMS).on("GET", ".*/members.*"));

        assertDone(scene.apply());
        assertThat(ring.group.members()).isEqualTo(ring.objects());
    }

    @Test
    void a_site_database_that_breaks_off_changes_nothing(@TempDir Path other) throws Exception {
        try (var site = Scene.sandbox(17_000);
                var far = new Scene(site, other)) {
            // more rows than two chunks hold: the read goes on when the first of them are looked up
            var ring = far.mapping("ring", 0, 14_000);
            ring.group.setMembers(Scene.objects(far.joined(100, 2_000)));
            far.live.engine();
            var slow = site.graph()
                    .faults()
                    .inject(Fault.of(FaultKind.HANG_BEFORE)
                            .on("POST", "/.batch")
                            .times(1)
                            .lasting(Duration.ofSeconds(5)));
            var result = CompletableFuture.supplyAsync(far::apply);
            await().atMost(20, TimeUnit.SECONDS).until(() -> slow.met() > 0);
            site.site().stop();

            assertFailed(result.get(60, TimeUnit.SECONDS), "Site database");
            assertThat(ring.group.members()).isEqualTo(Scene.objects(far.joined(100, 2_000)));
        }
    }

    @Test
    void an_item_without_id_in_the_listing_changes_nothing() {
        var ring = scene.mapping("ring", 0, 30);
        ring.group.setMembers(Scene.objects(scene.joined(0, 31)));
        sandbox.graph().faults().inject(Fault.of(FaultKind.ITEM_WITHOUT_ID).on("GET", ".*/members.*"));

        assertFailed(scene.apply(), "an item lacks its id");
        assertThat(ring.group.size()).isEqualTo(31);
    }

    @Test
    void devices_that_cannot_be_resolved_change_nothing() {
        var ring = scene.mapping("ring", 0, 30);
        ring.group.setMembers(ring.objects());
        sandbox.graph()
                .faults()
                .inject(Fault.of(FaultKind.ERROR_BEFORE)
                        .on("GET", "/devices.*")
                        .inParts()
                        .status(403)
                        .saying("Authorization_RequestDenied", "no"));

        assertFailed(scene.apply(), "could not be resolved");
        assertThat(ring.group.members()).isEqualTo(ring.objects());
    }

    @Test
    void throttled_queries_are_no_unknown_devices() {
        var ring = scene.mapping("ring", 0, 30);
        ring.group.setMembers(ring.objects());
        sandbox.graph().faults().setEarlyRetriesPunished(false);
        sandbox.graph()
                .faults()
                .inject(Fault.of(FaultKind.THROTTLED)
                        .on("GET", "/devices.*")
                        .inParts()
                        .lasting(Duration.ofMillis(50)));

        assertFailed(scene.apply(), "could not be resolved");
        assertThat(ring.group.members()).isEqualTo(ring.objects());
        sandbox.graph().faults().clear();
        assertDone(scene.apply());
    }

    @Test
    void a_device_whose_id_the_site_has_lost_is_not_removed() {
        var ring = scene.mapping("ring", 0, 40);
        assertDone(scene.apply());
        var leaving = ring.first(1);
        ring.leave(leaving);
        var lost = ring.first(1).get(0);
        sandbox.site().setDeviceId(lost.resourceId(), null);
        try {
            var result = scene.apply();

            assertHeld(result, 1, "cannot-tell");
            assertThat(result.mapping().path("unresolved").findValuesAsText("reason"))
                    .containsExactly("no-device-id");
            assertThat(ring.group.members()).as("the rest goes on").isEqualTo(ring.objects());
        } finally {
            sandbox.site().setDeviceId(lost.resourceId(), lost.deviceIdText());
        }
        assertDone(scene.apply());
    }

    @Test
    void a_device_whose_record_is_missing_for_a_moment_is_not_removed() {
        var ring = scene.mapping("ring", 0, 40);
        assertDone(scene.apply());
        var before = ring.group.members();
        hideRecord(ring.first(1).get(0).resourceId());
        try {
            var result = scene.apply();

            assertHeld(result, 1, "cannot-tell");
            assertThat(result.mapping().path("unresolved").findValuesAsText("reason"))
                    .containsExactly("no-record");
            assertThat(ring.group.members()).isEqualTo(before);
        } finally {
            sandbox.site().dropColumn("v_R_System", "Creation_Date0");
        }
        assertDone(scene.apply());
        assertThat(ring.group.members()).isEqualTo(before);
    }

    /** The membership keeps its row and its name. Any dropColumn of the view, which nobody reads, brings it back. */
    private static void hideRecord(int resourceId) {
        var site = sandbox.site();
        site.execute("DROP VIEW dbo.v_R_System");
        site.execute(
                "CREATE VIEW dbo.v_R_System AS SELECT ResourceID, AADDeviceID, AADTenantID, 1 AS Client0, Obsolete0,"
                        + " 0 AS Decommissioned0 FROM dbo.sandbox_device WHERE ResourceID <> " + resourceId);
        site.execute("GRANT SELECT ON dbo.v_R_System TO " + site.username());
    }

    @Test
    void a_member_that_is_listed_as_a_device_and_that_entra_does_not_name_is_not_removed() {
        var ring = scene.mapping("ring", 0, 40);
        assertDone(scene.apply());
        var contoso = sandbox.tenant("contoso");
        var unnamed = contoso.addDevice("NEW-1", UUID.randomUUID(), "AzureAd");
        ring.group.add(unnamed);
        ring.group.add(scene.joined(90, 1).get(0).objectId());
        sandbox.graph().faults().setNewObjectDelay(Duration.ofMinutes(9));
        try {
            assertHeld(scene.apply(), 1, "lost-device-id");
            assertThat(ring.group.contains(unnamed)).isTrue();
            assertThat(ring.group.size())
                    .as("a stranger that Entra names has gone")
                    .isEqualTo(41);
        } finally {
            sandbox.graph().faults().setNewObjectDelay(Duration.ZERO);
        }
        assertDone(scene.apply());
        assertThat(ring.group.members()).isEqualTo(ring.objects());
        contoso.delete(unnamed);
    }

    @Test
    void a_user_whose_id_the_site_has_lost_is_not_removed() {
        var site = sandbox.site();
        var users = site.members("PS100020");
        var staff = staff(users);
        assertDone(scene.apply());
        var before = staff.group.members();
        var lost = lose(users.get(0));
        site.removeMember(staff.collection, users.get(1));
        try {
            var held = scene.apply();

            assertHeld(held, 1, "cannot-tell");
            assertThat(held.mapping().path("unresolved").findValuesAsText("reason"))
                    .containsExactly("malformed-user-id");
            assertThat(staff.group.members())
                    .as("only who has left")
                    .hasSize(24)
                    .isSubsetOf(before);
        } finally {
            lost.run();
        }
        assertDone(scene.apply());
        assertThat(staff.group.members()).as("only who has left").hasSize(24).isSubsetOf(before);
    }

    @Test
    void a_user_who_was_never_identified_holds_nobody() {
        var site = sandbox.site();
        var users = site.members("PS100020");
        var unidentified = lose(users.get(0));
        try {
            var staff = staff(users);
            assertThat(scene.apply().exit()).isEqualTo(DONE);
            site.removeMember(staff.collection, users.get(1));
            assertThat(scene.apply().exit()).isEqualTo(DONE);
            assertThat(staff.group.members())
                    .as("neither the unknown one nor the leaver")
                    .hasSize(23);
            unidentified.run();
            assertDone(scene.apply());
            var before = staff.group.members();
            lose(users.get(0));
            assertHeld(scene.apply(), 1, "cannot-tell");
            assertThat(staff.group.members())
                    .as("found meanwhile, and lost again")
                    .isEqualTo(before);
        } finally {
            unidentified.run();
        }
    }

    @Test
    void a_user_whom_an_approved_run_did_not_remove_is_held_again() throws Exception {
        var users = sandbox.site().members("PS100020");
        var staff = staff(users);
        assertDone(scene.apply());
        var before = staff.group.members();
        var lost = lose(users.get(0));
        sandbox.site().removeMember(staff.collection, users.get(1));
        try {
            var held = scene.apply();
            assertHeld(held, 1, "cannot-tell");
            killWhileApproved(held.plan());

            assertHeld(scene.apply(), 1, "cannot-tell");
            assertThat(staff.group.members()).hasSize(24).isSubsetOf(before);
        } finally {
            lost.run();
        }
    }

    /** A mapping of a collection of users. */
    private Scene.Pair staff(List<Integer> users) {
        var staff = scene.mapping("staff", 0, 0);
        sandbox.site()
                .execute("UPDATE dbo.sandbox_collection SET CollectionType = 1 WHERE CollectionID = '"
                        + staff.collection + "'");
        sandbox.site().addMembers(staff.collection, users);
        return staff;
    }

    /** @return what gives the user's id back */
    private static Runnable lose(int user) {
        var site = sandbox.site();
        site.execute("UPDATE dbo.sandbox_user SET AADUserID = CONCAT('lost ', AADUserID) WHERE ResourceID = " + user);
        return () -> site.execute("UPDATE dbo.sandbox_user SET AADUserID = REPLACE(AADUserID, 'lost ', '')"
                + " WHERE ResourceID = " + user);
    }

    @Test
    void many_devices_that_lose_their_ids_at_once_are_all_held() {
        var ring = scene.mapping("ring", 0, 40);
        assertDone(scene.apply());
        var lost = ring.first(12);
        lost.forEach(device -> sandbox.site().setDeviceId(device.resourceId(), null));
        try {
            assertHeld(scene.apply(), 12, "max-removal-percent", "cannot-tell");
            assertThat(ring.group.members()).isEqualTo(ring.objects());
        } finally {
            lost.forEach(device -> sandbox.site().setDeviceId(device.resourceId(), device.deviceIdText()));
        }
        assertDone(scene.apply());
    }

    @Test
    void a_device_with_several_objects_is_neither_added_nor_removed() {
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
    void a_memory_that_is_out_of_date_removes_nobody() {
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
    void what_was_just_changed_is_not_changed_again_while_replicas_lag() {
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
    void a_listing_that_graphs_answers_deny_is_no_success_until_a_later_one_agrees() {
        for (var kind : List.of(FaultKind.HALF_LISTING, FaultKind.EMPTY_LISTING)) {
            var ring = scene.mapping("ring-" + kind.ordinal(), 0, 30);
            ring.group.setMembers(Scene.objects(scene.joined(0, 31)));
            sandbox.graph().faults().inject(Fault.of(kind).on("GET", "/groups/" + ring.group.id() + "/members.*"));

            assertUnsure(scene.run("apply", ring.collection, "--json"), "the listing of the group was incomplete");
            assertUnsure(scene.run("apply", ring.collection, "--json"), "the listing of the group was incomplete");
            sandbox.graph().faults().clear();
            assertUnsure(scene.run("apply", ring.collection, "--json"), "the listing of the group was incomplete");
            assertThat(scene.run("plan", ring.collection, "--json").status()).isEqualTo("Partial Success");
            assertThat(ring.group.members()).as("whom the listing hid").isEqualTo(ring.objects());
        }
        scene.live.set("graph.replica-lag = 1ms");

        assertDone(scene.run("apply", "--json"));
    }

    @Test
    void a_member_that_a_listing_hides_was_removed_by_nobody() {
        var ring = scene.mapping("ring", 0, 30);
        assertDone(scene.apply());
        scene.live.stop();
        scene.live.set("graph.replica-lag = 1ms");
        sandbox.graph().faults().inject(Fault.of(FaultKind.HALF_LISTING).on("GET", ".*/members.*"));

        assertUnsure(scene.apply(), "the listing of the group was incomplete");

        assertThat(scene.run("history", "--json").json().path("drift")).isEmpty();
        assertThat(ring.group.members()).isEqualTo(ring.objects());
    }

    private static void assertUnsure(Scene.Result result, String words) {
        assertThat(result.status()).as(result.out()).isEqualTo("Partial Success");
        assertThat(result.mapping().path("error").asText()).contains(words);
        assertThat(result.exit()).isEqualTo(ERROR);
    }

    @Test
    void an_addition_that_an_attempt_of_ours_explains_denies_no_listing() {
        var ring = scene.mapping("ring", 0, 30);
        var faults = sandbox.graph().faults();
        faults.setReplicaLag(Duration.ofMinutes(3));
        try {
            faults.inject(Fault.of(FaultKind.ERROR_AFTER)
                    .on("PATCH", "/groups/.*")
                    .inParts()
                    .status(504));
            assertThat(scene.apply().exit()).isEqualTo(ERROR);
            assertThat(ring.group.members()).as("no answer told it").isEqualTo(ring.objects());
            faults.clear();
            scene.run("dead-letters", "replay");

            assertDone(scene.apply());
        } finally {
            faults.setReplicaLag(Duration.ZERO);
        }
    }

    @Test
    void a_member_that_is_listed_is_not_gone_because_graph_says_so() {
        var ring = scene.mapping("ring", 0, 30);
        assertDone(scene.apply());
        var leaving = ring.first(1);
        ring.leave(leaving);
        var lie = Fault.of(FaultKind.ERROR_BEFORE)
                .on("DELETE", "/groups/.*")
                .inParts()
                .status(404)
                .saying("Request_ResourceNotFound", "Resource 'x' does not exist.");
        sandbox.graph().faults().inject(lie);

        assertUnsure(scene.apply(), "Graph says is none");
        assertThat(scene.run("dead-letters", "list", "--json").out()).contains("retryable", "still-listed");
        sandbox.graph().faults().clear();
        var seen = ring.group.members();
        ring.group.setMembers(ring.objects());
        assertUnsure(scene.apply(), "Graph says is none");
        assertThat(scene.live.deadLetters("ring"))
                .as("no listing has confirmed it")
                .hasSize(1);
        ring.group.setMembers(seen);
        scene.run("dead-letters", "replay");
        assertUnsure(scene.apply(), "Graph says is none");
        assertThat(ring.group.members()).isEqualTo(ring.objects());
        scene.live.stop();
        scene.live.set("graph.replica-lag = 1ms");
        assertDone(scene.apply());
        assertThat(scene.live.deadLetters("ring")).isEmpty();
    }

    @Test
    void what_graph_said_of_a_device_is_asked_anew_after_an_hour() {
        var ring = scene.mapping("ring", 0, 40);
        assertDone(scene.apply());
        var contoso = sandbox.tenant("contoso");
        var rejoined = ring.first(2).get(0);
        var doubled = ring.first(2).get(1);
        contoso.rejoin(rejoined.objectId(), "Workplace");
        var twin = contoso.addDevice(doubled.name(), doubled.deviceId(), "AzureAd");
        ring.group.add(twin);
        try {
            assertThat(scene.plan().mapping().path("removals")).isEmpty();
            scene.live.stop();
            scene.live.by(Clock.offset(Clock.systemUTC(), Duration.ofHours(1)));

            assertDone(scene.apply());
            assertThat(ring.group.members())
                    .doesNotContain(rejoined.objectId())
                    .contains(doubled.objectId(), twin)
                    .hasSize(40);
        } finally {
            contoso.rejoin(rejoined.objectId(), "AzureAd");
            contoso.delete(twin);
        }
    }

    @Test
    void a_run_that_was_dated_ahead_hides_no_hand_edit() {
        var ring = scene.mapping("ring", 0, 30);
        scene.live.by(Clock.offset(Clock.systemUTC(), Duration.ofDays(1)));
        assertDone(scene.apply());
        scene.live.stop();
        scene.live.by(Clock.systemUTC());
        ring.group.remove(ring.first(1).get(0).objectId());
        try (var log = new LogLines()) {
            assertDone(scene.apply());
            assertThat(log.from(Level.WARN)).hasSize(1).allMatch(line -> line.startsWith("clock is behind"));
        }
        assertThat(ring.group.members()).isEqualTo(ring.objects());
    }

    @Test
    void a_hand_edit_is_repaired_by_the_next_run() {
        var ring = scene.mapping("ring", 0, 30);
        assertDone(scene.apply());
        ring.group.remove(ring.first(1).get(0).objectId());
        ring.group.add(scene.joined(80, 1).get(0).objectId());

        assertDone(scene.apply());
        assertThat(ring.group.members()).isEqualTo(ring.objects());
    }
}
