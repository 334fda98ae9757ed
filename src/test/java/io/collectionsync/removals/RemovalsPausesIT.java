package io.collectionsync.removals;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.sandbox.GroupKind;
import io.collectionsync.sandbox.SandboxDevice;
import io.collectionsync.testkit.LongRun;
import io.collectionsync.testkit.Scene;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Rules of src/docs/removals.md: pauses and edits. */
class RemovalsPausesIT extends RemovalRules {

    private static final String FILE = "config/mappings.yaml";
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
        scene.live.by(new LongRun(() -> ring.group.contains(addition), meanwhile));
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
}
