package io.collectionsync.removals;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.cli.Exit;
import io.collectionsync.membership.Change;
import io.collectionsync.membership.Status;
import io.collectionsync.sandbox.Fault;
import io.collectionsync.sandbox.FaultKind;
import io.collectionsync.sandbox.RetryAfterForm;
import io.collectionsync.sandbox.SandboxFaults;
import io.collectionsync.sandbox.SandboxOptions;
import io.collectionsync.state.Changes;
import io.collectionsync.state.deadletter.DeadLetterFilter;
import io.collectionsync.testkit.LiveRuntime;
import io.collectionsync.testkit.LiveRuntime.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.springframework.util.FileSystemUtils;

/**
 * The whole runtime over HTTPS while answers are dropped, doubled, cut, shuffled and refused at random: what is reported
 * and recorded as done is so in the group, and when Graph is well again the group becomes right.
 */
@Tag("slow")
class LostWritesPropertyIT {

    private static final List<FaultKind> OF_BATCHES = List.of(
            FaultKind.RESET_BEFORE,
            FaultKind.RESET_AFTER,
            FaultKind.HTML_PAGE,
            FaultKind.TRUNCATED_ANSWER,
            FaultKind.CUT_ANSWER,
            FaultKind.ERROR_BEFORE,
            FaultKind.ERROR_AFTER,
            FaultKind.THROTTLED);
    private static final List<FaultKind> OF_PARTS = List.of(
            FaultKind.ERROR_BEFORE,
            FaultKind.ERROR_AFTER,
            FaultKind.THROTTLED,
            FaultKind.MISSING_PART,
            FaultKind.DUPLICATED_PART);
    private static final List<Integer> STATUSES = List.of(500, 503, 504, 409, 424, 400, 403, 418);

    private static Path home;
    private static LiveRuntime live;

    @BeforeContainer
    static void start() throws IOException {
        home = Files.createTempDirectory("lost-writes");
        live = new LiveRuntime(
                SandboxOptions.defaults().withDevices(400).withClockSpeed(50), home, "graph.retry-delay = 2ms");
        live.sandbox.graph().faults().setShortestRetryAfter(Duration.ofMillis(1));
        // the other forms ask for a second at least
        live.sandbox.graph().faults().setRetryAfterForms(RetryAfterForm.DECIMAL);
        live.applyTo(live.target(21, 320));
    }

    @AfterContainer
    static void stop() throws IOException {
        live.close();
        FileSystemUtils.deleteRecursively(home);
    }

    @Property(tries = 12, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void noLostWriteReadsAsSuccess(@ForAll long seed) {
        var random = new Random(seed);
        var target = target(random);
        makeTrouble(live.sandbox.graph().faults(), random);

        var run = live.apply(target);

        live.sandbox.graph().faults().clear();
        var report = run.mappings().get(0);
        boolean right = target.group().members().equals(target.expected());
        for (var row : new Changes(live.engine().wiring().state).ofRun(run.run().id())) {
            if (row.outcome().result().isDone()) {
                assertThat(isSo(target, row.outcome().change()))
                        .as(row.toString())
                        .isTrue();
            }
        }
        assertThat(report.status() == Status.SUCCESS)
                .as("Success means right: %s", report.outcomes())
                .isIn(false, right);
        assertThat(Exit.codeOf(run)).isEqualTo(report.status() == Status.SUCCESS ? 0 : 1);
        if (report.outcomes() != null && report.error() == null) {
            assertThat(report.outcomes().done() + report.outcomes().deadLettered())
                    .isEqualTo(report.plan().changes());
        }
        assertThat(live.sandbox.graph().violations()).isEmpty();
        becomesRight(target);
    }

    /** Every change that waits is taken up again; nothing was forgotten. */
    private static void becomesRight(Target target) {
        live.engine().wiring().deadLetters.replay(new DeadLetterFilter(target.name(), null));
        var report = live.applyTo(target);
        assertThat(report.status()).isEqualTo(Status.SUCCESS);
        assertThat(target.group().members()).isEqualTo(target.expected());
        assertThat(live.deadLetters(target)).isEmpty();
    }

    private static boolean isSo(Target target, Change change) {
        return target.group().contains(change.object()) == (change.kind() == Change.Kind.ADDITION);
    }

    private static Target target(Random random) {
        int first = 21 + random.nextInt(100);
        var target = live.target(first, first + random.nextInt(180));
        var expected = new ArrayList<>(target.expected());
        Collections.shuffle(expected, random);
        var present = new HashSet<UUID>(expected.subList(0, random.nextInt(expected.size() + 1)));
        present.addAll(live.objects(321, 321 + random.nextInt(60)));
        target.group().setMembers(present);
        return target;
    }

    private static void makeTrouble(SandboxFaults faults, Random random) {
        double much = random.nextDouble() * 0.4;
        for (int i = random.nextInt(4); i >= 0; i--) {
            var kind = OF_BATCHES.get(random.nextInt(OF_BATCHES.size()));
            faults.inject(Fault.of(kind)
                    .on("POST", "/\\$batch")
                    .chance(much, random.nextLong())
                    .lasting(Duration.ofMillis(5)));
        }
        for (int i = random.nextInt(4); i >= 0; i--) {
            var kind = OF_PARTS.get(random.nextInt(OF_PARTS.size()));
            faults.inject(Fault.of(kind)
                    .inParts()
                    .on("*", "/groups/.*")
                    .chance(much, random.nextLong())
                    .status(STATUSES.get(random.nextInt(STATUSES.size())))
                    .lasting(Duration.ofMillis(5)));
        }
    }
}
