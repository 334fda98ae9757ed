package io.collectionsync.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.collectionsync.management.Beans;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.Status;
import io.collectionsync.run.RunSchedule;
import io.collectionsync.sandbox.GroupKind;
import io.collectionsync.sandbox.Sandbox;
import io.collectionsync.sandbox.SandboxGroup;
import io.collectionsync.sandbox.SandboxOptions;
import io.collectionsync.testkit.LiveRuntime;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two tenants: each device goes to the groups of its own, and what befalls one tenant is no matter of the other. */
class SeveralTenantsIT {

    /** Joined devices of contoso and of fabrikam stand in it side by side. */
    private static final String MIXED = "PS100010";

    private static final Duration SOON = Duration.ofSeconds(30);
    /** More than a tenant has workers: mappings of the broken one wait for each other. */
    private static final int MANY = RunSchedule.WORKERS + 4;

    @TempDir
    private Path home;

    private LiveRuntime live;
    private Sandbox sandbox;

    @BeforeEach
    void start() {
        live = new LiveRuntime(SandboxOptions.defaults().withDevices(400), home);
        sandbox = live.sandbox;
    }

    @AfterEach
    void stop() {
        live.close();
    }

    @Test
    void oneCollectionFeedsGroupsOfTwoTenantsAndNoDeviceCrossesOver() {
        var contoso = map("contoso", "here");
        var fabrikam = map("fabrikam", "there");

        assertThat(live.apply().any(Status.FAILED)).isFalse();

        assertThat(contoso.members()).isNotEmpty().isEqualTo(expected("contoso"));
        assertThat(fabrikam.members()).isNotEmpty().isEqualTo(expected("fabrikam"));
        assertThat(contoso.members()).doesNotContainAnyElementsOf(fabrikam.members());
        assertThat(contoso.members()).allMatch(sandbox.tenant("contoso")::has);
        assertThat(fabrikam.members()).allMatch(sandbox.tenant("fabrikam")::has);

        sandbox.site()
                .setTenantId(resource(fabrikam), sandbox.tenant("contoso").id().toString());
        assertThat(live.apply().any(Status.FAILED)).isFalse();
        assertThat(contoso.members())
                .as("a record that names the wrong tenant")
                .allMatch(sandbox.tenant("contoso")::has);
    }

    private int resource(SandboxGroup group) {
        var one = group.members().iterator().next();
        return IntStream.rangeClosed(1, 400)
                .mapToObj(sandbox.world()::device)
                .filter(device -> one.equals(device.objectId()))
                .findFirst()
                .orElseThrow()
                .resourceId();
    }

    @ParameterizedTest
    @ValueSource(strings = {"graph-url", "authority-url"})
    void aTenantThatHangsDelaysNoMappingOfTheOthersInTheSameRun(String where) throws Exception {
        try (var silent = new ServerSocket(0, 500, InetAddress.getLoopbackAddress())) {
            live.set("tenant.fabrikam." + where + " = https://127.0.0.1:" + silent.getLocalPort());
            for (int i = 0; i < MANY; i++) {
                map("fabrikam", "there-" + i);
            }
            var contoso = map("contoso", "here");
            live.engine();
            var run = CompletableFuture.runAsync(live::apply);

            await().atMost(SOON).until(() -> contoso.members().equals(expected("contoso")));
            assertThat(run).isNotDone();
            live.stop();
        }
    }

    @Test
    void aTenantThatHangsDelaysNoLaterRunOfTheOthers() throws Exception {
        try (var silent = new ServerSocket(0, 500, InetAddress.getLoopbackAddress())) {
            live.asService()
                    .set(
                            "tenant.fabrikam.graph-url = https://127.0.0.1:" + silent.getLocalPort(),
                            "schedule.cron = 0/1 * * * * ?");
            map("fabrikam", "there");
            var contoso = map("contoso", "here");
            var book = live.engine().wiring().service;
            await().atMost(SOON).until(() -> contoso.members().equals(expected("contoso")));
            for (int i = 0; i < 2; i++) {
                var stranger = sandbox.tenant("contoso").addDevice("stranger", UUID.randomUUID(), "AzureAd");
                contoso.add(stranger);
                await().atMost(SOON).until(() -> !contoso.contains(stranger));
            }
            assertThat(book.running()).anyMatch(run -> tenants(run.mappings()).contains("fabrikam"));
            assertThat(book.running().stream()
                            .filter(run -> tenants(run.mappings()).contains("fabrikam")))
                    .as("runs of the tenant that hangs")
                    .hasSize(1);
            live.stop();
        }
    }

    @Test
    void aTenantThatHangsKeepsNobodyFromStartingARunOfTheOthers() throws Exception {
        try (var silent = new ServerSocket(0, 500, InetAddress.getLoopbackAddress())) {
            live.asService()
                    .set(
                            "tenant.fabrikam.graph-url = https://127.0.0.1:" + silent.getLocalPort(),
                            "schedule.cron = 0 0 0 1 1 ? 2099");
            map("fabrikam", "there");
            var contoso = map("contoso", "here");
            var book = live.engine().wiring().service;
            var runtime = Beans.ofThisProcess().runtime();
            assertThat(runtime.runNow()).startsWith("Started a run over all enabled mappings.");
            await().atMost(SOON).until(() -> contoso.members().equals(expected("contoso")));
            var stranger = sandbox.tenant("contoso").addDevice("stranger", UUID.randomUUID(), "AzureAd");
            contoso.add(stranger);

            await().atMost(SOON)
                    .until(() -> runtime.runNow().contains("of the tenants that no other run is busy with"));

            await().atMost(SOON).until(() -> !contoso.contains(stranger));
            assertThat(runtime.isRunInProgress()).isTrue();
            assertThat(book.running().stream()
                            .filter(run -> tenants(run.mappings()).contains("fabrikam")))
                    .as("runs of the tenant that hangs")
                    .hasSize(1);
            live.stop();
        }
    }

    @Test
    void aTenantThatRefusesFailsAloneAndTheOthersAreDone() {
        map("fabrikam", "there");
        var contoso = map("contoso", "here");
        sandbox.tenant("fabrikam").app().setServicePrincipal(false);

        var report = live.apply();

        assertThat(report.mappings().stream()
                        .filter(row -> row.status() == Status.FAILED)
                        .map(row -> row.mapping().tenant()))
                .containsOnly("fabrikam")
                .hasSize(1);
        assertThat(contoso.members()).isEqualTo(expected("contoso"));
        assertThat(report.took()).isLessThan(SOON);
    }

    private static Set<String> tenants(List<Mapping> mappings) {
        return mappings.stream().map(Mapping::tenant).collect(Collectors.toSet());
    }

    private Set<UUID> expected(String tenant) {
        return new HashSet<>(sandbox.expectedMembers(tenant, List.of(MIXED)));
    }

    private SandboxGroup map(String tenant, String name) {
        var group = sandbox.tenant(tenant).createGroup(name, GroupKind.SECURITY);
        live.map("name: %s, tenant: %s, group: %s, collections: [%s]".formatted(name, tenant, group.id(), MIXED));
        return group;
    }
}
