package io.collectionsync.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.collectionsync.reconcile.Failures;
import io.collectionsync.sandbox.SandboxOptions;
import io.collectionsync.state.MappingStates;
import io.collectionsync.state.Runs;
import io.collectionsync.state.Samples;
import io.collectionsync.state.db.StateDatabase;
import io.collectionsync.testkit.LiveRuntime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** The data folder deleted and made anew under a runtime that is writing groups. */
@DisabledOnOs(OS.WINDOWS)
class ReplacedStateIT {

    /** What can be on its way when the state goes: four batches of twenty steps. */
    private static final int IN_FLIGHT = 4 * 20;

    private static final String REPLACED = "the state was replaced while running, so nothing further is sent";

    @TempDir
    Path home;

    private LiveRuntime live;

    @AfterEach
    void stop() {
        live.close();
    }

    @Test
    void nothingIsSentAnyMoreOnceTheStateWasReplacedAndAFreshStartGoesOn() {
        live = new LiveRuntime(
                SandboxOptions.defaults().withDevices(1_500).withLatency(Duration.ofMillis(20), Duration.ofMillis(40)),
                home);
        var graph = live.sandbox.graph();
        graph.faults().setQuotaEnforced(false);
        var target = live.target(1, 100);
        target.group().setMembers(Set.copyOf(live.objects(1, 1_400)));
        int before = target.group().size();
        var gone = new AtomicBoolean();
        graph.onRequest(request -> {
            if (request.method().equals("DELETE") && gone.compareAndSet(false, true)) {
                replaceState();
            }
        });

        assertThat(live.apply(target).mappings().get(0).error()).contains(REPLACED);
        assertThat(before - target.group().size()).as("removed").isBetween(1, IN_FLIGHT);
        int left = target.group().size();
        graph.counters().reset();
        assertThat(Failures.of(catchThrowable(() -> live.apply(target))).text()).contains(REPLACED);
        assertThat(graph.counters().writesSpent()).isZero();
        assertThat(target.group().size()).isEqualTo(left);

        live.stop();
        graph.onRequest(request -> {});
        live.apply(target);
        assertThat(target.group().members()).isEqualTo(target.expected());
        var state = live.engine().wiring().state;
        assertThat(new Runs(state).count()).as("runs in the new state").isEqualTo(1);
        assertThat(Samples.stateOf(new MappingStates(state), target.group().id()))
                .isPresent();
    }

    private void replaceState() {
        var data = home.resolve("data");
        assertThat(FileSystemUtils.deleteRecursively(data.toFile())).isTrue();
        StateDatabase.openEmbedded(data).close();
    }
}
