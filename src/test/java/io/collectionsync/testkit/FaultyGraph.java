package io.collectionsync.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.cli.Exit;
import io.collectionsync.membership.RunReport;
import io.collectionsync.membership.Status;
import io.collectionsync.sandbox.Fault;
import io.collectionsync.sandbox.FaultKind;
import io.collectionsync.sandbox.SandboxFaults;
import io.collectionsync.sandbox.SandboxOptions;
import io.collectionsync.testkit.LiveRuntime.Target;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ways in which Graph is known to vary or to fail, met by the whole runtime over HTTPS: what the group holds, the
 * status, the dead letters and the exit code agree, and no rule of Graph's is broken.
 */
public abstract class FaultyGraph {

    public static final String BATCH = "/\\$batch";
    public static final String MEMBERS = "/groups/[^/]+/members";
    public static LiveRuntime live;

    @TempDir
    public static Path home;

    @BeforeAll
    public static void start() {
        live = new LiveRuntime(SandboxOptions.defaults().withDevices(2_600).withClockSpeed(50), home);
        // from here on the devices are known, and faults meet the writes alone
        live.applyTo(live.target(21, 80));
    }

    @AfterAll
    public static void stop() {
        live.close();
    }

    @AfterEach
    public void nothingIsLeftBroken() {
        faults().clear();
        assertThat(live.sandbox.graph().violations()).isEmpty();
    }

    public static SandboxFaults faults() {
        return live.sandbox.graph().faults();
    }

    public static Fault refusedParts(String path) {
        return Fault.of(FaultKind.ERROR_BEFORE)
                .inParts()
                .on("*", path)
                .status(401)
                .saying("InvalidAuthenticationToken", "Access token has expired or is not yet valid.");
    }

    /** A group with 10 of its 60 members, and 25 others. */
    public static Target target() {
        var target = live.target(21, 80);
        var present = new HashSet<>(objects(101, 125));
        target.expected().stream().sorted().limit(10).forEach(present::add);
        target.group().setMembers(present);
        return target;
    }

    public static List<UUID> objects(int first, int last) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(live.sandbox.world()::device)
                .filter(device -> live.sandbox.tenant("contoso").has(device.objectId()))
                .map(device -> device.objectId())
                .toList();
    }

    /** The run has made the group right, and left nothing for another one. */
    public static void assertDone(Target target, RunReport run) {
        var report = run.mappings().get(0);
        assertThat(report.error()).isNull();
        assertThat(report.status()).isEqualTo(Status.SUCCESS);
        assertThat(Exit.codeOf(run)).isZero();
        assertThat(target.group().members()).isEqualTo(target.expected());
        assertThat(live.deadLetters(target)).isEmpty();
        var again = live.apply(target);
        assertThat(Exit.codeOf(again)).isZero();
        assertThat(again.mappings().get(0).plan().changes()).isZero();
    }
}
