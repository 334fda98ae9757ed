package io.collectionsync.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.collectionsync.sandbox.Sandbox;
import io.collectionsync.sandbox.SandboxOptions;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusCommandIT {

    @TempDir
    static Path home;

    private static Sandbox sandbox;

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SandboxOptions.defaults().withDevices(200));
        sandbox.writeHome(home, Path.of("routes"));
        assertThat(new Shell(home).type("apply", "pilot-ring").exit()).isZero();
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    private static Shell shell() {
        return new Shell(home);
    }

    @Test
    void the_columns_are_those_of_the_monitoring_node() {
        var out = shell().type("status").out();

        assertThat(out)
                .contains(
                        "Members",
                        "Completed",
                        "In progress",
                        "Failed",
                        "Held",
                        "Unresolved",
                        "Dead letters",
                        "Last run",
                        "Last success",
                        "PS100012 Pilot ring, PS100015 Early adopters",
                        "sg-pilot-ring");
    }

    @Test
    void members_completed_and_unresolved_add_up() {
        var rows = shell().type("status", "--json").json().path("mappings");
        var done = rows.path(0);
        var group = sandbox.tenant("contoso").group("sg-pilot-ring");

        assertThat(done.path("groupName").asText()).isEqualTo("sg-pilot-ring");
        assertThat(done.path("completed").asInt())
                .isEqualTo(group.members().size())
                .isPositive();
        assertThat(done.path("inProgress").asInt()).isZero();
        assertThat(done.path("failed").asInt()).isZero();
        assertThat(done.path("members").asInt())
                .isEqualTo(
                        done.path("completed").asInt() + done.path("unresolved").asInt());
        assertThat(rows.path(4).path("status").isNull()).as("never run").isTrue();
    }

    @Test
    void what_is_only_planned_is_in_progress() {
        assertThat(shell().type("plan", "kiosks").exit()).isEqualTo(2);
        var row = shell().type("status", "kiosks", "--json")
                .json()
                .path("mappings")
                .path(0);

        assertThat(row.path("inProgress").asInt())
                .isEqualTo(row.path("desired").asInt())
                .isPositive();
        assertThat(row.path("completed").asInt()).isZero();
    }

    @Test
    void watching_shows_it_again_until_it_is_stopped() throws Exception {
        var shell = shell();
        var exit = new CompletableFuture<Integer>();
        var watching = new Thread(() ->
                exit.complete(shell.type("status", "pilot-ring", "--watch", "1").exit()));
        watching.start();
        await().atMost(30, TimeUnit.SECONDS).until(() -> shell.outSoFar().split("Completed", -1).length > 3);
        watching.interrupt();

        assertThat(exit.get(20, TimeUnit.SECONDS)).isZero();
    }
}
