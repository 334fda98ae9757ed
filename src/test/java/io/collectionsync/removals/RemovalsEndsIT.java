package io.collectionsync.removals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.collectionsync.membership.Change;
import io.collectionsync.sandbox.Sandbox;
import io.collectionsync.state.Changes;
import io.collectionsync.state.RunStatus;
import io.collectionsync.state.RunSummary;
import io.collectionsync.state.db.StateDatabase;
import io.collectionsync.state.db.StateUnavailable;
import io.collectionsync.testkit.LogLines;
import io.collectionsync.testkit.Scene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules of src/docs/removals.md: how runs end, and what is on record of them. */
class RemovalsEndsIT {

    private static final int MANY = 1_200;
    private static final Duration SLOW = Duration.ofMillis(500);
    private static final int ROOM = 1_000_000;

    private static Sandbox sandbox;

    private Scene scene;
    private Scene.Pair ring;

    @BeforeAll
    static void startSandbox() {
        sandbox = Scene.sandbox(2_500);
    }

    @AfterAll
    static void endSandbox() {
        sandbox.close();
    }

    @BeforeEach
    void open(@TempDir Path home) {
        scene = new Scene(sandbox, home);
        scene.live.set("graph.replica-lag = 1ms");
        ring = scene.mapping("ring", 0, MANY);
    }

    @AfterEach
    void close() {
        sandbox.graph().onRequest(request -> {});
        sandbox.graph().faults().setLatency(Duration.ZERO, Duration.ZERO);
        scene.close();
    }

    @Test
    void a_run_that_is_stopped_sends_nothing_after_the_batch_in_flight() throws Exception {
        var run = stoppedInMidRun();

        assertThat(changed()).hasSizeBetween(1, MANY - 1);
        assertThat(changesOf(run.id())).as("history").isEqualTo(changed());
        RemovalRules.assertDone(scene.apply());
        assertThat(ring.group.members()).isEqualTo(ring.objects());
    }

    @Test
    void a_run_that_was_stopped_is_on_record_as_interrupted_with_what_it_did() throws Exception {
        var run = stoppedInMidRun();

        assertThat(run.status()).isEqualTo(RunStatus.INTERRUPTED);
        assertThat(run.counts().changesDone()).isEqualTo(changed().size());
        assertThat(scene.run("status").out().replace(",", ""))
                .contains("| In Progress")
                .contains("Stopped: " + changed().size() + " of " + MANY + " done; the next run goes on")
                .contains("Run " + run.id() + " was interrupted: " + changed().size() + " changes done");
    }

    private RunSummary stoppedInMidRun() throws Exception {
        sandbox.graph().faults().setLatency(SLOW, SLOW);
        scene.live.engine();
        var run = CompletableFuture.supplyAsync(scene::apply);
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> ring.group.size() > 0);
        scene.live.stop();
        // whoever waits for a run that is stopped may be sent away: what counts is on record
        run.handle((report, sentAway) -> report).get(30, TimeUnit.SECONDS);
        sandbox.graph().faults().setLatency(Duration.ZERO, Duration.ZERO);
        return scene.live.engine().wiring().runs.list(1).get(0);
    }

    @Test
    void a_plan_or_an_undo_that_was_only_shown_is_never_recorded_as_interrupted() {
        assertThat(scene.run("plan").exit()).isEqualTo(2);
        RemovalRules.assertDone(scene.apply());
        String run = scene.live.engine().wiring().runs.list(1).get(0).id();
        assertThat(scene.run("undo", run).exit()).isEqualTo(2);
        // as commands are, whose processes are gone
        scene.live
                .engine()
                .wiring()
                .state
                .write(jdbc -> jdbc.update("update sync_run set owner_process = ?", Integer.MAX_VALUE));
        scene.live.stop();

        scene.live.engine();
        RemovalRules.assertDone(scene.apply());

        assertThat(scene.live.engine().wiring().runs.list(10))
                .extracting(RunSummary::status)
                .doesNotContain(RunStatus.INTERRUPTED)
                .filteredOn(RunStatus.IN_PROGRESS::equals)
                .as("plans that were only shown")
                .hasSize(2);
    }

    @Test
    void a_hand_edit_that_a_run_has_repaired_is_no_drift_any_more() {
        RemovalRules.assertDone(scene.apply());
        ring.group.remove(ring.first(1).get(0).objectId());
        ring.group.add(scene.joined(MANY, 1).get(0).objectId());
        assertThat(scene.plan().exit()).isEqualTo(2);

        RemovalRules.assertDone(scene.apply());

        assertThat(ring.group.members()).isEqualTo(ring.objects());
        assertThat(scene.run("status", "--json").mapping().at("/drift/added").asInt(-1))
                .isZero();
        assertThat(scene.run("status", "--json").mapping().at("/drift/removed").asInt(-1))
                .isZero();
        assertThat(scene.run("history", "--json").json().path("drift").findValuesAsText("outcome"))
                .hasSize(2)
                .allMatch(outcome -> outcome.startsWith("ended "));
    }

    @Test
    void the_first_failure_of_the_state_database_ends_the_sending() {
        fillTheDiskInMidRun();

        try (var log = new LogLines()) {
            var result = scene.apply();

            assertThat(result.exit()).isEqualTo(1);
            assertThat(result.mapping().path("error").asText())
                    .contains("the disk is full; make room", "and the next run puts it on record");
            assertThat(log.from(Level.ERROR)).as("one error line").hasSize(1);
        }
        assertThat(changed()).hasSizeBetween(1, MANY - 1);
        int sent = ring.group.size();
        assertThatThrownBy(scene::apply).as("still full").isInstanceOf(StateUnavailable.class);
        assertThat(ring.group.size()).isEqualTo(sent);
    }

    @Test
    void a_change_that_the_state_database_did_not_take_is_on_record_with_the_next_run() throws IOException {
        fillTheDiskInMidRun();
        scene.apply();
        var done = changed();
        assertThat(recorded().size()).as("recorded").isLessThan(done.size());
        assertThat(unrecorded()).hasSize(1);

        makeRoom();
        RemovalRules.assertDone(scene.apply());

        assertThat(recorded()).as("history").containsAll(done).isEqualTo(changed());
        assertThat(rows()).as("each once").hasSize(MANY);
        assertThat(ring.group.members()).isEqualTo(ring.objects());
        assertThat(unrecorded()).isEmpty();
        assertThat(scene.run("status", "--json").mapping().at("/drift/added").asInt(-1))
                .as("what the failed run did is no drift")
                .isZero();
    }

    @Test
    void a_command_that_reads_the_history_puts_on_record_what_a_run_had_to_keep() {
        fillTheDiskInMidRun();
        scene.apply();
        makeRoom();
        scene.live.stop();

        var shown = scene.run("history", "--most", "5000", "--json").json().path("changes");

        assertThat(shown.findValuesAsText("member"))
                .hasSize(ring.group.size())
                .containsExactlyInAnyOrderElementsOf(
                        ring.group.members().stream().map(UUID::toString).toList());
    }

    /** From the first change on, the database finds no page more. */
    private void fillTheDiskInMidRun() {
        var state = scene.live.engine().wiring().state;
        var isFull = new AtomicBoolean();
        sandbox.graph().onRequest(request -> {
            if (request.method().equals("PATCH") && isFull.compareAndSet(false, true)) {
                limit(state, 1);
            }
        });
    }

    private void makeRoom() {
        limit(scene.live.engine().wiring().state, ROOM);
    }

    /** SQLite takes the number of pages that there are, where that is more. */
    private static void limit(StateDatabase state, int pages) {
        state.write(jdbc -> jdbc.queryForObject("pragma max_page_count = " + pages, Integer.class));
    }

    private List<Path> unrecorded() throws IOException {
        try (Stream<Path> files = Files.list(scene.live.home.resolve("data/unrecorded"))) {
            return files.toList();
        }
    }

    private Set<Change> changed() {
        return ring.group.members().stream().map(Change::addition).collect(Collectors.toSet());
    }

    private Set<Change> changesOf(String run) {
        var changes = new HashSet<Change>();
        new Changes(scene.live.engine().wiring().state)
                .ofRun(run)
                .forEach(row -> changes.add(row.outcome().change()));
        return changes;
    }

    private List<Change> rows() {
        return scene.live.engine().wiring().runs.list(10).stream()
                .flatMap(run -> new Changes(scene.live.engine().wiring().state).ofRun(run.id()).stream())
                .map(row -> row.outcome().change())
                .toList();
    }

    private Set<Change> recorded() {
        return Set.copyOf(rows());
    }
}
