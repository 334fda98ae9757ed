package io.collectionsync.removals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.collectionsync.membership.RunRequest;
import io.collectionsync.membership.Trigger;
import io.collectionsync.sandbox.Fault;
import io.collectionsync.sandbox.FaultKind;
import io.collectionsync.sandbox.GroupKind;
import io.collectionsync.sandbox.SandboxApp;
import io.collectionsync.sandbox.SandboxDevice;
import io.collectionsync.testkit.LongRun;
import io.collectionsync.testkit.Scene;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Rules of src/docs/removals.md: pauses and edits. */
class RemovalsPausesIT extends RemovalRules {

    private static final String FILE = "config/mappings.yaml";
    /** Joined devices of contoso and of fabrikam stand in it side by side. */
    private static final String TWO_TENANTS = "PS100010";

    private static final String GUARD = "guard: {max-removals: 100}";

    private Scene.Pair ring;
    private List<SandboxDevice> leaving;

    /** One device is to be added, three are to be removed. */
    private void ring() {
        // tests edit groups by hand and look at once
        scene.live.set("graph.replica-lag = 1ms");
        ring = scene.mapping("ring", 0, 30, "foreign-members: remove", GUARD);
        leaving = scene.joined(30, 3);
        ring.group.setMembers(Scene.objects(scene.joined(0, 33)));
        ring.add(scene.joined(50, 1));
    }

    /** The addition is done, and no removal is on its way yet. */
    private void whileAdding(Runnable meanwhile) {
        var addition = scene.joined(50, 1).get(0).objectId();
        scene.live.by(new LongRun(() -> ring.group.contains(addition), meanwhile, Duration.ZERO));
    }

    private void edit(UnaryOperator<String> change) {
        scene.live.edit(FILE, before -> {
            var after = change.apply(before);
            assertThat(after).as("an edit").isNotEqualTo(before);
            return after;
        });
    }

    private void assertStopped(Scene.Result result, String error) {
        assertThat(result.status()).as(result.out()).isEqualTo("Partial Success");
        assertThat(result.exit()).isEqualTo(ERROR);
        assertThat(result.mapping().path("error").asText()).startsWith(error);
        assertThat(ring.group.members())
                .as("the addition was sent before, the removals were not")
                .containsAll(ring.objects())
                .containsAll(Scene.objects(leaving));
    }

    @Test
    void an_edit_of_the_mapping_stops_a_run_before_its_next_batch() throws IOException {
        // what comes back by hand each time is no other program here
        scene.live.set("guard.window = 1ms");
        ring();
        var other = sandbox.tenant("contoso").createGroup("other", GroupKind.SECURITY);
        var before = Files.readString(scene.live.home.resolve(FILE));
        for (var edit : List.of(
                ring.collection + "], enabled: false",
                "PS100012]",
                ring.collection + ", PS100012]",
                ring.collection + "], exclude: [PS100012]",
                ring.collection + "], join-types: [ServerAd]",
                ring.collection + "], keep: [" + leaving.get(0).objectId() + "]")) {
            assertStopsAndGoesOn(before, text -> text.replace(ring.collection + "]", edit));
        }
        assertStopsAndGoesOn(before, text -> text.replace("foreign-members: remove", "foreign-members: keep"));
        assertStopsAndGoesOn(before, text -> text.replace(GUARD, "guard: {max-removals: 1}"));
        assertStopsAndGoesOn(before, text -> text.replace(GUARD, "guard: {max-removals: 100, window: 1h}"));
        assertStopsAndGoesOn(
                before,
                text -> text.replace(ring.group.id().toString(), other.id().toString()));
        assertThat(other.members()).isEmpty();
    }

    private void assertStopsAndGoesOn(String text, UnaryOperator<String> change) {
        scene.live.stop();
        ring.group.setMembers(Scene.objects(scene.joined(0, 33)));
        whileAdding(() -> edit(change));

        assertStopped(scene.apply(), "The mapping was edited: the next run goes on");

        scene.live.edit(FILE, any -> text);
        assertDone(scene.apply());
        assertThat(ring.group.members()).isEqualTo(ring.objects());
    }

    @Test
    void an_edit_of_another_mapping_stops_nothing() {
        ring();
        whileAdding(() -> scene.live.mapping("other"));

        assertDone(scene.apply());
        assertThat(ring.group.members()).isEqualTo(ring.objects());
    }

    @Test
    void a_file_of_mappings_that_cannot_be_read_for_five_seconds_stops_every_run() throws IOException {
        ring();
        var file = scene.live.home.resolve(FILE);
        var text = Files.readString(file);
        whileAdding(() -> delete(file));

        assertStopped(scene.apply(), "config/mappings.yaml cannot be read (NoSuchFileException): ");
        assertFailed(scene.apply(), "config/mappings.yaml cannot be read (NoSuchFileException): ");
        assertThat(ring.group.members()).containsAll(Scene.objects(leaving));

        Files.writeString(file, text);
        assertDone(scene.apply());
        assertThat(ring.group.members()).isEqualTo(ring.objects());
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void an_edit_that_is_refused_stops_the_run_that_it_comes_into() {
        ring();
        whileAdding(() -> edit(text -> text.replace(ring.collection + "]", ring.collection + "], enabled: flase")));

        assertStopped(scene.apply(), "config/mappings.yaml was edited and is refused (");

        assertDone(scene.apply());
        assertThat(ring.group.members()).as("the last good mappings go on").isEqualTo(ring.objects());
    }

    @Test
    void a_pause_stops_a_run_before_its_next_batch() {
        ring();
        whileAdding(() -> scene.run("pause", "ring", "--reason", "looks wrong"));

        assertStopped(scene.apply(), "Paused since ");
    }

    @Test
    void a_pause_of_all_stops_a_run_before_its_next_batch() {
        ring();
        whileAdding(() -> scene.run("pause", "--all"));

        assertStopped(scene.apply(), "Paused with all mappings since ");
        scene.run("resume", "--all");
        assertDone(scene.apply());
        assertThat(ring.group.members()).isEqualTo(ring.objects());
    }

    @Test
    void a_pause_of_all_writes_nothing_for_any_mapping() {
        ring();
        var other = scene.mapping("other", 100, 5);
        var before = ring.group.members();

        var paused = scene.run("pause", "--all", "--reason", "site is being restored");

        assertThat(paused.exit()).isEqualTo(DONE);
        var result = scene.apply();
        assertThat(result.exit()).isEqualTo(HELD);
        result.json().path("mappings").forEach(mapping -> {
            assertThat(mapping.path("status").asText()).isEqualTo("Held");
            assertThat(mapping.path("held").path("reasons").path(0).asText()).isEqualTo("paused");
            assertThat(mapping.path("outcomes").path("applied").asInt()).isZero();
        });
        assertThat(ring.group.members()).isEqualTo(before);
        assertThat(other.group.members()).isEmpty();
        String me = System.getProperty("user.name");
        assertThat(scene.run("status").out())
                .containsOnlyOnce(" by " + me + " (site is being restored); collection-sync resume --all ends it")
                .contains("(paused)");
        var shown = scene.run("status", "--json").mapping();
        assertThat(shown.path("paused").asBoolean()).isTrue();
        assertThat(shown.path("pauses").path(0).path("scope").asText()).isEqualTo("all");
        assertThat(shown.path("pauses").path(0).path("by").asText()).isEqualTo(me);
        assertThat(scene.run("pause", "--all", "--reason", "again").out())
                .as("who was first, and why")
                .startsWith("It was paused already: with all mappings since ")
                .contains("site is being restored");

        assertThat(scene.run("resume", "--all").out().strip())
                .isEqualTo("The pause of all mappings is over: they go on with the next run.");
        assertThat(scene.apply().exit()).isEqualTo(DONE);
        assertThat(ring.group.members()).isEqualTo(ring.objects());
        assertThat(other.group.members()).isEqualTo(other.objects());
    }

    @Test
    void a_plan_under_a_pause_shows_what_is_not_done() {
        ring();
        scene.run("pause", "--all");

        var plan = scene.plan();

        assertHeld(plan, 3, "paused");
        assertThat(plan.plan()).isNotEmpty();
        assertThat(plan.mapping().path("additions")).isEmpty();
        assertThat(plan.mapping().path("held").path("fixes").path("paused").asText())
                .contains("collection-sync resume");
    }

    @Test
    void a_mapping_that_is_added_under_a_pause_of_all_is_paused_too() {
        ring();
        scene.run("pause", "--all");
        scene.apply();

        var later = scene.mapping("later", 100, 5);
        assertThat(scene.apply().exit()).isEqualTo(HELD);

        assertThat(later.group.members()).isEmpty();
        scene.run("resume", "--all");
        scene.apply();
        assertThat(later.group.members()).isEqualTo(later.objects());
    }

    @Test
    void a_pause_of_a_tenant_leaves_the_other_tenants_alone() {
        ring();
        var there = sandbox.tenant("fabrikam").createGroup("there", GroupKind.SECURITY);
        scene.live.map(
                "name: there, tenant: fabrikam, group: %s, collections: [%s]".formatted(there.id(), TWO_TENANTS));
        var before = ring.group.members();

        assertThat(scene.run("pause", "--all", "--tenant", "contoso").exit()).isEqualTo(DONE);
        scene.apply();

        assertThat(ring.group.members()).isEqualTo(before);
        assertThat(there.members()).isNotEmpty().isEqualTo(sandbox.expectedMembers("fabrikam", List.of(TWO_TENANTS)));
        assertThat(scene.run("resume", "--all").out())
                .startsWith("There was no pause of all mappings.")
                .contains("Still paused with all mappings of tenant contoso since ");
        assertThat(scene.run("pause", "--all", "--tenant", "contosso").exit()).isEqualTo(64);
        scene.run("resume", "--all", "--tenant", "contoso");
        scene.apply();
        assertThat(ring.group.members()).isEqualTo(ring.objects());
    }

    @Test
    void resume_of_one_mapping_leaves_the_pause_of_all() {
        ring();
        scene.run("pause", "ring");
        scene.run("pause", "--all");
        var before = ring.group.members();

        var resumed = scene.run("resume", "ring");

        assertThat(resumed.out())
                .startsWith("ring is no longer paused by itself.")
                .contains("ring stays paused with all mappings since ", "collection-sync resume --all ends that.");
        assertHeld(scene.apply(), 3, "paused");
        assertThat(ring.group.members()).isEqualTo(before);
    }

    @Test
    void resume_of_all_leaves_the_pause_of_one_mapping() {
        ring();
        scene.run("pause", "ring", "--reason", "wrong collection");
        scene.run("pause", "--all");
        var before = ring.group.members();

        assertThat(scene.run("resume", "--all").out())
                .startsWith("The pause of all mappings is over.")
                .contains("ring stays paused since ", "(wrong collection): collection-sync resume ring ends that.");

        assertHeld(scene.apply(), 3, "paused");
        assertThat(ring.group.members()).isEqualTo(before);
    }

    @Test
    void all_can_be_paused_while_the_file_of_mappings_has_faults() {
        ring();
        scene.live.engine();
        edit(text -> text.replace(ring.collection + "]", ring.collection + "], enabled: flase"));
        var before = ring.group.members();

        assertThat(scene.run("pause", "--all").exit()).isEqualTo(DONE);

        assertHeld(scene.apply(), 3, "paused");
        assertThat(ring.group.members()).isEqualTo(before);
    }

    @Test
    void a_pause_stops_the_replay_of_dead_letters() {
        ring();
        sandbox.graph()
                .faults()
                .inject(Fault.of(FaultKind.ERROR_BEFORE)
                        .on("DELETE", "/groups/.*")
                        .inParts()
                        .status(403)
                        .saying("Authorization_RequestDenied", "Insufficient privileges"));
        assertThat(scene.apply().exit()).isEqualTo(ERROR);
        sandbox.graph().faults().clear();
        var before = ring.group.members();
        assertThat(before).containsAll(Scene.objects(leaving));
        scene.run("pause", "--all");
        scene.run("dead-letters", "replay");

        scene.live.engine().run(new RunRequest(List.of(), RunRequest.Mode.APPLY, Trigger.REPLAY));

        assertThat(ring.group.members()).isEqualTo(before);
    }

    @Test
    void a_pause_of_all_makes_no_group() {
        ring();
        var tenant = sandbox.tenant("contoso");
        var roles = new HashSet<>(SandboxApp.RECOMMENDED_ROLES);
        roles.add("Group.Create");
        tenant.app().setRoles(roles);
        try {
            scene.run("pause", "--all");

            assertThatThrownBy(() -> scene.live.engine().createGroup("contoso", "made-later"))
                    .hasMessageStartingWith("Paused with all mappings since ")
                    .hasMessageEndingWith(": group 'made-later' is not made; collection-sync resume --all ends it");
            assertThat(tenant.groups()).noneMatch(group -> group.displayName().equals("made-later"));

            scene.run("resume", "--all");
            var made = scene.live.engine().createGroup("contoso", "made-later");
            assertThat(tenant.groups()).anyMatch(group -> group.id().equals(made));
        } finally {
            tenant.app().setRoles(SandboxApp.RECOMMENDED_ROLES);
        }
    }

    @Test
    void an_approval_releases_no_pause() {
        ring();
        var shown = scene.plan().plan();
        for (var pause : List.of(List.of("ring"), List.of("--all"), List.of("--all", "--tenant", "contoso"))) {
            command("pause", pause);
            var before = ring.group.members();

            assertThat(scene.approve(shown).exit()).isEqualTo(HELD);

            assertThat(ring.group.members()).isEqualTo(before);
            command("resume", pause);
        }
    }

    @Test
    void an_undo_takes_nothing_back_while_somebody_has_paused_its_mapping() {
        ring();
        var before = ring.group.members();
        var run = scene.apply();
        assertDone(run);
        String id = run.json().path("run").asText();
        var shown = scene.run("undo", id, "--json");
        for (var pause : List.of(List.of("ring"), List.of("--all"), List.of("--all", "--tenant", "contoso"))) {
            command("pause", pause);

            var refused = scene.run("undo", id, "--approve", shown.plan());

            assertThat(refused.exit()).isEqualTo(HELD);
            assertThat(refused.out()).contains("paused: ", "; collection-sync resume ");
            assertThat(ring.group.members()).isEqualTo(ring.objects());
            command("resume", pause);
            assertThat(scene.run("status", "--json").mapping().path("pauses")).isEmpty();
        }
        assertThat(scene.run("undo", id, "--approve", shown.plan()).exit()).isEqualTo(DONE);
        assertThat(ring.group.members()).isEqualTo(before);
    }

    @Test
    void what_an_undo_has_paused_another_undo_may_take_back() {
        ring();
        var before = ring.group.members();
        String first = run(scene.apply());
        var between = ring.group.members();
        ring.add(scene.joined(60, 2));
        String second = run(scene.apply());

        undo(second);
        assertThat(ring.group.members()).isEqualTo(between);
        undo(first);

        assertThat(ring.group.members()).isEqualTo(before);
        assertHeld(scene.apply(), 3, "paused");
        assertThat(scene.run("status").out())
                .containsOnlyOnce("(undo of run " + second + "); collection-sync resume ring ends it");
    }

    private static String run(Scene.Result result) {
        assertDone(result);
        return result.json().path("run").asText();
    }

    private void undo(String run) {
        var shown = scene.run("undo", run, "--json");
        assertThat(scene.run("undo", run, "--approve", shown.plan()).exit()).isEqualTo(DONE);
    }

    private void command(String word, List<String> arguments) {
        var words = new ArrayList<>(List.of(word));
        words.addAll(arguments);
        assertThat(scene.run(words.toArray(String[]::new)).exit()).isEqualTo(DONE);
    }
}
