package io.collectionsync.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.collectionsync.Application;
import io.collectionsync.membership.Change;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.sandbox.Fault;
import io.collectionsync.sandbox.FaultKind;
import io.collectionsync.sandbox.Sandbox;
import io.collectionsync.state.RunStatus;
import io.collectionsync.state.RunSummary;
import io.collectionsync.testkit.ChildRuntime;
import io.collectionsync.testkit.FaultyGraph;
import io.collectionsync.testkit.Scene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ctrl+C and SIGTERM end every command as they end the service: what was sent is answered and on record. */
@DisabledOnOs(OS.WINDOWS)
class StoppedCommandsIT {

    private static final int STOPPED = 130;
    private static final int MANY = 900;
    private static final Duration SLOW = Duration.ofMillis(700);
    private static final Duration SOON = Duration.ofSeconds(60);
    /** The time that the service may take to end. */
    private static final Duration END = Duration.ofSeconds(30);

    private static Sandbox sandbox;

    @TempDir
    private Path home;

    private Scene scene;
    private Scene.Pair ring;
    private Process command;

    @BeforeAll
    static void startSandbox() {
        sandbox = Scene.sandbox(1_500);
    }

    @AfterAll
    static void endSandbox() {
        sandbox.close();
    }

    @BeforeEach
    void open() {
        scene = new Scene(sandbox, home);
        scene.live.set("graph.replica-lag = 1ms");
        ring = scene.mapping("ring", 0, MANY);
    }

    @AfterEach
    void close() {
        sandbox.graph().faults().setLatency(Duration.ZERO, Duration.ZERO);
        if (command != null) {
            command.destroyForcibly();
        }
        scene.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void aSignalStopsApplyWithWhatItDidOnRecordAndApplyAgainGoesOn(String signal) throws Exception {
        stopInMidRun(signal, "apply");

        assertStopped("apply again goes on");
        assertThat(scene.run("apply").exit()).isZero();
        assertThat(ring.group.members()).isEqualTo(ring.objects());
    }

    @Test
    void aSignalStopsAnApprovedApply() throws Exception {
        ring.group.setMembers(ring.objects());
        ring.leave(ring.first(MANY - 100));
        String hash = scene.run("plan", "--json").plan();

        stopInMidRun("INT", "apply", "--approve", hash);

        assertStopped("apply again goes on, and what is held of the rest is to be approved anew");
        assertThat(ring.group.members()).containsAll(ring.objects());
    }

    @Test
    void aSignalStopsAnUndo() throws Exception {
        assertThat(scene.run("apply").exit()).isZero();
        String run = last().id();
        String hash = scene.run("undo", run, "--json").plan();

        stopInMidRun("INT", "undo", run, "--approve", hash);

        assertStopped("undo again shows the rest of the way back");
        assertThat(scene.run("status").out()).contains("(paused)");
        String rest = scene.run("undo", run, "--json").plan();
        assertThat(scene.run("undo", run, "--approve", rest).exit()).isZero();
        assertThat(ring.group.members()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"plan", "apply"})
    void aSignalStopsACommandThatReads(String word) throws Exception {
        startReading(word);

        signal("INT");

        assertThat(command.waitFor(END.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(command.exitValue()).as(printed()).isEqualTo(STOPPED);
        assertThat(printed()).contains("Stopped before anything was sent");
        assertThat(last().status()).isEqualTo(RunStatus.INTERRUPTED);
        assertThat(ring.group.members()).isEmpty();
    }

    @Test
    void aSignalStopsACheck() throws Exception {
        startReading("check");

        signal("TERM");

        assertThat(command.waitFor(END.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(command.exitValue()).as(printed()).isEqualTo(STOPPED);
        assertThat(printed()).contains("Stopped before it was done");
    }

    @Test
    void aSecondSignalEndsAtOnce() throws Exception {
        var silence = sandbox.graph()
                .faults()
                .inject(Fault.of(FaultKind.HANG_BEFORE)
                        .on("POST", FaultyGraph.BATCH)
                        .lasting(Duration.ofMinutes(1)));
        command = ChildRuntime.start(home, "command", "apply");
        await().atMost(SOON).until(() -> silence.met() > 0);
        signal("INT");
        await().pollDelay(Duration.ofSeconds(1)).until(command::isAlive);
        long begin = System.nanoTime();

        signal("INT");

        assertThat(command.waitFor(END.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(3));
        assertThat(command.exitValue()).isEqualTo(STOPPED);
        assertThat(scene.run("status").out()).contains("Run " + last().id() + " was interrupted: 0 changes done");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "sandbox"})
    void theServiceEndsWithZeroFromItsFirstMomentOn(String service) throws Exception {
        command = service.equals("run")
                ? ChildRuntime.start(home, "command", "run")
                : ChildRuntime.java(home.resolve("command.log"), List.of(), Application.class, service);
        await().atMost(SOON)
                .until(() -> printed().contains("run started") || printed().contains("Home: "));

        signal("TERM");

        assertThat(command.waitFor(END.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(command.exitValue()).as(printed()).isZero();
    }

    private void startReading(String word) throws IOException {
        sandbox.graph().faults().setLatency(SLOW, SLOW);
        sandbox.graph().counters().reset();
        command = ChildRuntime.start(home, "command", word);
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> sandbox.graph().counters().requests() > 0);
    }

    /** Sends the signal when the first batch of the command has been answered, and others are on their way. */
    private void stopInMidRun(String signal, String... words) throws Exception {
        before = ring.group.members();
        sandbox.graph().faults().setLatency(SLOW, SLOW);
        command = ChildRuntime.start(home, "command", words);
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> !ring.group.members().equals(before));

        signal(signal);

        assertThat(command.waitFor(END.toSeconds(), TimeUnit.SECONDS)).isTrue();
        sandbox.graph().faults().setLatency(Duration.ZERO, Duration.ZERO);
    }

    private Set<UUID> before;

    private void assertStopped(String then) throws IOException {
        assertThat(command.exitValue()).as(printed()).isEqualTo(STOPPED);
        var line = Pattern.compile("(?m)^Stopped: (\\d+) of (\\d+) done; " + Pattern.quote(then) + "$")
                .matcher(printed());
        assertThat(line.find()).as(printed()).isTrue();
        int done = Integer.parseInt(line.group(1));
        assertThat(done).isPositive().isLessThan(Integer.parseInt(line.group(2)));
        assertThat(recorded()).as("history").isEqualTo(changed()).hasSize(done);
        var run = last();
        assertThat(run.status()).isEqualTo(RunStatus.INTERRUPTED);
        assertThat(run.counts().changesDone()).isEqualTo(done);
        assertThat(scene.run("status").out())
                .contains("| In Progress")
                .contains("ring: Stopped: " + done + " of " + line.group(2) + " done; the next run goes on")
                .contains("Run " + run.id() + " was interrupted: " + done + " changes done");
    }

    private Set<Change> changed() {
        var changes = new HashSet<Change>();
        var now = ring.group.members();
        now.stream()
                .filter(member -> !before.contains(member))
                .map(Change::addition)
                .forEach(changes::add);
        before.stream()
                .filter(member -> !now.contains(member))
                .map(Change::removal)
                .forEach(changes::add);
        return changes;
    }

    private Set<Change> recorded() {
        var rows = scene.run("history", "--json").json().path("changes");
        var changes = new HashSet<Change>();
        rows.forEach(row -> {
            if (row.path("run").asText().equals(last().id())) {
                var member = UUID.fromString(row.path("member").asText());
                changes.add(
                        row.path("change").asText().equals("addition")
                                ? Change.addition(member)
                                : Change.removal(member));
            }
        });
        return changes;
    }

    private RunSummary last() {
        return scene.live.engine().wiring().runs.list(10).stream()
                .filter(run -> run.mode() == RunRequest.Mode.APPLY
                        || scene.live.engine().wiring().runs.count() == 1)
                .findFirst()
                .orElseThrow();
    }

    private String printed() throws IOException {
        return Files.readString(home.resolve("command.log"));
    }

    private void signal(String name) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(command.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }
}
